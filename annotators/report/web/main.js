// Views, filters and what connects them. The view is in the address: `#article/3/12`, `#units`, `#map`.

const content = byId("content");
const wide = window.matchMedia("(min-width: 60rem)");
let listed = null; // the list that is in the page
let tables = null; // the view that is in the page, where it is not the articles

const route = () => {
  const [view, first, second] = location.hash.slice(1).split("/");
  return { view: view || "articles", first, second };
};

// What stands in `list` at a place that an address names; addresses can be anything.
const at = (list, place) => (/^\d+$/.test(place) ? list[place] : undefined);

const showArticles = ({ view, first, second }) => {
  const article = view === "article" ? at(articles, first) : null;
  if (!listed) {
    listed = listOfArticles();
    content.replaceChildren(el("div", { class: "split" }, listed));
  }
  const split = content.firstChild;
  split.classList.toggle("reading", Boolean(article));
  const read = article ?? (wide.matches ? found.articles[0] : null);
  split.querySelector(".reader")?.remove();
  const reader = read ? readerOf(read) : null;
  if (reader) split.append(reader);
  reader?.querySelector("mark")?.setAttribute("tabindex", "0");
  for (const link of listed.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
  listed.querySelector(`[data-item="${read?.index}"] > a`)?.setAttribute("aria-current", "true");
  paintHits(reader);
  return { reader, wanted: article && second !== undefined ? second : null };
};

const show = (moved) => {
  closeCard();
  const to = route();
  const layer = LAYERS.findIndex(({ key }) => key === to.view);
  const entity = to.view === "entity" ? at(entities, to.first) : null;
  let focus = null;
  if (entity) tables = entityPage(entity);
  else if (layer >= 0) tables = tableOf(layer);
  else if (to.view === "map") tables = mapPage();
  else tables = null;
  if (tables) {
    listed = null;
    content.replaceChildren(tables);
  } else {
    const { reader, wanted } = showArticles(to);
    if (wanted !== null) focus = reader.querySelector(`mark[data-mention="${Number(wanted)}"]`);
    if (to.view === "article") focus ??= reader?.querySelector("h2");
  }
  showViews(to);
  if (!moved) return;
  focus ??= content.querySelector("h2");
  if (focus.matches("mark")) {
    focusMark(focus);
  } else {
    focus.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
};

const showViews = ({ view, first }) => {
  const current = view === "article" ? "articles"
    : view === "entity" ? LAYERS[at(entities, first)?.layer]?.key : view;
  const entry = (key, name, count) => el(
    "li", {}, el("a", { href: `#${key}`, "aria-current": key === current ? "page" : null },
      name, count === null ? null : el("span", { class: "times" }, ` ${number(count)}`)));
  byId("views").replaceChildren(el(
    "ul", {},
    entry("articles", "Articles", found.articles.length),
    LAYERS.map(({ key, name }, layer) => entry(key, name, found.names[layer])),
    entry("map", "Map", null),
  ));
};

const showFilters = () => {
  const { layers, entity } = filter;
  for (const box of byId("layers").querySelectorAll("input")) box.checked = layers.has(Number(box.value));
  byId("rule").value = filter.rule < 0 ? "" : String(filter.rule);
  byId("only").hidden = entity === null;
  byId("only").replaceChildren(...(entity ? [
    "Only ", tagOf(entity.layer), " ", bdi(shown(nameOf(entity))), " ",
    el("button", { type: "button", click: () => setEntity(null) }, "Remove"),
  ] : []));
  byId("clear").hidden = !filtered();
  const total = found.perLayer.reduce((a, b) => a + b);
  byId("status").textContent = `${plural(found.articles.length, "article")}, ${plural(total, "mention")}`;
};

const refilter = () => {
  search();
  listed = null;
  show(false);
  showFilters();
};

const setEntity = (entity) => {
  filter.entity = entity;
  refilter();
  content.querySelector(".actions button")?.focus();
};

const setUp = () => {
  byId("layers").append(...LAYERS.map(({ key, name }, layer) => el(
    "label", { class: `layer ${key}` },
    el("input", { type: "checkbox", value: String(layer), checked: true, "data-layer": key }),
    el("span", { "aria-hidden": "true", class: `tag ${key}` }, LAYERS[layer].tag), " ",
    el("span", { class: `sample ${key}` }, name),
  )));
  const order = data.rules.map((name, index) => [name, index]).sort(([a], [b]) => compare(a, b));
  byId("rule").append(...order.map(([name, index]) => el("option", { value: String(index) }, name)));
  byId("more").open = wide.matches;
  let waiting = 0;
  byId("text").addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { filter.text = event.target.value.trim(); refilter(); }, 120);
  });
  byId("layers").addEventListener("change", (event) => {
    const layer = Number(event.target.value);
    if (event.target.checked) filter.layers.add(layer);
    else filter.layers.delete(layer);
    refilter();
  });
  byId("rule").addEventListener("change", (event) => {
    filter.rule = event.target.value === "" ? -1 : Number(event.target.value);
    refilter();
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    Object.assign(filter, { text: "", layers: new Set([0, 1, 2, 3]), rule: -1, entity: null });
    byId("text").value = "";
    refilter();
    byId("text").focus();
  });
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address names the view
    content.focus();
  });
  byId("about").append(
    el("p", {}, `Made by glossator ${data.version}. This page loads nothing and sends nothing; it holds the full text of its articles.`),
    data.runs.length ? el("details", {}, el("summary", {}, "How the articles were annotated"),
      data.runs.map((run) => el("p", { class: "path" }, run))) : "",
  );
  window.addEventListener("hashchange", () => show(true));
  wide.addEventListener("change", () => show(false));
  search();
  show(location.hash.startsWith("#article/"));
  showFilters();
};

setUp();
