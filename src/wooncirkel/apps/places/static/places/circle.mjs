// Draw a circle: a click, the button or the form asks the server for the page; only its parts are exchanged.

const PARTS = ["share", "ask", "middle", "twin", "list", "answer", "beside", "capacity"];
const empty = { type: "FeatureCollection", features: [] };
const feature = (type, coordinates, properties = {}) => ({ type: "Feature", geometry: { type, coordinates }, properties });

/** Read steps of 0.00001 degree back into positions. */
function places(steps) {
  const found = [];
  for (let i = 0, lon = 0, lat = 0; i < steps.length; i += 2) {
    lon += steps[i]; lat += steps[i + 1];
    found.push([lon / 1e5, lat / 1e5]);
  }
  return found;
}

function lines({ minute, sizes, steps }) {
  const all = places(steps);
  let start = 0;
  return feature("MultiLineString", sizes.map((size) => all.slice(start, (start += size))), { minute });
}

function collection(profile) {
  const rings = profile.rings.map(places);
  return {
    streets: { type: "FeatureCollection", features: profile.minutes.map(lines) },
    edge: { type: "FeatureCollection", features: rings.map((ring) => feature("Polygon", [ring])) },
    rings,
  };
}

/** Where the words stand on the edge: the most southern point of the outer ring. */
function edgeLabel(rings, { text, colour }) {
  const lowest = rings.flat().reduce((low, one) => (one[1] < low[1] ? one : low));
  return feature("Point", lowest, { text, colour });
}

const shades = (text) => text.split(" ").map((one) => `#${one}`);
const minuteColour = (shades) => ["match", ["get", "minute"], ...shades.flatMap((shade, minute) => [minute, shade]), shades[9]];
const width = (scale) => ["interpolate", ["exponential", 1.5], ["zoom"], 12, 1.1 * scale, 14, 2.2 * scale, 17, 7 * scale];

function addLayers(map, token, { walk, cycle }) {
  for (const name of ["cycle", "cycle-edge", "walk", "walk-edge", "older", "older-edge", "words", "pins"]) map.addSource(name, { type: "geojson", data: empty });
  const streets = (id, shades, scale) => ({
    id, type: "line", source: id, layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": minuteColour(shades), "line-width": width(scale) },
  });
  const edge = (id, paint) => ({ id: `${id}-line`, type: "line", source: `${id}-edge`, layout: { "line-join": "round", "line-cap": "round" }, paint });
  const before = "quarters";
  map.addLayer({ id: "cycle-fill", type: "fill", source: "cycle-edge", paint: { "fill-color": token("--evening-mid"), "fill-opacity": 0.17 } }, before);
  map.addLayer(edge("cycle", { "line-color": token("--cycle"), "line-width": 2.2, "line-dasharray": [4, 2.6] }), before);
  map.addLayer(streets("cycle", cycle, 0.8), before);
  map.addLayer({ id: "walk-fill", type: "fill", source: "walk-edge", paint: { "fill-color": "#fffdf6", "fill-opacity": 0.78 } }, before);
  map.addLayer(edge("walk", { "line-color": token("--walk"), "line-width": 3 }), before);
  map.addLayer(streets("walk", walk, 1.25), before);
  map.addLayer(streets("older", walk, 1.25), before);
  map.addLayer(edge("older", { "line-color": token("--walk"), "line-width": 2.4, "line-dasharray": [0.2, 2.4] }), before);
  map.addLayer({
    id: "words", type: "symbol", source: "words",
    layout: { "text-field": ["get", "text"], "text-font": ["Atkinson Hyperlegible Next", "Bold"], "text-size": 15, "text-offset": [0, 0.9], "text-allow-overlap": true },
    paint: { "text-color": ["get", "colour"], "text-halo-color": "#ffffff", "text-halo-width": 2.5 },
  });
  const disc = { "circle-color": token("--brick"), "circle-radius": 12, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2.5 };
  const ring = { "circle-opacity": 0, "circle-radius": 17, "circle-stroke-color": token("--brick"), "circle-stroke-width": 2.5 };
  map.addLayer({ id: "pin-ring", type: "circle", source: "pins", paint: ring });
  map.addLayer({ id: "pin-disc", type: "circle", source: "pins", paint: disc });
  map.addLayer({
    id: "pins", type: "symbol", source: "pins",
    layout: { "text-field": ["get", "letter"], "text-font": ["Atkinson Hyperlegible Next", "Bold"], "text-size": 15, "text-allow-overlap": true },
    paint: { "text-color": "#ffffff" },
  });
}

