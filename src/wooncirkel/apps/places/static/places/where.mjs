// What is where: the facilities as dots, and a door to each neighbourhood.

/** Draw each mark once: the same shapes as in the legend. */
function image({ path, colour }) {
  const canvas = new OffscreenCanvas(48, 48);
  const pen = canvas.getContext("2d");
  pen.scale(2, 2); pen.translate(2, 2);
  const shape = new Path2D(path);
  Object.assign(pen, { lineWidth: 3, strokeStyle: "#ffffff", fillStyle: colour, lineJoin: "round" });
  pen.stroke(shape); pen.fill(shape);
  return pen.getImageData(0, 0, 48, 48);
}

function words(title, text, address) {
  const box = document.createElement("div");
  box.append(Object.assign(document.createElement("b"), { textContent: title }), Object.assign(document.createElement("p"), { textContent: text }));
  if (address) box.append(Object.assign(document.createElement("a"), { href: address, textContent: "Bekijk deze buurt" }));
  return box;
}

export function start({ library, map, frame }) {
  const say = (at, content) => new library.Popup({ focusAfterOpen: true }).setLngLat(at).setDOMContent(content).addTo(map);
  map.once("load", async () => {
    const { points, marks } = await (await fetch(frame.dataset.points)).json();
    for (const [kind, mark] of Object.entries(marks)) map.addImage(kind, image(mark), { pixelRatio: 2 });
    map.addSource("facilities", { type: "geojson", data: points });
    map.addLayer({
      id: "facilities", type: "symbol", source: "facilities",
      layout: {
        "icon-image": ["get", "kind"], "icon-allow-overlap": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 10, 0.3, 13, 0.6, 16, 1],
      },
    }, "quarters");
    map.addLayer({ id: "areas", type: "fill", source: "base", "source-layer": "borders", filter: ["==", ["get", "kind"], "neighbourhood"], paint: { "fill-opacity": 0 } }, "paths");
    frame.dataset.drawn = "facilities";
  });
  map.on("click", (event) => {
    const [dot] = map.queryRenderedFeatures(event.point, { layers: ["facilities"] });
    if (dot) return say(dot.geometry.coordinates, words(dot.properties.name || dot.properties.label, dot.properties.label));
    const [area] = map.queryRenderedFeatures(event.point, { layers: ["areas"] });
    return area && say(event.lngLat, words(area.properties.name, "Buurt", `/buurt/${area.properties.code}/`));
  });
}
