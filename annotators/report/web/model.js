// What was found, and which of it the filters let through.

const LAYERS = [
  { key: "people", name: "People", one: "person", tag: "P" },
  { key: "units", name: "Units", one: "unit", tag: "U" },
  { key: "crossings", name: "Crossings", one: "crossing", tag: "X" },
  { key: "counts", name: "Counts", one: "count", tag: "#" },
];

const data = JSON.parse(byId("data").textContent);
const texts = JSON.parse(byId("texts").textContent);
const entities = data.entities;
const mentions = [];
for (const entity of entities) entity.mentions = [];

const articles = data.articles.map(([path, title, rows], index) => {
  const article = { index, path, title: title || path, text: texts[index], mentions: [], lower: null };
  for (const [entity, start, end, line, rule, assertion = -1, cue = -1, more = {}] of rows) {
    const mention = { article, entity: entities[entity], start, end, line, rule, assertion, cue, more };
    mention.number = article.mentions.push(mention) - 1;
    mention.entity.mentions.push(mention);
    mentions.push(mention);
  }
  return article;
});
entities.forEach((entity, index) => { entity.index = index; });

const filter = { text: "", layers: new Set([0, 1, 2, 3]), rule: -1, entity: null };

const passes = (mention) =>
  filter.layers.has(mention.entity.layer) &&
  (filter.rule < 0 || mention.rule === filter.rule) &&
  (filter.entity === null || mention.entity === filter.entity);

const narrowed = () => filter.layers.size < LAYERS.length || filter.rule >= 0 || filter.entity !== null;

const filtered = () => filter.text !== "" || narrowed();

const says = (article, wanted) => {
  article.lower ??= `${article.text}\n${article.path}`.toLowerCase();
  return article.lower.includes(wanted);
};

// After the filters: the articles in order, the mentions of each entity and layer, the entities of each layer.
let found = null;

const search = () => {
  const wanted = filter.text.toLowerCase();
  const counts = new Int32Array(entities.length);
  const perLayer = [0, 0, 0, 0];
  const kept = articles.filter((article) => {
    if (wanted && !says(article, wanted)) return false;
    let any = false;
    for (const mention of article.mentions) {
      if (!passes(mention)) continue;
      any = true;
      counts[mention.entity.index] += 1;
      perLayer[mention.entity.layer] += 1;
    }
    return any || !narrowed();
  });
  const names = [0, 0, 0, 0];
  for (const entity of entities) if (counts[entity.index] > 0 && !isBare(entity)) names[entity.layer] += 1;
  found = { articles: kept, set: new Set(kept), counts, perLayer, names };
};

const { compare } = new Intl.Collator("en");

// A number alone: two of them have nothing in common that a table could tell.
const isBare = (entity) => LAYERS[entity.layer].key === "counts" && !entity.name && !entity.unit;

// The entities of a layer that have mentions left, most mentioned first, each `[entity, how many]`.
const ranked = (layer) =>
  entities
    .filter((entity) => entity.layer === layer && found.counts[entity.index] > 0 && !isBare(entity))
    .map((entity) => [entity, found.counts[entity.index]])
    .sort(([a, m], [b, n]) => n - m || compare(nameOf(a), nameOf(b)));

const nameOf = (entity) => entity.name || (LAYERS[entity.layer].key === "counts" ? "(not said)" : "(no name)");

const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

const country = (code) => {
  try { return regions.of(code); } catch { return code; } // not of the form of a code
};

const countries = (codes) => [...new Set(codes)].map(country).join(" – ");

const quoteOf = (mention) => mention.article.text.slice(mention.start, mention.end);

const linkTo = (thing) =>
  thing.entity ? `#article/${thing.article.index}/${thing.number}`
    : thing.text !== undefined ? `#article/${thing.index}` : `#entity/${thing.index}`;

// What is known of an entity, as `[label, value]`.
const facts = (entity) => [
  ["Role", entity.roles?.join("; ")],
  ["Kind", entity.kind],
  ["Number", entity.number],
  ["Country", entity.country && country(entity.country)],
  ["Countries", entity.countries && countries(entity.countries)],
  ["Gazetteer", entity.id],
  ["Place", entity.at && `${entity.at[1]}, ${entity.at[0]}`],
  ["Currency", entity.unit],
].filter(([, value]) => value !== undefined && value !== null);

const amount = (value) => (typeof value === "number" ? number(value) : value);

const numbersOf = ({ more }) => [
  ["Value", more.value],
  ["At least", more.min],
  ["At most", more.max],
].filter(([, value]) => value !== undefined).map(([label, value]) => [label, amount(value)])
  .concat(more.approximate ? [["Approximate", "yes"]] : [], more.partOf ? [["Part of", more.partOf]] : []);

const unitOf = ({ unit }) => (unit ? ` ${unit}` : "");

const assertedAs = (assertion) => (assertion < 0 ? "" : ` (${data.assertions[assertion]})`);

const bounds = ({ min, max }, about) => {
  if (min === undefined) return max === undefined ? "" : `at most ${about}${amount(max)}`;
  if (max === undefined) return `at least ${about}${amount(min)}`;
  return about + (min === max ? amount(min) : `${amount(min)} to ${amount(max)}`);
};

// What is said of one count, in a line: `about 40 (denied), part of 60 trucks`.
const toldOf = ({ entity, assertion, more }) => {
  const about = more.approximate ? "about " : "";
  const value = more.value === undefined ? "" : about + amount(more.value);
  const figures = [value, bounds(more, about)].filter(Boolean).join(", ");
  const told = `${figures}${figures && unitOf(entity)}${assertedAs(assertion)}`.trim();
  return [told, more.partOf && `part of ${more.partOf}`].filter(Boolean).join(", ");
};
