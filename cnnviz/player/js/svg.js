// Numbered cells, discs and lines as SVG.

import { cssColour, inkOn } from "./colour.js";
import { format } from "./numbers.js";
import { escape } from "./text.js";

const LARGEST_DIGITS = 22; // px: digits
const SMALLEST_DIGITS = 11;

/** @typedef {{ x: number, y: number, w: number, h?: number }} Place */
/** @typedef {{ fill?: string, ink?: string, kind?: string, at?: string, hue?: number, shade?: number, pale?: boolean, disc?: number }} Look */

/** @param {string} name @param {Record<string, unknown>} attributes */
export function element(name, attributes, content = "") {
  let html = `<${name}`;
  for (const key in attributes) if (attributes[key] !== undefined && attributes[key] !== "") html += ` ${key}="${escape(attributes[key])}"`;
  return `${html}>${content}</${name}>`;
}

/** @param {number} x @param {number} y @param {string} content @param {{ size?: number, kind?: string, anchor?: string }} look */
export const label = (x, y, content, { size = 15, kind = "note", anchor = "start" } = {}) =>
  element("text", { x, y, class: kind, "font-size": size, "text-anchor": anchor }, escape(content));

/** The size of a number in its cell, px; 0 where it could not be read. @param {string} text @param {number} w @param {number} h */
export function sized(text, w, h) {
  const size = Math.min(LARGEST_DIGITS, h * 0.5, (w - 3) / (0.58 * Math.max(1.6, text.length)));
  return size < SMALLEST_DIGITS ? 0 : size;
}

/** A number in its cell. @param {Place} place @param {string} text @param {Look} look */
export function tile({ x, y, w, h = w }, text, { fill, ink, kind = "own", at, hue, shade, pale, disc } = {}) {
  const gap = w > 14 ? 1 : w > 6 ? 0.5 : 0, style = hue === undefined ? (fill ? `fill:${fill}` : "") : tint(hue, shade ?? 0.5);
  const size = sized(text, w, h), middle = { x: x + w / 2, y: y + h / 2 };
  let html = element("rect", { x: x + gap, y: y + gap, width: w - 2 * gap, height: h - 2 * gap, rx: Math.min(5, w * 0.15), class: hue === undefined ? kind : "hued", style });
  if (disc) html += element("circle", { cx: middle.x, cy: middle.y, r: Math.abs(disc) * w * 0.46, class: disc > 0 ? "plus" : "minus" });
  if (size) html += element("text", { ...middle, class: "digits", "font-size": size, style: ink ? `fill:${ink}` : "" }, escape(text));
  return element("g", { class: pale ? "pale" : "", "data-at": at }, html);
}

/** @param {number} hue degrees @param {number} shade 0 to 1 */
export const tint = (hue, shade) => `--h:${hue};--s:${shade.toFixed(2)}`;

/** How a number of a panel is coloured: a square by its sign, a gradient as a disc. @param {{ palette: Palette }} lesson @param {Panel} panel
 * @param {number} value @returns {Look} */
export function coloured({ palette }, panel, value) {
  if (panel.kind === "gradient") return { kind: "plum", disc: value ? Math.sign(value) * (0.45 + 0.55 * Math.min(1, Math.abs(value) / panel.range[1])) : 0 };
  const rgb = palette.of(panel, value);
  return { fill: cssColour(rgb), ink: inkOn(rgb), kind: "square" };
}

/** A number of a panel in its cell. @param {{ palette: Palette }} lesson @param {Panel} panel @param {number} flat @param {Place} place @param
 * {Look} more */
export const cell = (lesson, panel, flat, place, more = {}) =>
  tile(place, format(panel.values[flat]), { ...coloured(lesson, panel, panel.values[flat]), ...more });

/** @param {Place} place */
export const frame = ({ x, y, w, h = w }, kind = "frame") => element("rect", { x, y, width: w, height: h, rx: Math.min(6, Math.min(w, h) * 0.2), class: kind });

/** Cells one after another as runs that touch. @param {number[]} cells rising @param {(a: number, b: number) => boolean} touch @returns
 * {[number, number][]} */
export function runs(cells, touch) {
  /** @type {[number, number][]} */
  const found = [];
  for (const at of cells) {
    const last = found.at(-1);
    if (last && at === last[1] + 1 && touch(last[1], at)) last[1] = at;
    else found.push([at, at]);
  }
  return found;
}