export function start({ library, map, frame, token, calm }) {
  const drawings = new Map();
  let asked = 0;
  let coming;
  const edgeWords = {
    walk: { text: "10 minuten lopen", colour: token("--walk") },
    cycle: { text: "10 minuten fietsen", colour: token("--cycle") },
  };
  const base = document.getElementById("ask").getAttribute("action");
  const pressed = (name) => document.querySelector(`[data-layer="${name}"]`).getAttribute("aria-pressed") === "true";

  async function drawing(url) {
    if (!drawings.has(url)) {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(answer.status);
      drawings.set(url, await answer.json());
    }
    return drawings.get(url);
  }

  function show(found) {
    const words = [];
    for (const name of ["cycle", "walk", "older"]) {
      const profile = found.profiles[name];
      const drawn = profile && collection(profile);
      const visible = pressed(name);
      map.getSource(`${name}-edge`).setData(drawn && (visible || name === "older") ? drawn.edge : empty);
      map.getSource(name).setData(drawn && visible ? drawn.streets : empty);
      if (drawn && visible && edgeWords[name]) words.push(edgeLabel(drawn.rings, edgeWords[name]));
    }
    map.getSource("words").setData({ type: "FeatureCollection", features: words });
  }

  function look(found) {
    const widest = found.profiles.cycle ?? found.profiles.walk;
    if (!widest) return;
    const all = widest.rings.flatMap(places);
    const box = all.reduce((bounds, one) => bounds.extend(one), new library.LngLatBounds(all[0], all[0]));
    const seen = map.getBounds();
    const inside = seen.contains(box.getSouthWest()) && seen.contains(box.getNorthEast());
    const small = box.getNorth() - box.getSouth() < (seen.getNorth() - seen.getSouth()) / 3;
    if (!inside || small) map.fitBounds(box, { padding: 24, duration: calm ? 0 : 500 });
  }

  async function sync() {
    const spots = [...document.querySelectorAll("[data-spot]")];
    const pins = spots.map(({ dataset }) => feature("Point", [Number(dataset.lon), Number(dataset.lat)], { letter: dataset.spot }));
    map.getSource("pins").setData({ type: "FeatureCollection", features: pins });
    frame.dataset.pins = spots.map((spot) => spot.dataset.spot).join("");
    const shown = spots.find((spot) => spot.dataset.shown === "yes");
    const mine = ++asked;
    const found = shown ? await drawing(shown.dataset.drawing) : { profiles: {} };
    if (mine !== asked) return;
    show(found);
    look(found);
    frame.dataset.drawn = shown ? shown.dataset.drawing : "nothing";
  }

  function exchange(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const id of PARTS) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old.open && id !== "list") fresh.open = true;
      old.replaceWith(document.adoptNode(fresh));
    }
    for (const part of document.querySelectorAll(".with-map")) part.hidden = false;
    for (const part of document.querySelectorAll(".without-map")) part.hidden = true;
    say(page.getElementById("said").textContent);
    offerSharing();
  }

  const say = (text) => { document.getElementById("said").textContent = text; };

  /** Bring the person where the answer is: back to the thing that was pressed, or to the head of what is new. */
  function settle(from) {
    const adding = document.querySelector("#answer .notice h2");
    const target = adding ? document.getElementById("zoek") : document.getElementById(from) ?? document.querySelector("#answer h2");
    target?.focus({ preventScroll: true });
    const { top, bottom } = frame.getBoundingClientRect();
    if (bottom < 80 || top > innerHeight - 80) document.getElementById("ask").scrollIntoView({ behavior: calm ? "auto" : "smooth" });
  }

  function busy(on) {
    const answer = document.getElementById("answer");
    answer.classList.toggle("busy", on);
    answer.setAttribute("aria-busy", String(on));
    frame.toggleAttribute("data-busy", on);
    if (on) say("Even geduld, we tekenen de cirkel.");
  }

  function trouble() {
    document.getElementById("answer").prepend(document.getElementById("trouble").content.cloneNode(true));
    say("");
  }

  async function go(url, { remember = true, from = document.activeElement?.id } = {}) {
    coming?.abort();
    const mine = coming = new AbortController();
    busy(true);
    try {
      const response = await fetch(url, { signal: mine.signal });
      if (!response.ok) throw new Error(response.status);
      exchange(await response.text());
      if (remember) history.pushState(null, "", response.url);
      settle(from);
      await sync();
    } catch {
      if (!mine.signal.aborted) trouble();
    } finally {
      if (coming === mine) busy(false);
    }
  }

  const asForm = (form) => `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  function place({ lng, lat }) {
    const form = document.getElementById("ask");
    const pairs = new URLSearchParams(new FormData(form));
    pairs.set("zoek", `${lat.toFixed(5)},${lng.toFixed(5)}`);
    return go(`${form.getAttribute("action")}?${pairs}`);
  }

  function offerSharing() {
    const button = document.querySelector("[data-share]");
    if (button && navigator.clipboard && document.querySelector("[data-spot]")) button.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(`a[href^="${base}?"]`);
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); go(link.href); }
    const layer = event.target.closest("[data-layer]");
    if (layer) { layer.setAttribute("aria-pressed", String(layer.getAttribute("aria-pressed") !== "true")); sync(); }
    if (event.target.closest("[data-middle]")) place(map.getCenter());
    const share = event.target.closest("[data-share]");
    if (share) navigator.clipboard.writeText(location.href).then(() => { share.querySelector("span").textContent = "Het adres is gekopieerd"; say("Het adres is gekopieerd."); });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === base) { event.preventDefault(); go(asForm(event.target)); }
  });
  addEventListener("popstate", () => go(location.href, { remember: false }));
  map.on("click", (event) => place(event.lngLat));
  map.getCanvas().addEventListener("keydown", (event) => { if (event.key === "Enter") place(map.getCenter()); });

  map.once("load", () => { addLayers(map, token, { walk: shades(frame.dataset.walk), cycle: shades(frame.dataset.cycle) }); offerSharing(); sync(); });
}
