// Each family's idea as a small experiment: what stands in the arrays for where its knobs are.

import { fill, format } from "../../player/js/numbers.js";
import { element, frame, label, tile } from "../../player/js/svg.js";
import { escape, fine, range } from "../../player/js/text.js";

const FEW = 4; // places of a knob that are buttons

/** @typedef {import("./player.js").Architectures} Player @typedef {{ html: string, height: number, values: Record<string, unknown> }} Shown */

/** One of several arrays in one. @param {Numbers} array @param {number[]} at */
function part(array, ...at) {
  const size = array.shape.slice(at.length).reduce((a, b) => a * b, 1);
  const from = at.reduce((flat, index, k) => flat * array.shape[k] + index, 0) * size;
  return array.subarray(from, from + size);
}

/** The knobs of an experiment. @param {Player} lesson */
export function knobs({ model: { header: { idea } }, state }) {
  const made = idea.knobs.map((/** @type {[string, string, string[]]} */ [name, said, values]) => {
    if (values.length > FEW) return `<label>${escape(said)} <input type="range" data-knob="${name}" min="0" max="${values.length - 1}" value="${state[name]}" /> <output>${escape(values[state[name]])}</output></label>`;
    const buttons = values.map((value, k) => `<button data-knob="${name}" data-value="${k}" aria-pressed="${state[name] === k}">${escape(value)}</button>`);
    return `<span class="segmented" role="group" aria-label="${escape(said)}">${buttons.join("")}</span>`;
  });
  const again = idea.again ? `<button class="chip again" data-action="draw">${escape(idea.again)}</button>` : "";
  return made.join("") + again;
}

/** What the knobs say now. @param {Player} lesson @returns {Record<string, string>} */
export const standing = ({ model: { header: { idea } }, state }) => Object.fromEntries(idea.knobs.map((/** @type {[string, string, string[]]} */ [name, , values]) => [name, values[state[name]]]));

/** @param {number} power */
const raised = (power) => String(power).replace(/./g, (sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)] ?? "⁻");

/** Lines on paper, in powers of ten. @param {{ values: ArrayLike<number>, kind: string, name: string }[]} lines @param {{ width: number, height:
 * number, low: number, high: number, ends: string[] }} room */
export function powers(lines, { width, height, low, high, ends }) {
  const left = 52, count = lines[0].values.length, x = (/** @type {number} */ k) => left + 8 + (k / (count - 1)) * (width - left - 20), y = (/** @type {number} */ power) => 14 + ((high - power) / (high - low)) * (height - 44);
  const step = Math.max(1, Math.ceil((high - low) / 5));
  let html = element("rect", { x: left, y: 2, width: width - left, height: height - 24, rx: 8, class: `paper ${lines[0].kind}` });
  for (let power = high; power >= low; power -= step) html += element("line", { x1: left, x2: width, y1: y(power), y2: y(power), class: "rule" }) + label(left - 6, y(power), power ? `10${raised(power)}` : "1", { size: 14, anchor: "end" });
  for (const { values, kind, name } of lines) {
    const points = range(count).filter((k) => !Number.isNaN(values[k])).map((k) => [x(k), y(Math.max(low, Math.min(high, values[k] > 0 ? Math.log10(values[k]) : low)))]);
    html += element("path", { d: `M${points.map((point) => point.join(" ")).join("L")}`, class: `line ${kind}` });
    for (const [cx, cy] of points) html += element("circle", { cx, cy, r: 2.6, class: `point ${kind}` });
    const [px, py] = points[Math.floor(points.length * (kind === "strong" ? 0.7 : 0.3))];
    html += label(px + 10, py + (kind === "strong" ? 18 : 20), name, { size: 15, kind: kind === "strong" ? "plum-name" : kind === "forth" ? "name" : "note" });
  }
  return html + label(left + 8, height - 8, ends[0], { size: 14 }) + label(width, height - 8, ends[1], { size: 14, anchor: "end" });
}

