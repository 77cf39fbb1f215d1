// What is told of one network beside its table: the blocks of its pipeline, and how deep it is.

import { powers } from "./ideas.js";
import { element, label } from "../../player/js/svg.js";
import { escape } from "../../player/js/text.js";

const KIND = { A: "conv", B: "pool", C: "dense" };
const DEEPEST = 220; // learned layers: the end of the scale

/** @typedef {import("./player.js").Architectures} Player */

/** What stands between stars is bold. @param {string} text */
export const bold = (text) => escape(text).replace(/\*(.*?)\*/g, "<b>$1</b>");

/** What a map of C3 reads, in place of the family's experiment. @param {Player} lesson */
export function connections({ model: { header: { connections: { maps, rows, reads, said } } } }) {
  const head = reads.map((/** @type {number[]} */ _, /** @type {number} */ k) => `<th scope="col">${k}</th>`).join("");
  const body = rows.map((/** @type {string} */ name, /** @type {number} */ row) => `<tr><th scope="row">${escape(name)}</th>${reads.map((/** @type {number[]} */ read) => `<td>${read.includes(row) ? "●" : ""}</td>`).join("")}</tr>`);
  return `<table class="connections" data-testid="connections"><thead><tr><th scope="col">${escape(maps)}</th>${head}</tr></thead><tbody>${body.join("")}</tbody></table><p class="note" data-testid="found">${bold(said)}</p>`;
}

/** @param {Player} lesson */
export function blocks({ model: { header }, at }) {
  const { heads, stages, lit, blocks: named } = header.blocks, on = lit[at] ?? [];
  const head = heads.map((/** @type {string} */ text) => `<th scope="col">${escape(text)}</th>`).join("");
  const body = named.map((/** @type {["A", string, string]} */ [key, said, share]) => {
    const own = stages.filter((/** @type {string[]} */ stage) => stage[1] === key);
    const rows = own.map((/** @type {string[]} */ [stage, , name, here, ...cells]) => `<tr class="${on.includes(stage) ? "on" : ""}"><th scope="row">${escape(name)} <span>${escape(here)}</span></th>${cells.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>`);
    return `<tr class="head"><th scope="rowgroup" colspan="${heads.length}"><i class="block ${KIND[key]}"></i>${key} ${escape(said)} <span>${escape(share)}</span></th></tr>${rows.join("")}`;
  });
  return `<table class="blocks"><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

/** @param {Player} lesson @param {number} width */
export function depth({ model: { header, nets }, net, short }, width) {
  const { facts, said, scale, ways, words, word, ends, histogram } = header.deep, x = (/** @type {number} */ n) => (Math.log(n) / Math.log(DEEPEST)) * (width - 12) + 4;
  const edges = [1, ends[0] + 0.5, ends[1] + 0.5, DEEPEST];
  let bar = words.map((/** @type {string} */ name, /** @type {number} */ k) => {
    const left = x(edges[k]), wide = x(edges[k + 1]) - left - 2;
    return element("rect", { x: left, y: 2, width: wide, height: 26, rx: 5, class: name === word ? "reached" : "range" }) + label(left + wide / 2, 15, name, { size: 15, anchor: "middle", kind: name === word ? "name" : "note" });
  }).join("");
  for (const one of Object.values(nets)) bar += element("line", { x1: x(one.learned), x2: x(one.learned), y1: 32, y2: 40, class: "tick" });
  bar += element("path", { d: `M${x(net.learned)} 32l-6 12h12z`, class: "pointer" });
  for (const n of [2, 5, 10, 20, 50, 150]) bar += label(x(n), 56, String(n), { size: 14, anchor: "middle" });
  const told = facts.map((/** @type {string[]} */ [count, what]) => `<div><b>${count}</b>${escape(what)}</div>`).join("");
  return `<div class="facts">${told}</div><svg class="drawn scale" width="${width}" height="68" role="img" aria-label="${escape(scale)}">${bar}</svg><p class="note">${bold(said)}${short ? "" : ` ${escape(scale)}`}</p>${ways.length > 1 ? lengths(ways, width, short ? 38 : 66, histogram) : ""}`;
}

/** @param {[number, number][]} ways @param {number} width @param {number} tall px of the bars @param {string} name */
function lengths(ways, width, tall, name) {
  const low = ways[0][0], high = ways[ways.length - 1][0], most = Math.max(...ways.map(([, count]) => count)), step = (width - 12) / (high - low + 1);
  const bars = ways.map(([length, count]) => element("rect", { x: 4 + (length - low) * step, y: 4 + tall * (1 - count / most), width: Math.max(1, step * 0.8), height: (tall * count) / most + 0.5, class: "dense" })).join("");
  const ends = label(4, tall + 18, String(low), { size: 14 }) + label(width - 8, tall + 18, String(high), { size: 14, anchor: "end" }) + label(width / 2, tall + 18, name, { size: 14, anchor: "middle" });
  return `<svg class="drawn" width="${width}" height="${tall + 30}" role="img" aria-label="${escape(name)}">${bars}${ends}</svg>`;
}

/** The network run forward: asked for, going on, or done. @param {Player} lesson @param {number} width */
export function run({ model: { header, arrays }, short }, width) {
  const { running, about, said, trained, words } = header.run, spreads = arrays["run:spreads"], known = [...spreads].filter((one) => one > 0).map(Math.log10);
  const room = { width, height: short ? 130 : 220, low: Math.floor(Math.min(-1, ...known)), high: Math.ceil(Math.max(1, ...known)), ends: words.ends };
  const chart = known.length ? `<svg class="drawn experiment" width="${width}" height="${room.height}" role="img" aria-label="${escape(words.spread)}">${powers([{ values: spreads, kind: "forth", name: words.line }], room)}</svg>` : "";
  const button = `<button class="primary" data-action="${running ? "stop" : "begin"}">${escape(running ? words.stop : words.button)}</button>`;
  return `<p class="note">${escape(about)}</p><p class="acts">${button} <span role="status" data-testid="run">${bold(said)}</span></p>${trained ? `<p class="note" data-testid="trained">${bold(trained)}</p>` : ""}${chart}`;
}
