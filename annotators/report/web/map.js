// The crossings on a map: a point each, sized by its mentions, a link to them.

const LEAST_SCALE = 1; // pixels a degree
const MOST_SCALE = 400; // two gates of one town come apart
const STEP = 1.5; // of one zoom
const mapState = { view: null, of: null };

const placed = () => ranked(2).filter(([entity]) => entity.at);

// The area of a point grows with its mentions.
const radius = (count) => Math.min(5 + 2.5 * Math.sqrt(count), 24);

const mapPage = () => {
  const points = placed();
  const all = ranked(2);
  const drawing = svg("svg", {
    class: "map", tabindex: "0", role: "group",
    "aria-label": "Map of crossings. Arrow keys move it, plus and minus zoom, 0 shows all points.",
  });
  const act = (label, name, change) =>
    el("button", { type: "button", "aria-label": name, title: name, click: () => { change(); draw(); } }, label);
  const size = () => [drawing.clientWidth || 600, drawing.clientHeight || 400];
  const zoom = (factor) => {
    mapState.view.scale = Math.min(Math.max(mapState.view.scale * factor, LEAST_SCALE), MOST_SCALE);
  };
  const fit = () => {
    mapState.view = fitted(points.length ? points.map(([entity]) => entity.at) : WORLD, ...size());
  };
  const whole = () => { mapState.view = { ...fitted(WORLD, ...size()), scale: size()[0] / 340 }; };
  const move = (x, y) => {
    const project = projectionOf(...size(), mapState.view);
    const [width, height] = size();
    mapState.view.lon = project.lon(width / 2 + x);
    mapState.view.lat = Math.max(-80, Math.min(80, project.lat(height / 2 + y)));
  };
  const draw = () => {
    const focused = document.activeElement?.dataset?.entity;
    drawing.replaceChildren(...drawMap(points, ...size(), mapState.view));
    if (focused !== undefined) drawing.querySelector(`[data-entity="${focused}"]`)?.focus();
  };
  const keys = {
    ArrowLeft: () => move(-60, 0), ArrowRight: () => move(60, 0), ArrowUp: () => move(0, -60),
    ArrowDown: () => move(0, 60), "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP), 0: fit,
  };
  drawing.addEventListener("keydown", (event) => {
    if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
    keys[event.key]();
    draw();
    event.preventDefault();
  });
  drag(drawing, (x, y) => { move(x, y); draw(); });
  const section = el(
    "section", { class: "wide", "aria-labelledby": "map-head" },
    el("h2", { id: "map-head", tabindex: "-1" }, "Map of crossings"),
    el("div", { class: "map-box" }, drawing, el(
      "div", { class: "zoom", role: "group", "aria-label": "Zoom" },
      act("+", "Nearer", () => zoom(STEP)), act("−", "Farther", () => zoom(1 / STEP)),
      act("Points", "Show all points", fit), act("World", "Show the world", whole),
    )),
    el("p", { class: "aside" },
      `${plural(points.length, "crossing")} on the map, larger where mentioned more. `,
      all.length > points.length
        ? [`${plural(all.length - points.length, "crossing")} without coordinates in the gazetteer: see the `,
          el("a", { href: "#crossings" }, "table"), ". "]
        : null,
      "Outlines: Natural Earth, 1:110 million, simplified; a point can lie beside its border."),
  );
  const names = points.map(([entity]) => entity.index).join();
  new ResizeObserver(() => {
    if (!drawing.clientWidth) return;
    if (mapState.of !== names) fit();
    mapState.of = names;
    draw();
  }).observe(drawing);
  return section;
};

