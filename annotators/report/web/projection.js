// Degrees to pixels: an equirectangular map, true to scale at its middle latitude.

const FIT_SCALE = 45; // pixels a degree: nearer, outlines of 1:110 million say little
const MARGIN = 0.15; // of the map's width and height, around what is to be seen

const projectionOf = (width, height, view) => {
  const narrow = Math.cos((view.lat * Math.PI) / 180);
  return {
    x: (lon) => width / 2 + (lon - view.lon) * narrow * view.scale,
    y: (lat) => height / 2 - (lat - view.lat) * view.scale,
    lon: (x) => view.lon + (x - width / 2) / (narrow * view.scale),
    lat: (y) => view.lat - (y - height / 2) / view.scale,
  };
};

// The view that holds all `places` ([lon, lat]).
const fitted = (places, width, height) => {
  const lons = places.map(([lon]) => lon);
  const lats = places.map(([, lat]) => lat);
  const ends = (values) => [Math.min(...values), Math.max(...values)];
  const [west, east] = ends(lons);
  const [south, north] = ends(lats);
  const lat = (south + north) / 2;
  const narrow = Math.cos((lat * Math.PI) / 180);
  const room = 1 - 2 * MARGIN;
  const scale = Math.min(
    (width * room) / Math.max((east - west) * narrow, 1e-6),
    (height * room) / Math.max(north - south, 1e-6),
    FIT_SCALE,
  );
  return { lon: (west + east) / 2, lat, scale };
};

const WORLD = [[-170, -56], [190, 78]];

// The outlines: each country's name, rings of [lon, lat], the largest of them and the box around that.
const outlines = (() => {
  let made = null;
  const read = () => {
    const world = JSON.parse(byId("world").textContent);
    const arcs = world.arcs.map((steps) => {
      const points = [];
      let x = 0;
      let y = 0;
      for (let i = 0; i < steps.length; i += 2) {
        x += steps[i];
        y += steps[i + 1];
        points.push([x / world.scale, y / world.scale]);
      }
      return points;
    });
    const ringOf = (indices) => {
      const ring = [];
      for (const index of indices) {
        const arc = index < 0 ? arcs[~index].toReversed() : arcs[index];
        for (const [lon, lat] of ring.length ? arc.slice(1) : arc) {
          const last = ring.at(-1)?.[0] ?? lon;
          // What goes over the date line goes on beyond 180 degrees.
          ring.push([lon + 360 * Math.round((last - lon) / 360), lat]);
        }
      }
      return ring;
    };
    return world.countries.map(([name, rings]) => {
      const all = rings.map(ringOf);
      const largest = all.reduce((a, b) => (areaOf(boxOf(b)) > areaOf(boxOf(a)) ? b : a));
      return { name, rings: all, largest, box: boxOf(largest) };
    });
  };
  return () => (made ??= read());
})();

const boxOf = (ring) => {
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const [lon, lat] of ring) {
    box.west = Math.min(box.west, lon);
    box.east = Math.max(box.east, lon);
    box.south = Math.min(box.south, lat);
    box.north = Math.max(box.north, lat);
  }
  return box;
};

const areaOf = ({ west, east, south, north }) => (east - west) * (north - south);
