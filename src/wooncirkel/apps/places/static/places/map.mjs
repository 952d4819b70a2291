// The live map: base map from our own tiles, then the module of the page. Without WebGL the picture stays.

const WORDS = {
  "Map.Title": "Kaart",
  "NavigationControl.ZoomIn": "Dichterbij",
  "NavigationControl.ZoomOut": "Verder weg",
  "AttributionControl.ToggleAttribution": "Bronnen van de kaart",
  "Popup.Close": "Sluiten",
  "CooperativeGesturesHandler.MobileHelpText": "Schuif de kaart met twee vingers",
  "CooperativeGesturesHandler.WindowsHelpText": "Houd Ctrl vast om dichterbij te komen",
  "CooperativeGesturesHandler.MacHelpText": "Houd ⌘ vast om dichterbij te komen",
};
const LETTER = ["Atkinson Hyperlegible Next"];
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const byZoom = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
const kindIs = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];

function street(id, kinds, width) {
  return {
    id, type: "line", source: "base", "source-layer": "streets", filter: kindIs(...kinds),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": "#ffffff", "line-width": byZoom(...width) },
  };
}

function names(id, kinds, size, minzoom) {
  return {
    id, type: "symbol", source: "base", "source-layer": "names", minzoom, filter: kindIs(...kinds),
    layout: { "text-field": ["get", "name"], "text-font": LETTER, "text-size": size, "text-max-width": 7, "text-padding": 6 },
    paint: { "text-color": "#5a5347", "text-halo-color": "#f7f3ea", "text-halo-width": 1.8 },
  };
}

function style(tiles) {
  const fill = (id, colour, extra = {}) =>
    ({ id, type: "fill", source: "base", "source-layer": id, paint: { "fill-color": colour }, ...extra });
  return {
    version: 8,
    sources: { base: { type: "vector", url: `pmtiles://${tiles}` } },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": "#f7f3ea" } },
      fill("green", "#e2ebd6"),
      fill("water", "#c5d9e8", { filter: ["==", ["geometry-type"], "Polygon"] }),
      { id: "stream", type: "line", source: "base", "source-layer": "water", filter: kindIs("line"),
        paint: { "line-color": "#c5d9e8", "line-width": byZoom(12, 1, 16, 5) } },
      fill("buildings", "#efe7da", { minzoom: 14 }),
      street("paths", ["path", "service", "cycle"], [12, 0.5, 14, 1.2, 17, 4]),
      street("streets", ["street"], [11, 0.8, 12.5, 1.6, 14, 3, 17, 11]),
      street("roads", ["local", "main", "motorway"], [9, 1, 12.5, 3.2, 14, 5, 17, 15]),
      { id: "borders", type: "line", source: "base", "source-layer": "borders", filter: kindIs("neighbourhood", "district", "municipality"),
        paint: { "line-color": "#7c7060", "line-opacity": 0.28, "line-dasharray": [3, 3], "line-width": byZoom(11, 0.6, 15, 1.4) } },
      names("quarters", ["neighbourhood", "suburb"], byZoom(12, 12, 16, 17), 12.4),
      names("places", ["village", "town", "municipality"], byZoom(9, 13, 14, 20), 8),
    ],
  };
}

async function draw(frame) {
  const url = (path) => new URL(path, location.href).href;
  const library = await import(frame.dataset.library);
  library.setWorkerUrl(url(frame.dataset.worker));
  library.addProtocol("pmtiles", new pmtiles.Protocol().tile);
  await Promise.all([document.fonts.load("16px 'Atkinson Hyperlegible Next'"), document.fonts.load("600 16px 'Atkinson Hyperlegible Next'")]);
  const { west, south, east, north, lon, lat } = Object.fromEntries(Object.entries(frame.dataset).map(([key, value]) => [key, Number(value)]));
  const map = new library.Map({
    container: frame.appendChild(document.createElement("div")), style: style(url(frame.dataset.tiles)), center: [lon, lat], zoom: 12.6, minZoom: 8, maxZoom: 18,
    maxBounds: [[west - 0.2, south - 0.15], [east + 0.2, north + 0.15]], locale: WORDS, attributionControl: false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, cooperativeGestures: matchMedia("(pointer: coarse)").matches, fadeDuration: calm ? 0 : 200,
    canvasContextAttributes: { preserveDrawingBuffer: true },
  });
  map.touchZoomRotate.disableRotation();
  map.scrollZoom.disable();
  map.keyboard.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  return { library, map };
}

async function open(frame) {
  frame.hidden = false;
  frame.querySelector(".wait").textContent = "De kaart komt eraan …";
  try {
    const { library, map } = await draw(frame);
    for (const part of document.querySelectorAll(".with-map")) part.hidden = false;
    for (const part of document.querySelectorAll(".without-map")) part.hidden = true;
    map.getCanvas().addEventListener("focus", () => map.scrollZoom.enable());
    map.getCanvas().addEventListener("blur", () => map.scrollZoom.disable());
    const page = await import(frame.dataset.module);
    page.start({ library, map, frame, token, calm });
    map.once("idle", () => { frame.dataset.ready = "yes"; frame.querySelector(".wait")?.remove(); });
  } catch (problem) {
    console.warn("The map cannot be drawn here; the table holds the same.", problem.message);
    frame.hidden = true;
    if (frame.dataset.picture) frame.after(Object.assign(new Image(), { src: frame.dataset.picture, alt: frame.dataset.alt }));
    else for (const part of document.querySelectorAll(".no-map")) part.hidden = false;
  }
}

const frame = document.getElementById("map");
if (frame) open(frame);
