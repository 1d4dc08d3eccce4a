// The card beside a mention that is pointed at or focused.

const card = byId("card");
let cardOf = null;
let closing = 0;

const factList = (rows) =>
  el("dl", { class: "facts" }, rows.map(([label, value]) => [el("dt", {}, label), el("dd", {}, bdi(value))]));

const detailsOf = (mention) => {
  const { entity, article } = mention;
  const before = [...article.text.slice(0, mention.start)].length; // records count code points
  const end = before + [...quoteOf(mention)].length;
  const asserted = mention.assertion < 0 ? [] : [
    ["Assertion", data.assertions[mention.assertion]],
    ["Cue", data.cues[mention.cue]],
  ].filter(([, value]) => value !== undefined);
  return [
    ...facts(entity), ...numbersOf(mention), ...asserted,
    ["Found by", data.rules[mention.rule]],
    ["Where", `line ${mention.line}, characters ${before} to ${end}`],
  ];
};

const openCard = (mention, mark) => {
  clearTimeout(closing);
  if (cardOf === mark) return;
  closeCard();
  cardOf = mark;
  const { entity } = mention;
  const total = entity.mentions.length;
  card.replaceChildren(
    el("p", { class: "head" }, tagOf(entity.layer), " ", el("strong", {}, bdi(nameOf(entity)))),
    factList(detailsOf(mention)),
    el("p", {}, el("a", { href: linkTo(entity) }, total > 1 ? `All ${number(total)} mentions` : "The only mention")),
  );
  card.hidden = false;
  mark.setAttribute("aria-describedby", "card");
  const box = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(box.left, width - card.offsetWidth - 8));
  const below = box.bottom + card.offsetHeight + 8 < window.innerHeight || box.top < card.offsetHeight + 8;
  const top = below ? box.bottom + 4 : box.top - card.offsetHeight - 4;
  // Through the style object: the security policy forbids style attributes.
  card.style.setProperty("--left", `${left + window.scrollX}px`);
  card.style.setProperty("--top", `${top + window.scrollY}px`);
};

const closeCard = () => {
  clearTimeout(closing);
  cardOf?.removeAttribute("aria-describedby");
  cardOf = null;
  card.hidden = true;
};

// Time enough to move the pointer from the mention into the card.
const closeSoon = () => {
  clearTimeout(closing);
  closing = setTimeout(closeCard, 250);
};

card.addEventListener("mouseenter", () => clearTimeout(closing));
card.addEventListener("mouseleave", closeSoon);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeCard();
});

const tagOf = (layer) => {
  const { key, name, tag } = LAYERS[layer];
  return el("span", { class: `tag ${key}`, title: name, role: "img", "aria-label": name }, tag);
};
