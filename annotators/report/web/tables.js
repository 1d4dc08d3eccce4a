// A table of entities a layer, and the page of one entity with all its mentions.

const COLUMNS = [
  [["Role", (entity) => entity.roles?.join("; ")]],
  [["Kind", (entity) => entity.kind], ["Country", (entity) => entity.country && country(entity.country)]],
  [["Kind", (entity) => entity.kind], ["Countries", (entity) => entity.countries && countries(entity.countries)]],
  [["Currency", (entity) => entity.unit], ["Numbers", (entity) => extent(entity)]],
];

// The numbers of the mentions that pass, those of each assertion apart: a denied number is none of the others.
const extent = (entity) => {
  const groups = new Map();
  for (const mention of kept(entity)) groups.set(mention.assertion, [...(groups.get(mention.assertion) ?? []), mention]);
  return [...groups].sort(([a], [b]) => a - b)
    .flatMap(([assertion, group]) => spread(group).map((part) => part + unitOf(entity) + assertedAs(assertion)))
    .join("; ");
};

// From the least to the greatest of what is given whole, of what is given from below, and of what from above.
const spread = (group) => {
  const [whole, above, below] = [[], [], []];
  for (const { more: { value, min, max } } of group) {
    if (value !== undefined) whole.push(value);
    else if (min !== undefined && max !== undefined) whole.push(min, max);
    else if (min !== undefined) above.push(min);
    else if (max !== undefined) below.push(max);
  }
  return [[whole, ""], [above, "at least "], [below, "at most "]].flatMap(([all, word]) => {
    const values = all.filter((value) => typeof value === "number");
    if (values.length === 0) return [];
    const least = values.reduce((a, b) => Math.min(a, b));
    const most = values.reduce((a, b) => Math.max(a, b));
    return [least === most ? word + number(least) : `${word}${number(least)} to ${word}${number(most)}`];
  });
};

const kept = (entity) => entity.mentions.filter((mention) => passes(mention) && found.set.has(mention.article));

const tableOf = (layer) => {
  const { key, name } = LAYERS[layer];
  const rows = ranked(layer);
  const most = rows.length ? rows[0][1] : 1;
  const columns = COLUMNS[layer];
  const bare = layer === 3 ? mentions.filter((each) => isBare(each.entity) && passes(each) && found.set.has(each.article)) : [];
  const body = el("tbody");
  const table = el(
    "table", { class: key },
    el("caption", { class: "unseen" }, `${name}, most mentioned first`),
    el("thead", {}, el(
      "tr", {},
      el("th", { scope: "col" }, layer === 3 ? "What is counted" : "Name"),
      columns.map(([head]) => el("th", { scope: "col" }, head)),
      el("th", { scope: "col", class: "number" }, "Articles"),
      el("th", { scope: "col", class: "number", "aria-sort": "descending" }, "Mentions"),
    )),
    body,
  );
  const section = el(
    "section", { class: "wide", "aria-labelledby": "table-head" },
    el("h2", { id: "table-head", tabindex: "-1" }, tagOf(layer), " ", name),
    rows.length ? table : bare.length ? null : el("p", { class: "note" }, "Nothing passes the filters."),
    bare.length ? el("p", { class: "note" },
      el("a", { href: linkTo(bare[0].entity) }, plural(bare.length, "number")), " of things not named: not in this table.") : null,
  );
  const row = ([entity, count]) => {
    const bar = el("span", { class: "bar", "aria-hidden": "true" });
    bar.style.setProperty("--part", count / most);
    return el(
      "tr", {},
      el("th", { scope: "row" }, el("a", { href: linkTo(entity) }, bdi(nameOf(entity)))),
      columns.map(([head, value]) => el("td", { "data-head": head }, bdi(value(entity) ?? ""))),
      el("td", { class: "number", "data-head": "Articles" },
        number(new Set(kept(entity).map((mention) => mention.article)).size)),
      el("td", { class: "number", "data-head": "Mentions" }, number(count), bar),
    );
  };
  inParts(rows, body, row, (foot) => section.append(foot));
  return section;
};

const passageOf = (mention) => el(
  "li", {},
  el("a", { href: linkTo(mention), class: "passage" }, bdi(passage(
    mention.article.text, mention.start, mention.end,
    el("mark", { class: LAYERS[mention.entity.layer].key }, quoteOf(mention)),
  ))),
  el("span", { class: "aside" }, [
    `line ${mention.line}`, data.rules[mention.rule],
    mention.entity.layer === 3 ? toldOf(mention) : data.assertions[mention.assertion],
  ].filter(Boolean).join(" · ")),
);

const entityPage = (entity) => {
  const { key, name } = LAYERS[entity.layer];
  const list = el("ol", { class: "mentions" });
  const here = kept(entity);
  const known = facts(entity);
  let last = null;
  const section = el(
    "section", { class: "wide entity", "aria-labelledby": "entity-head" },
    el("a", { class: "back", href: `#${key}` }, `← ${name}`),
    el("h2", { id: "entity-head", tabindex: "-1" }, tagOf(entity.layer), " ", bdi(nameOf(entity))),
    known.length ? factList(known) : null,
    el("p", { class: "actions" }, el("button", {
      type: "button",
      click: () => setEntity(filter.entity === entity ? null : entity),
    }, filter.entity === entity ? "Show everything again" : "Show only this in articles and map")),
    el("p", { class: "aside" }, here.length === entity.mentions.length
      ? plural(here.length, "mention")
      : `${number(here.length)} of ${plural(entity.mentions.length, "mention")} pass the filters`),
    list,
  );
  inParts(here, list, (mention) => {
    const head = mention.article === last ? null : el("p", { class: "from" }, bdi(mention.article.title));
    last = mention.article;
    const item = passageOf(mention);
    if (head) item.prepend(head);
    return item;
  }, (foot) => section.append(foot));
  return section;
};
