// Pieces of a panel as HTML: titles, facts, notes, buttons, tables, choices and numbers that can be typed over.

import { cssColour, inkOn } from "./colour.js";
import { format } from "./numbers.js";
import { escape } from "./text.js";

/** A choice of the settings. @typedef {{ name: string, label: string, now: unknown, options: [unknown, string][] }} Choice */

/** @param {string} text */
export const heading = (text) => `<h2>${escape(text)}</h2>`;
/** @param {string} what @param {string} value @param {string} look */
export const fact = (what, value, look = "") => `<div class="fact ${look}"><span>${escape(what)}</span><b>${escape(value)}</b></div>`;
/** What stands between stars is bold. @param {string} text */
export const note = (text) => `<p>${text.split("*").map((part, k) => (k % 2 ? `<b>${escape(part)}</b>` : escape(part))).join("")}</p>`;
/** @param {string} title @param {string} code */
export const codeLine = (title, code) => `<p><b>${escape(title)}</b> <code>${escape(code)}</code></p>`;
/** @param {string} action @param {string} text @param {string} look */
export const actButton = (action, text, look = "") => `<button class="act ${look}" data-action="${action}">${escape(text)}</button>`;
/** Controls with a word before them. @param {string} label @param {string} html */
export const labelled = (label, html) => `<div class="choice"><span>${escape(label)}</span>${html}</div>`;
/** Its head, then its cells. @param {string} head @param {string[]} cells @param {string} look */
export const tableRow = (head, cells, look = "") => `<tr class="${look}"><td>${head}</td>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;

/** A number that can be typed over. @param {{ palette: Palette }} lesson @param {Panel} panel @param {number} index */
export function numberTile({ palette }, panel, index) {
  const rgb = palette.signed(panel.values[index], panel.range[1]), look = `background:${cssColour(rgb)};color:${inkOn(rgb)}`;
  return `<button class="tile" data-array="${panel.key}" data-index="${index}" style="${look}">${format(panel.values[index])}</button>`;
}

/** Buttons that each say what they set. @param {Choice} choice */
export function choiceButtons({ name, label, options, now }) {
  const buttons = options.map(([value, text]) =>
    `<button data-set="${name}" data-value="${escape(value)}" aria-pressed="${String(value) === String(now)}">${escape(text)}</button>`);
  return `<span class="segmented" role="group" aria-label="${escape(label)}">${buttons.join("")}</span>`;
}
/** @param {Choice[]} choices */
export const choiceRows = (choices) => `<div class="choices">${choices.map((one) => labelled(one.label, choiceButtons(one))).join("")}</div>`;

/** The pieces one below the other; what has not changed stays, and what had the focus has it again. @param {HTMLElement} panel @param
 * {string[]} pieces */
export function refill(panel, pieces) {
  const held = /** @type {any} */ (panel.getRootNode()).activeElement, data = panel.contains(held) ? Object.entries(held.dataset) : [];
  while (panel.children.length < pieces.length) panel.append(Object.assign(document.createElement("div"), { className: "piece" }));
  while (panel.children.length > pieces.length) panel.lastChild?.remove();
  pieces.forEach((html, k) => {
    const piece = /** @type {HTMLElement & { written?: string }} */ (panel.children[k]);
    if (piece.written !== html) piece.innerHTML = piece.written = html;
  });
  if (data.length && !held.isConnected)
    /** @type {HTMLElement | null} */ (panel.querySelector(data.map(([name, value]) => `[data-${name}="${CSS.escape(String(value))}"]`).join("")))?.focus();
}
