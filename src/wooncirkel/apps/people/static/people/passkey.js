// Passkeys: the browser talks with the device, the form carries the answer. Without them the forms stay hidden.

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), sign => sign.charCodeAt(0));

const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const unpackedKeys = list => list?.map(key => ({ ...key, id: bytes(key.id) }));

function unpacked(options) {
  const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  if (key.allowCredentials) key.allowCredentials = unpackedKeys(key.allowCredentials);
  if (key.excludeCredentials) key.excludeCredentials = unpackedKeys(key.excludeCredentials);
  return { publicKey: key };
}

function packed(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsFor(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function ask(form) {
  const options = unpacked(await optionsFor(form));
  if (form.dataset.passkey !== "make") return navigator.credentials.get(options);
  // Asked for as one that can open the door alone: the device checks who is there.
  Object.assign(options.publicKey.authenticatorSelection, {
    residentKey: "required", requireResidentKey: true, userVerification: "required",
  });
  return navigator.credentials.create(options);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  form.hidden = false;
  const sorry = form.querySelector('[role="alert"][hidden]');
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (sorry) sorry.hidden = true;
    try {
      form.elements.credential.value = packed(await ask(form));
      form.submit();
    } catch {
      if (sorry) sorry.hidden = false;
    }
  });
}