/** @param {Player} lesson @param {number} width @returns {Shown} */
function neocognitron({ model: { arrays, header: { idea } }, state }, width) {
  const x = part(arrays["idea:x"], state.shift), s = part(arrays["idea:s"], state.shift), c = part(arrays["idea:c"], state.shift), [picture, plane, answers, ...figures] = idea.names;
  const small = Math.min(9, (width - 240) / 25), high = 16 * small, unit = high / 5, second = high + 36, third = second + high + 36;
  let html = label(0, 8, picture) + label(second, 8, plane) + label(third, 8, answers);
  range(256).forEach((k) => { html += element("rect", { x: (k % 16) * small, y: 22 + Math.floor(k / 16) * small, width: small - 0.5, height: small - 0.5, class: x[k] ? "ink" : "empty" }); });
  range(25).forEach((k) => { html += element("rect", { x: second + (k % 5) * unit, y: 22 + Math.floor(k / 5) * unit, width: unit - 1.5, height: unit - 1.5, rx: 3, class: s[k] ? "conv" : "empty" }); });
  figures.forEach((/** @type {string} */ name, /** @type {number} */ k) => { html += tile({ x: third, y: 22 + k * 36, w: 34 }, format(c[k]), k ? {} : { kind: "lit" }) + label(third + 42, 40 + k * 36, name); });
  return { html, height: Math.max(high + 26, 170), values: { c: format(c[0]), others: format(Math.max(...c.slice(1))) } };
}

/** @param {Player} lesson @returns {Shown} */
function lenet({ model: { arrays, header: { idea } }, state: { window } }) {
  const row = Math.floor(window / 2) * 2, column = (window % 2) * 2, inside = [0, 1, 4, 5].map((k) => row * 4 + column + k), names = idea.names;
  let html = label(0, 8, names[0]);
  range(16).forEach((k) => { html += tile({ x: (k % 4) * 36, y: 20 + Math.floor(k / 4) * 36, w: 36 }, format(arrays["idea:z"][k])); });
  html += frame({ x: column * 36, y: 20 + row * 36, w: 72 });
  [["tanh", "mean"], ["relu", "max"]].forEach(([bent, pooled], k) => {
    const top = k * 86, x = 184;
    html += label(x, top + 8, names[1 + 2 * k]) + label(x + 132, top + 8, names[2 + 2 * k]);
    inside.forEach((at, n) => { html += tile({ x: x + (n % 2) * 46, y: top + 18 + Math.floor(n / 2) * 34, w: 46, h: 34 }, fine(Math.round(arrays[`idea:${bent}`][at] * 100) / 100)); });
    html += label(x + 106, top + 52, "→") + tile({ x: x + 132, y: top + 28, w: 62, h: 48 }, format(arrays[`idea:${pooled}`][window]), { kind: "lit" });
  });
  return { html, height: 172, values: { mean: format(arrays["idea:mean"][window]), max: format(arrays["idea:max"][window]) } };
}

/** @param {Player} lesson @param {number} width @returns {Shown} */
function alexnet({ model: { arrays, header: { idea } }, state: { z, units, rate }, short }, width) {
  const tanh = part(arrays["idea:tanh"], z), relu = part(arrays["idea:relu"], z), kept = part(arrays["idea:kept"], rate), [first, second, title, tiles] = idea.names, out = kept.filter((one) => !one).length;
  const size = Math.min(15, (width * 0.38) / 12), wide = width - size * 12 - 18, factor = Math.max(...kept);
  const lines = [{ values: tanh.subarray(0, units + 1), kind: "faint", name: first }, { values: relu.subarray(0, units + 1), kind: "strong", name: second }];
  const whole = units ? lines : lines.map((line) => ({ ...line, values: [line.values[0], line.values[0]] }));
  let html = powers(whole, { width: wide, height: short ? 136 : 210, low: -20, high: 1, ends: [title, String(units + 1)] }) + label(wide + 18, 10, tiles, { size: 14 });
  kept.forEach((one, k) => { html += element("rect", { x: wide + 18 + (k % 12) * size, y: 24 + Math.floor(k / 12) * size, width: size - 2, height: size - 2, rx: 3, class: one ? "dense" : "missing" }); });
  const values = { slope: fine(tanh[0]), tanh: format(tanh[units]), relu: format(relu[units]), out, all: kept.length, factor: factor > 1 ? fill(idea.factor, { factor: fine(factor) }) : "" };
  return { html, height: short ? 138 : 212, values };
}

