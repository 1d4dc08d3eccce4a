// The articles, as a list beside the reader.

const AROUND = 60; // characters of a passage on each side of what was found in it

// `text` from `start` to `end` with what stands around it, and cuts marked.
const passage = (text, start, end, middle) => {
  const from = Math.max(0, start - AROUND);
  const to = Math.min(text.length, end + AROUND);
  let before = text.slice(from, start).replace(/\s+/g, " ");
  let after = text.slice(end, to).replace(/\s+/g, " ");
  if (from > 0) before = before.replace(/^\S*/, "…"); // whole words
  if (to < text.length) after = after.replace(/\S*$/, "…");
  return [before, middle, after];
};

const hitIn = (article) => {
  const at = filter.text ? article.lower.indexOf(filter.text.toLowerCase()) : -1;
  if (at < 0 || at >= article.text.length) return null;
  const end = at + filter.text.length;
  return el("p", { class: "passage" }, bdi(passage(article.text, at, end, el("b", {}, article.text.slice(at, end)))));
};

const tallies = (article) => {
  const counts = [0, 0, 0, 0];
  for (const mention of article.mentions) if (passes(mention)) counts[mention.entity.layer] += 1;
  return el("p", { class: "tallies" }, counts.map((count, layer) => count === 0 ? null : [
    tagOf(layer), el("span", {}, number(count)),
  ]));
};

const itemOf = (article) => el(
  "li", { "data-item": article.index },
  el("a", { href: linkTo(article) }, bdi(article.title)),
  el("p", { class: "path" }, bdi(article.path)),
  hitIn(article),
  tallies(article),
);

const listOfArticles = () => {
  const list = el("ol");
  const section = el(
    "section", { class: "list", "aria-labelledby": "articles-head" },
    el("h2", { id: "articles-head", tabindex: "-1" }, "Articles"), list,
    found.articles.length ? null : el("p", { class: "note" }, "No article passes the filters."),
  );
  inParts(found.articles, list, itemOf, (foot) => section.append(foot));
  if (data.leftOut.length) {
    section.append(el(
      "details", { class: "left-out" },
      el("summary", {}, `${plural(data.leftOut.length, "article")} not shown`),
      el("ul", {}, data.leftOut.map(([path, reason]) =>
        el("li", {}, bdi(path), el("span", { class: "aside" }, bdi(reason))))),
    ));
  }
  return section;
};
