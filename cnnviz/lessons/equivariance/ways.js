// The two ways round the square: arrows that name what happens from picture to picture.

import { MINUS } from "../../player/js/numbers.js";

const SVG = "http://www.w3.org/2000/svg";
/** From which picture to which, and what happens on the way: a word or a sign. */
const WAYS = [
  ["picture", "moved", "move"], ["moved", "before", "layer"], ["before", "difference", ""],
  ["picture", "map", "layer"], ["map", "after", "move"], ["after", "difference", MINUS],
];

/** @param {string} kind @param {Record<string, unknown>} attributes @param {string} text */
function element(kind, attributes, text = "") {
  const node = document.createElementNS(SVG, kind);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.textContent = text;
  return node;
}

/** @param {SVGElement} svg @param {Record<string, { canvas: Element }>} pictures @param {Record<string, string>} words */
export function drawWays(svg, pictures, words) {
  const home = svg.getBoundingClientRect();
  /** @param {string} name */
  const place = (name) => {
    const { left, right, top, height } = pictures[name].canvas.getBoundingClientRect();
    return { left: left - home.left - 10, right: right - home.left + 8, middle: top - home.top + height / 2 };
  };
  svg.replaceChildren(...WAYS.flatMap(([from, to, name]) => {
    const a = place(from), b = place(to), x0 = a.right, x1 = b.left, x = (x0 + x1) / 2, far = 22 * Math.sign(b.middle - a.middle);
    const y0 = a.middle + (from === "picture" ? far : 0), y1 = b.middle - (to === "difference" ? far : 0), y = (y0 + y1) / 2;
    const line = element("path", { d: `M${x0},${y0} C${x},${y0} ${x},${y1} ${x1},${y1}` });
    const head = element("path", { class: "head", d: `M${x1 + 4},${y1} l-9,-5 v10 z` });
    if (name !== MINUS) return [line, head, element("text", { x, y: y - (y0 === y1 ? 8 : -5) }, name && words[name])];
    return [line, head, element("circle", { cx: x, cy: y, r: 12 }), element("text", { x, y: y + 7, class: "sign" }, name)];
  }));
}