/** @param {Player} lesson @param {number} width @returns {Shown} */
function vgg({ model: { arrays, header: { idea } }, state: { count, maps }, short }, width) {
  const n = count + 1, size = 2 * n + 1, [small, large] = part(arrays["idea:weights"], count, maps), [same, bent] = part(arrays["idea:off"], count), kernel = arrays[`idea:kernel ${n}`], names = idea.names.map((/** @type {string} */ name) => fill(name, { n, size }));
  const unit = Math.min(22, (width * 0.26) / size), rows = range(n + 1), step = 132 / (n + 1), second = size * unit + 20, third = 2 * second + 10, room = width - third;
  const cells = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ many, /** @type {string} */ kind) => range(many).map((k) => element("rect", { x: x + (size - many) * unit * 0.5 + k * unit, y, width: unit - 2, height: unit - 2, rx: 3, class: kind })).join("");
  let html = label(0, 8, names[0], { size: 14 }) + label(second, 8, names[1], { size: 14 }) + label(third, 8, names[2], { size: 14 });
  for (const k of rows) html += cells(0, 22 + k * step, size - 2 * k, k === 0 ? "input" : k === n ? "fresh" : "conv");
  html += cells(second, 22, size, "input") + cells(second, 22 + n * step, 1, "fresh");
  [small, large].forEach((weights, k) => { html += element("rect", { x: third, y: 20 + k * 36, width: room * (weights / large), height: 16, rx: 3, class: "conv" }) + label(third, 44 + k * 36, weights.toLocaleString("en"), { size: 14 }); });
  const tiny = Math.min(24, (short ? 66 : 84) / size, room / size);
  html += label(third, 94, names[3], { size: 14 });
  kernel.forEach((value, k) => { html += tile({ x: third + (k % size) * tiny, y: 104 + Math.floor(k / size) * tiny, w: tiny }, format(value), { kind: value > 0 ? "above-0" : value < 0 ? "below-0" : "own" }); });
  return { html, height: short ? 172 : 190, values: { n, size, small: small.toLocaleString("en"), large: large.toLocaleString("en"), share: String(Math.round((100 * small) / large)), same: format(same), bent: format(bent) } };
}

/** @param {Player} lesson @param {number} width @returns {Shown} */
function resnet({ model: { arrays, header: { idea } }, state: { deep, start }, short }, width) {
  const norms = arrays[`idea:norms ${[20, 56][deep]}`], [plain, arcs] = [part(norms, start, 0), part(norms, start, 1)], [first, second, ...ends] = idea.names;
  const least = Math.min(...plain, ...arcs), most = Math.max(...plain, ...arcs);
  const lines = [{ values: plain, kind: "faint", name: first }, { values: arcs, kind: "strong", name: second }];
  return { html: powers(lines, { width, height: short ? 148 : 240, low: Math.floor(Math.log10(least)), high: Math.max(1, Math.ceil(Math.log10(most))), ends }), height: short ? 150 : 242, values: { plain: format(plain[0]), arcs: format(arcs[0]) } };
}

/** @param {Player} lesson @param {number} width @returns {Shown} */
function efficientnet({ model: { arrays, header: { idea } }, state: { way, phi } }, width) {
  const [parameters, work, depth, wide, side] = part(arrays["idea:scaled"], way, phi), [first, firstWork] = part(arrays["idea:scaled"], way, 0);
  const rows = [depth, wide, side / 224, parameters / first, work / firstWork], longest = Math.log10(130);
  const texts = [`×${format(depth)}`, `×${format(wide)}`, `${side} px`, parameters.toLocaleString("en"), work.toLocaleString("en")];
  const html = rows.map((times, k) => label(0, 16 + k * 32, idea.names[k]) + element("rect", { x: 108, y: 6 + k * 32, width: 4 + (Math.log10(times) / longest) * (width - 260), height: 20, rx: 4, class: k < 3 ? "conv" : "dense" }) + label(width, 16 + k * 32, texts[k], { anchor: "end", kind: "name" })).join("");
  return { html, height: 162, values: { depth: format(depth), width: format(wide), side, parameters: parameters.toLocaleString("en"), work: work.toLocaleString("en"), times: format(work / firstWork) } };
}

/** @type {Record<string, (lesson: Player, width: number) => Shown>} */
export const IDEAS = { neocognitron, lenet, alexnet, vgg, resnet, efficientnet };
