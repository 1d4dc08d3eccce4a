"use strict";

// Articles are hostile: what they say becomes text nodes and attribute values, through `el` alone.

// Characters that change how others are shown: controls (but tab and line feed), overrides of direction.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

const shown = (text) => text.replace(/\r\n?/g, "\n").replace(CONTROLS, (character) => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code); // ␀ to ␟
  return code === 0x7f ? "␡" : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
});

const fill = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined) continue;
    node.append(child instanceof Node ? child : shown(String(child)));
  }
  return node;
};

const el = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);

const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

// Words of an article inside our own: their direction of writing must not move what stands beside them.
const bdi = (...children) => el("bdi", {}, ...children);

const byId = (id) => document.getElementById(id);

const number = (value) => value.toLocaleString("en");

const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

// A long list is put into the page a part at a time; the button below it, or its coming into view, brings more.
const PART = 100;

const inParts = (items, parent, make, after) => {
  let next = 0;
  const told = el("span");
  const button = el("button", { type: "button", click: () => more() }, "Show more");
  const foot = el("p", { class: "part" }, told, " ", button);
  const more = () => {
    const last = Math.min(next + PART, items.length);
    parent.append(...items.slice(next, last).map(make));
    next = last;
    told.textContent = `${number(next)} of ${number(items.length)} shown`;
    if (next === items.length) foot.remove();
  };
  more();
  if (next === items.length) return;
  after(foot);
  new IntersectionObserver((seen) => {
    if (seen.some((each) => each.isIntersecting)) more();
  }).observe(foot);
};
