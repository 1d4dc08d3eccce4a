// One article with its mentions marked.

// Mentions, which come in the order of their places, as a forest over the text: one that begins inside another
// and ends outside is cut in two.
const spans = (list) => {
  const root = { end: Infinity, children: [] };
  const open = [root];
  const queue = list.map((mention) => ({ mention, start: mention.start, end: mention.end, children: [] }));
  while (queue.length) {
    const span = queue.shift();
    while (open.at(-1).end <= span.start) open.pop();
    const parent = open.at(-1);
    if (span.end > parent.end) {
      const rest = { ...span, start: parent.end, children: [] };
      span.end = parent.end;
      const next = queue.findIndex(({ start, end }) => start > rest.start || (start === rest.start && end < rest.end));
      queue.splice(next < 0 ? queue.length : next, 0, rest);
    }
    parent.children.push(span);
    open.push(span);
  }
  return root.children;
};

const marked = (article, children, start, end) => {
  const nodes = [];
  let at = start;
  for (const span of children) {
    const from = Math.max(span.start, start);
    const to = Math.min(span.end, end);
    if (from >= to) continue;
    if (from > at) nodes.push(article.text.slice(at, from));
    nodes.push(markOf(article, span, from, to));
    at = to;
  }
  if (at < end) nodes.push(article.text.slice(at, end));
  return nodes;
};

const markOf = (article, span, from, to) => {
  const { mention } = span;
  const { key } = LAYERS[mention.entity.layer];
  const asserted = mention.assertion >= 0 && to === mention.end ? data.assertions[mention.assertion] : null;
  return el(
    "mark",
    { class: key, "data-mention": mention.number, "data-tag": LAYERS[mention.entity.layer].tag, tabindex: "-1" },
    marked(article, span.children, from, to),
    asserted && el("small", { class: "asserted" }, asserted),
  );
};

// Blank lines part paragraphs; a mention that runs over one is marked in both.
const paragraphs = (text) => {
  const found = [];
  let start = 0;
  for (const gap of text.matchAll(/(?:(?:\r\n|\n|\r(?!\n))[^\S\r\n]*){2,}/g)) {
    found.push([start, gap.index]);
    start = gap.index + gap[0].length;
  }
  found.push([start, text.length]);
  return found.filter(([from, to]) => text.slice(from, to).trim());
};

const textOf = (article) => {
  const forest = spans(article.mentions.filter(passes));
  return el(
    "div",
    {
      class: "text", role: "group",
      "aria-label": "Text. Left and right arrow keys go through the mentions, Enter shows all of an entity.",
      keydown: (event) => moveMark(article, event),
      focusin: (event) => detailsAt(article, event),
      mouseover: (event) => detailsAt(article, event),
      focusout: closeSoon,
      mouseout: closeSoon,
    },
    paragraphs(article.text).map(([from, to]) =>
      el("p", { dir: "auto" }, marked(article, forest.filter((span) => span.start < to && span.end > from), from, to))),
  );
};

const markAt = (node) => node.closest("mark[data-mention]");

const detailsAt = (article, event) => {
  const mark = markAt(event.target);
  if (!mark) return;
  if (event.type === "focusin") stopAt(event.currentTarget.querySelectorAll("mark[data-mention]"), mark);
  openCard(article.mentions[mark.dataset.mention], mark);
};

// One stop of the tab key for all mentions; arrows go from one to the next.
const moveMark = (article, event) => {
  const marks = [...event.currentTarget.querySelectorAll("mark[data-mention]")];
  const at = marks.indexOf(markAt(event.target));
  if (at < 0) return;
  const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: marks.length - 1 };
  if (event.key === "Enter") location.hash = linkTo(article.mentions[marks[at].dataset.mention].entity);
  else if (event.key in steps && marks[steps[event.key]]) focusMark(marks[steps[event.key]]);
  else return;
  event.preventDefault();
};

const stopAt = (marks, mark) => {
  for (const each of marks) each.tabIndex = each === mark ? 0 : -1;
};

const focusMark = (mark) => {
  mark.scrollIntoView({ block: "center" }); // first: the card opens beside it
  mark.focus({ preventScroll: true });
};

const inThisArticle = (article) => {
  const groups = LAYERS.map(() => new Map());
  for (const mention of article.mentions.filter(passes)) {
    const group = groups[mention.entity.layer];
    const key = mention.entity.layer === 3 ? mention : mention.entity; // each count says a number of its own
    group.set(key, [...(group.get(key) ?? []), mention]);
  }
  return el(
    "section", { class: "inside", "aria-label": "Found in this article" },
    groups.map((group, layer) => group.size === 0 ? null : el(
      "div", {},
      el("h3", {}, tagOf(layer), " ", LAYERS[layer].name),
      el("ul", {}, [...group.values()].map((list) => el(
        "li", {},
        el("a", { href: linkTo(list[0]) }, bdi(layer === 3 ? quoteOf(list[0]) : nameOf(list[0].entity))),
        list.length > 1 ? el("span", { class: "times" }, ` ×${list.length}`) : null,
        el("span", { class: "aside" }, bdi(layer === 3 ? toldOf(list[0]) : brief(list[0].entity))),
      ))),
    )),
  );
};

const brief = (entity) =>
  entity.roles?.join("; ") ??
  [entity.kind, entity.country && country(entity.country), entity.countries && countries(entity.countries)]
    .filter(Boolean).join(", ");

const readerOf = (article) => el(
  "article", { class: "reader", "data-article": article.index, "aria-labelledby": "title" },
  el("a", { class: "back", href: "#articles" }, "← All articles"),
  el("h2", { id: "title", tabindex: "-1" }, bdi(article.title)),
  el("p", { class: "path" }, bdi(article.path)),
  found.set.has(article) ? null : el("p", { class: "note" }, "The filters leave this article out."),
  textOf(article),
  inThisArticle(article),
);

// Marks what was searched for without touching the text, where the browser can.
const paintHits = (root) => {
  if (!window.CSS?.highlights) return;
  CSS.highlights.delete("hit");
  const wanted = shown(filter.text.toLowerCase());
  if (!wanted || !root) return;
  const ranges = [];
  for (const paragraph of root.querySelectorAll(".text > p")) {
    const nodes = [];
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    let length = 0;
    while (walker.nextNode()) {
      if (walker.currentNode.parentNode.className === "asserted") continue; // our words
      nodes.push([length, walker.currentNode]);
      length += walker.currentNode.length;
    }
    const text = nodes.map(([, node]) => node.data).join("").toLowerCase();
    if (text.length !== length) continue; // İ becomes two letters: the places would be wrong
    const place = (offset) => {
      const [start, node] = nodes.findLast(([begin]) => begin <= offset);
      return [node, offset - start];
    };
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      range.setStart(...place(at));
      const [node, offset] = place(at + wanted.length - 1);
      range.setEnd(node, offset + 1);
      ranges.push(range);
    }
  }
  CSS.highlights.set("hit", new Highlight(...ranges));
};
