// The rows of all networks, the table of one, and two beside each other.

import { fill } from "../../player/js/numbers.js";
import { element } from "../../player/js/svg.js";
import { escape, range } from "../../player/js/text.js";
import { scales } from "./model.js";
import { Profile } from "./profile.js";

const TOTALS = 138; // px: beside a row
const NAMES = 226;

/** @typedef {import("./player.js").Architectures} Player @typedef {import("./model.js").Net} Net */

/** A list of networks to choose from, of one family or of all. @param {Player} lesson @param {string[]} keys @param {string} chosen @param
 * {string} name @param {string} at */
export const chooser = (lesson, keys, chosen, name, at) => element("select", { "data-choose": at, "aria-label": name },
  keys.map((key) => element("option", { value: key, selected: key === chosen ? "selected" : "" }, escape(lesson.model.nets[key].name))).join(""));

/** A row for each family, drawn to one scale. @param {Player} lesson @param {{ width: number, height: number }} room */
export function all(lesson, { width, height }) {
  const { state, words, phone, model: { header } } = lesson, nets = lesson.shown, count = nets.length;
  const high = phone ? 96 : Math.max(66, Math.min(104, Math.floor(height / count))), room = phone ? width : width - NAMES - TOTALS - 24;
  const scale = scales(nets, state.metric), step = Math.min(14, room / (scale.marks + 0.2));
  return nets.map((net, k) => {
    const members = header.families[net.family], on = state.step === k + 1;
    const grows = net.family === "efficientnet" ? words.grows : undefined;
    const look = { ...scale, width: room, height: high - 10, step, metric: state.metric, fresh: true, grows };
    const name = members.length > 1 ? chooser(lesson, members, net.key, words.families[net.family], net.family) : `<b>${escape(net.name)}</b>`;
    const totals = [fill(words.learned, { count: `<b>${net.learned}</b>` }), fill(words.parameters, { count: net.short[0] }), fill(words.work, { count: net.short[1] })];
    return `<div class="family${on ? " on" : ""}" data-row="${k}" style="--high:${high}px"><div class="names"><button class="added" data-open="${k}">${escape(words.added[net.family])}</button><span class="who"><i>${net.year}</i>${name}</span></div>`
      + `<svg class="drawn profile" width="${room}" height="${high - 10}" role="img" aria-label="${escape(net.name)}">${new Profile(net, look).draw()}</svg><div class="totals">${totals.map((text) => `<span>${text}</span>`).join("")}</div></div>`;
  }).join("");
}

/** @param {Player} lesson @param {Net} net */
export function table(lesson, net) {
  const { words } = lesson, cells = (/** @type {unknown[]} */ texts) => texts.map((text) => `<td>${escape(text)}</td>`).join("");
  const body = net.rows.map((row, k) => {
    const slides = row.kind === "conv" || row.kind === "pool", block = row.kind === "mean" ? "pool" : row.kind;
    const numbers = [slides ? `${row.size}×${row.size}` : "", slides ? row.stride : "", slides ? row.padding : "", row.kind === "dense" || row.place === "gate" ? counted(row.maps) : `${row.maps} × ${row.side}²`, counted(row.parameters), counted(row.work), row.kind === "input" ? "" : row.field || (row.place === "main" ? words.all : "")];
    return `<tr data-line="${k}" data-slot="${row.slot}" class="${row.place}"><th scope="row"><i class="block ${block}"></i>${escape(row.name)}</th>${cells(numbers)}</tr>`;
  }).join("");
  const head = words.heads.map((/** @type {string} */ text) => `<th scope="col">${escape(text)}</th>`).join("");
  return `<thead><tr>${head}</tr></thead><tbody>${body}</tbody><tfoot><tr><th scope="row">${words.whole}</th>${cells(["", "", "", "", ...net.totals])}</tr></tfoot>`;
}

/** @param {number} count */
const counted = (count) => (count ? count.toLocaleString("en") : "");

/** @param {Player} lesson @param {number} width @param {number} height of both drawings */
export function both(lesson, width, height) {
  const { state: { metric }, model: { nets }, net, other } = lesson, pair = [net, other], scale = scales(pair, metric), step = Math.min(40, width / scale.marks);
  return range(2).map((k) => {
    const look = { ...scale, width, height: height / 2, step, metric, arc: 14, axis: 18 };
    const pick = chooser(lesson, Object.keys(nets), pair[k].key, "AB"[k], k ? "other" : "network");
    return `<div class="pick"><b class="${k ? "b" : ""}">${"AB"[k]}</b>${pick}<span>${pair[k].year}, ${escape(lesson.words.added[pair[k].family])}</span></div><svg class="drawn profile" width="${width}" height="${height / 2}" role="img" aria-label="${escape(pair[k].name)}">${new Profile(pair[k], look).draw()}</svg>`;
  }).join("");
}

/** @param {Player} lesson */
export function ratios({ words, model: { header }, other }) {
  const head = words.columns.map((/** @type {string} */ text) => `<th scope="col">${escape(text)}</th>`).join("");
  const rows = header.against[other.key].rows.map((/** @type {string[]} */ [name, ...cells]) => `<tr><th scope="row">${escape(name)}</th>${cells.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>`);
  return `<thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody>`;
}
