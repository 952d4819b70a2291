// Draw a circle: a click, the button or the form asks the server for the page; only its parts are exchanged.

const PARTS = ["share", "said", "ask", "middle", "twin", "list", "answer", "beside", "capacity"];
const WALK = ["#173f25", "#1f4c2e", "#2c5d3a", "#3b6f47", "#4c8157", "#5f9367", "#74a377", "#88b187", "#9bbf98", "#adcba9"];
const CYCLE = ["#1e3f66", "#2a4d78", "#375c89", "#466c9a", "#577da9", "#6a8db7", "#7d9dc3", "#91aecf", "#a5bedb", "#b8cde5"];
const EDGE_WORDS = { walk: "10 minuten lopen", cycle: "10 minuten fietsen" };
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
function edgeLabel(rings, text) {
  const lowest = rings.flat().reduce((low, one) => (one[1] < low[1] ? one : low));
  return feature("Point", lowest, { text });
}

const minuteColour = (shades) => ["match", ["get", "minute"], ...shades.flatMap((shade, minute) => [minute, shade]), shades[9]];
const width = (scale) => ["interpolate", ["exponential", 1.5], ["zoom"], 12, 1.1 * scale, 14, 2.2 * scale, 17, 7 * scale];

function addLayers(map, token) {
  for (const name of ["cycle", "cycle-edge", "walk", "walk-edge", "older", "older-edge", "words"]) map.addSource(name, { type: "geojson", data: empty });
  const streets = (id, shades, scale) => ({
    id, type: "line", source: id, layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": minuteColour(shades), "line-width": width(scale) },
  });
  const edge = (id, paint) => ({ id: `${id}-line`, type: "line", source: `${id}-edge`, layout: { "line-join": "round", "line-cap": "round" }, paint });
  const before = "quarters";
  map.addLayer({ id: "cycle-fill", type: "fill", source: "cycle-edge", paint: { "fill-color": token("--evening-mid"), "fill-opacity": 0.17 } }, before);
  map.addLayer(edge("cycle", { "line-color": token("--cycle"), "line-width": 2.2, "line-dasharray": [4, 2.6] }), before);
  map.addLayer(streets("cycle", CYCLE, 0.8), before);
  map.addLayer({ id: "walk-fill", type: "fill", source: "walk-edge", paint: { "fill-color": "#fffdf6", "fill-opacity": 0.78 } }, before);
  map.addLayer(edge("walk", { "line-color": token("--walk"), "line-width": 3 }), before);
  map.addLayer(streets("walk", WALK, 1.25), before);
  map.addLayer(streets("older", WALK, 1.25), before);
  map.addLayer(edge("older", { "line-color": token("--walk"), "line-width": 2.4, "line-dasharray": [0.2, 2.4] }), before);
  map.addLayer({
    id: "words", type: "symbol", source: "words",
    layout: { "text-field": ["get", "text"], "text-font": ["Atkinson Hyperlegible Next"], "text-size": 15, "text-offset": [0, 0.9], "text-allow-overlap": true },
    paint: { "text-color": token("--ink"), "text-halo-color": "#ffffff", "text-halo-width": 2.5 },
  });
}

export function start({ library, map, frame, token, calm }) {
  const drawings = new Map();
  let pins = [];
  let asked = 0;
  const pressed = (name) => document.querySelector(`[data-layer="${name}"]`).getAttribute("aria-pressed") === "true";

  async function drawing(url) {
    if (!drawings.has(url)) drawings.set(url, fetch(url).then((answer) => answer.json()));
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
      if (drawn && visible && EDGE_WORDS[name]) words.push(edgeLabel(drawn.rings, EDGE_WORDS[name]));
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

  function pin(spot) {
    const mark = document.createElement("div");
    mark.className = "pin";
    mark.append(Object.assign(document.createElement("b"), { textContent: spot.dataset.spot }));
    mark.setAttribute("aria-hidden", "true");
    return new library.Marker({ element: mark }).setLngLat([Number(spot.dataset.lon), Number(spot.dataset.lat)]).addTo(map);
  }

  async function sync() {
    const spots = [...document.querySelectorAll("[data-spot]")];
    for (const old of pins) old.remove();
    pins = spots.map(pin);
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
    const focused = document.activeElement?.id;
    for (const id of PARTS) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old.open) fresh.open = true;
      old.replaceWith(document.adoptNode(fresh));
    }
    for (const part of document.querySelectorAll(".with-map")) part.hidden = false;
    for (const part of document.querySelectorAll(".without-map")) part.hidden = true;
    offerSharing();
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  async function go(url, { remember = true } = {}) {
    const answer = document.getElementById("answer");
    answer.classList.add("busy");
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(response.status);
      exchange(await response.text());
      if (remember) history.pushState(null, "", response.url);
      await sync();
    } catch {
      location.assign(url);
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
    const link = event.target.closest("a[href^='/cirkel-tekenen/?']");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); go(link.href); }
    const layer = event.target.closest("[data-layer]");
    if (layer) { layer.setAttribute("aria-pressed", String(layer.getAttribute("aria-pressed") !== "true")); sync(); }
    if (event.target.closest("[data-middle]")) place(map.getCenter());
    const share = event.target.closest("[data-share]");
    if (share) navigator.clipboard.writeText(location.href).then(() => { share.querySelector("span").textContent = "Het adres is gekopieerd"; });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/cirkel-tekenen/") { event.preventDefault(); go(asForm(event.target)); }
  });
  addEventListener("popstate", () => go(location.href, { remember: false }));
  map.on("click", (event) => place(event.lngLat));
  map.getCanvas().addEventListener("keydown", (event) => { if (event.key === "Enter") place(map.getCenter()); });

  map.once("load", () => { addLayers(map, token); offerSharing(); sync(); });
}