const drawMap = (points, width, height, view) => {
  const project = projectionOf(width, height, view);
  const seen = (box) =>
    project.x(box.east) > 0 && project.x(box.west) < width && project.y(box.south) > 0 && project.y(box.north) < height;
  const at = ([lon, lat]) => `${project.x(lon).toFixed(1)} ${project.y(lat).toFixed(1)}`;
  const land = outlines().map(({ name, rings }) =>
    svg("path", { d: rings.filter((ring) => seen(boxOf(ring))).map((ring) => `M${ring.map(at).join("L")}Z`).join("") },
      svg("title", {}, name)));
  const taken = [[width - 220, 0, width, 46]]; // by the buttons
  const circles = points.toReversed().map(([entity, count]) => pointOf(entity, count, project));
  for (const [entity, count] of points) {
    const [x, y, r] = [project.x(entity.at[0]), project.y(entity.at[1]), radius(count)];
    taken.push([x - r, y - r, x + r, y + r]);
  }
  const names = points.map(([entity, count]) => {
    const [x, y] = [project.x(entity.at[0]), project.y(entity.at[1]) + 4];
    const put = (side, anchor) =>
      label(nameOf(entity), "point", x + side * (radius(count) + 4), y, 6.6, anchor, width, height, taken);
    return put(1, "start") ?? put(-1, "end");
  });
  const lands = outlines().filter(({ box }) => seen(box)).map(({ name, largest }) => {
    const [x, y, room] = roomiest(largest.map(([lon, lat]) => [project.x(lon), project.y(lat)]), width, height);
    return room < name.length * 6 ? null : label(name, "land", x, y + 4, 7.5, "middle", width, height, taken);
  });
  const layers = [["land", land], ["names", lands.filter(Boolean)], ["names", names.filter(Boolean)], ["points", circles]];
  return layers.map(([name, nodes]) => svg("g", { class: name }, nodes));
};

// Where a name fits best into a ring: the middle of the longest of some level lines that lie in it and in the
// map, as `[x, y, length]`.
const LINES = 12;
const roomiest = (ring, width, height) => {
  const ys = ring.map(([, y]) => y);
  const top = Math.max(Math.min(...ys), 0);
  const bottom = Math.min(Math.max(...ys), height);
  let best = [0, 0, 0];
  for (let i = 1; i < LINES; i += 1) {
    const y = top + ((bottom - top) * i) / LINES;
    const cuts = [];
    ring.forEach(([x, from], at) => {
      const [next, to] = ring[(at + 1) % ring.length];
      if (from > y !== to > y) cuts.push(x + ((y - from) / (to - from)) * (next - x));
    });
    cuts.sort((a, b) => a - b);
    for (let at = 0; at + 1 < cuts.length; at += 2) {
      const [left, right] = [Math.max(cuts[at], 0), Math.min(cuts[at + 1], width)];
      if (right - left > best[2]) best = [(left + right) / 2, y, right - left];
    }
  }
  return best;
};

const pointOf = (entity, count, project) => {
  const place = { cx: project.x(entity.at[0]).toFixed(1), cy: project.y(entity.at[1]).toFixed(1) };
  return svg(
    "a", { href: linkTo(entity), "data-entity": entity.index, "aria-label": `${shown(nameOf(entity))}, ${plural(count, "mention")}` },
    svg("title", {}, `${nameOf(entity)}: ${plural(count, "mention")}`),
    svg("circle", { ...place, r: Math.max(radius(count), 12), class: "touch" }), // wide enough for a finger
    svg("circle", { ...place, r: radius(count).toFixed(1), class: `dot ${entity.kind}` }),
  );
};

// A name, unless it would lie over another or leave the map. `letter`: how wide one is, in pixels.
const label = (name, kind, x, y, letter, anchor, width, height, taken) => {
  const text = shown(name.length > 34 ? `${name.slice(0, 33)}…` : name);
  const wide = text.length * letter;
  const left = x - { start: 0, middle: wide / 2, end: wide }[anchor];
  const box = [left, y - 12, left + wide, y + 4];
  if (box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height) return null;
  if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) return null;
  taken.push(box);
  return svg("text", { x: x.toFixed(1), y: y.toFixed(1), class: kind, "text-anchor": anchor, "aria-hidden": "true" }, text);
};

const drag = (drawing, moved) => {
  let last = null;
  let far = 0;
  drawing.addEventListener("pointerdown", (event) => { last = [event.clientX, event.clientY]; far = 0; });
  window.addEventListener("pointerup", () => { last = null; });
  drawing.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [x, y] = [last[0] - event.clientX, last[1] - event.clientY];
    last = [event.clientX, event.clientY];
    far += Math.abs(x) + Math.abs(y);
    moved(x, y);
  });
  // The end of a drag is no click on the point below it.
  drawing.addEventListener("click", (event) => { if (far > 6) event.preventDefault(); }, true);
};
