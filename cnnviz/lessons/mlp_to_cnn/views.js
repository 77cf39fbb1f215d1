// The five views of the layer, beside the object: what each of them draws at a step.

import { fill, format } from "../../player/js/numbers.js";
import { escape, range } from "../../player/js/text.js";
import { cell, coloured, element, frame, label, tile, tint } from "../../player/js/svg.js";

const MOST_WIRES = 700;
const LEAST_CELL = 18; // px: a cell with a number

/** @typedef {import("./player.js").FromMlp} Player @typedef {{ width: number, height: number }} Room @typedef {import("../../player/js/svg.js").Place} Place */

/** The layer as a network, and the products of one output. @param {Player} lesson @param {Room} room */
export function multiply(lesson, { width, height }) {
  const { model, state, stage } = lesson, { x, w } = lesson.focus, r = lesson.step, { panels } = model;
  const gap = Math.max(70, Math.min(150, height - 240)), size = Math.min(38, (width - 8) / stage.columns), below = Math.min(38, (width - 8) / stage.rows);
  const across = (/** @type {number} */ k, /** @type {number} */ n) => ((k + 0.5) * width) / n;
  let html = "";
  const wire = (/** @type {number} */ i, /** @type {number} */ c, lit = false) => {
    const m = model.tap[i * stage.columns + c], shared = state.guise === "shared" && m >= 0, { hue, shade } = shared ? stage.hued(m) : { hue: 0, shade: 0 };
    const ends = { x1: across(c, stage.columns), y1: size, x2: across(i, stage.rows), y2: size + gap };
    html += element("line", { ...ends, class: (shared ? "wire-hued" : "wire") + (lit ? "-lit" : ""), style: shared ? tint(hue, shade) : "" });
  };
  if (stage.rows * stage.columns <= MOST_WIRES) for (const i of range(stage.rows)) for (const c of range(stage.columns)) if (stage.has(i, c)) wire(i, c);
  for (const c of x) wire(r, c, true);
  for (const c of range(stage.columns)) html += cell(lesson, panels.x, c, { x: across(c, stage.columns) - size / 2, y: 0, w: size }, { at: `x:${c}` });
  for (const c of x) html += frame({ x: across(c, stage.columns) - size / 2, y: 0, w: size }, "thin");
  for (const i of range(stage.rows)) html += lesson.output(i, { x: across(i, stage.rows) - below / 2, y: size + gap, w: below });
  html += frame({ x: across(r, stage.rows) - below / 2, y: size + gap, w: below });
  return html + products(lesson, x, w, { y: size + gap + below + 22, width, height });
}

/** Rows of cells under each other, each behind what it is called. @param {[string, (k: number, place: Place) => string][]} rows @param {number}
 * count @param {{ x: number, y: number, size: number }} place */
const table = (rows, count, { x, y, size }) => rows.map(([says, draw], row) =>
  label(x - 8, y + (row + 0.5) * size, says, { anchor: "end" }) + range(count).map((k) => draw(k, { x: x + k * size, y: y + row * size, w: size })).join("")).join("");

/** @param {Player} lesson @param {number[]} x @param {number[]} w @param {{ y: number, width: number, height: number }} place */
function products(lesson, x, w, { y, width, height }) {
  const { model: { panels }, state, stage, words: { titles } } = lesson, r = lesson.step, { b } = panels, biased = b.values.some(Boolean);
  const size = Math.min(40, (width - 50) / (x.length + (biased ? 3.2 : 2)), (height - y) / 3);
  if (size < LEAST_CELL) return label(0, y + 16, fill(titles.many, { count: x.length }));
  const own = x.map((c) => panels[`W:${state.guise}`].values[r * stage.columns + c]), made = x.map((c, k) => own[k] * panels.x.values[c]);
  const scale = /** @type {any} */ ({ colour: "signed", range: [0, Math.max(1, ...made.map(Math.abs))] });
  let html = table([
    [titles.window, (k, place) => cell(lesson, panels.x, x[k], place)],
    [titles.weights_row, (k, place) => tile(place, format(own[k]), w.length ? stage.hued(w[k]) : {})],
    [titles.products, (k, place) => tile(place, format(made[k]), coloured(lesson, scale, made[k]))],
  ], x.length, { x: 44, y, size });
  const f = Math.floor(r / lesson.patches.count), from = 44 + x.length * size, end = from + (biased ? size * 1.2 : 0), sum = { x: end + size, y: y + 2 * size, w: size };
  if (biased) html += label(from + size * 0.6, y + 1.5 * size, titles.bias, { anchor: "middle" }) + tile({ x: from + size * 0.1, y: y + 2 * size, w: size }, format(b.values[f]), { at: `b:${f}` });
  return html + label(end + size * 0.5, y + 2.5 * size, "Σ", { size: 20, kind: "name", anchor: "middle" }) + lesson.output(r, sum) + frame(sum);
}

/** The scores of all three guises with the pattern at each place; what a lesson is. @param {Player} lesson @param {Room} room */
export function move(lesson, { width, height }) {
  const { model: { panels, header, shapes }, state, words: { titles, guises } } = lesson, places = panels.moved.rows, size = Math.min(44, (width - 150) / places);
  const tall = lesson.stage.two ? shapes.w[2] * 22 : 30, h = Math.max(22, Math.min(40, (height - 157 - tall) / 3 - 6));
  let html = label(86, 12, titles.place, { size: 14 }) + label(96 + places * size, 12, titles.found, { size: 14 });
  for (const p of range(places)) if (size >= LEAST_CELL) html += label(86 + (p + 0.5) * size, 34, String(p), { anchor: "middle", kind: p === lesson.step ? "here" : "note" });
  Object.keys(guises).forEach((guise, k) => {
    const y = 46 + k * (h + 6), on = guise === state.guise, found = header.found[guise];
    html += label(0, y + h / 2, guises[guise], { kind: on ? "name" : "note", size: 16 });
    for (const p of range(places)) {
      const place = { x: 86 + p * size, y, w: size, h }, hidden = on && lesson.hidden && p === lesson.step;
      html += hidden ? tile(place, "?") : cell(lesson, panels[`score:${guise}`], p, place, { at: `P:${p}:${guise}` });
      if (on && p === lesson.step) html += frame(place);
    }
    html += label(96 + places * size, y + h / 2, fill(titles.of, { found, all: places }), { kind: found === places ? "name" : "note" });
  });
  return html + taught(lesson, 46 + 3 * (h + 6) + 16, { width, height });
}

/** What was added and subtracted to learn the kernel, and the loss on the way. @param {Player} lesson @param {number} y @param {Room} room */
function taught(lesson, y, { width, height }) {
  const { model: { panels, header, shapes }, stage, words: { titles } } = lesson, taps = shapes.w.slice(2), wide = taps.at(-1) ?? 1, tall = stage.two ? taps[0] : 1;
  const size = Math.min(stage.two ? 22 : 30, (width - 140) / (3 * wide)), top = y + 14, middle = top + (tall * size) / 2, [plus, minus] = header.added;
  let html = label(0, y, header.lesson), x = 0;
  for (const [key, count, sign] of [["pattern", plus, ""], ["opposite", minus, "−"], ["learned", 1, header.sums]]) {
    const times = count === 1 ? "" : fill(titles.times, { count });
    if (sign) html += label(x + 17, middle, sign, { size: 20, kind: "name", anchor: "middle" });
    x += sign ? 34 : 0;
    html += label(x, middle, times);
    x += times.length * 9;
    const look = key === "learned" ? { fill: "", ink: "", kind: "own" } : {};
    for (const m of range(wide * tall)) html += cell(lesson, panels[key], m, { x: x + (m % wide) * size, y: top + Math.floor(m / wide) * size, w: size }, { at: `${key}:${m}`, ...look });
    x += wide * size;
  }
  const from = top + tall * size + 18, most = Math.max(3, Math.floor((height - from) / 21) + 1), { lessons } = header;
  const says = lessons.length > most ? [...lessons.slice(0, most - 2), "…", lessons.at(-1)] : lessons;
  return html + says.map((/** @type {string} */ text, /** @type {number} */ k) => label(0, from + k * 21, text)).join("");
}

/** The sum over the copies of a weight, and its step; where nothing is shared, the gradient of a row. @param {Player} lesson @param {Room} room */
export function learn(lesson, room) { return lesson.state.guise === "shared" ? copies(lesson, room) : own(lesson, room.width); }

/** @param {Player} lesson @param {Room} room */
function copies(lesson, { width, height }) {
  const { model, stage, words: { titles } } = lesson, { panels, shapes } = model, m = lesson.step, { cells } = lesson.focus;
  const size = Math.min(50, (width - 20) / (cells.length * 1.32 + 1.6)), hue = stage.hued(m);
  let html = "", end = 0;
  if (size < LEAST_CELL) html += label(0, 30, fill(titles.many, { count: cells.length }));
  else cells.forEach(([r, c], k) => {
    const place = { x: k * size * 1.32, y: 6, w: size };
    html += cell(lesson, panels.dW, r * stage.columns + c, place, hue) + label(place.x + size / 2, size + 20, `${format(panels.error.values[r])}·${format(panels.x.values[c])}`, { size: 13, anchor: "middle" });
    html += label(place.x + size * 1.16, 6 + size / 2, k < cells.length - 1 ? "+" : "=", { anchor: "middle", kind: "name" });
    end = place.x + size * 1.32;
  });
  const sum = { x: end, y: 2, w: Math.max(size, 40) + 8 };
  html += lesson.hidden ? tile(sum, "?") : cell(lesson, panels.dw, m, sum);
  html += frame(sum, "ring");
  const taps = shapes.w.slice(2).reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1), from = Math.floor(m / taps) * taps, small = Math.min(44, (width - 120) / taps, (height - size - 98) / 3), top = size + 44;
  const row = (/** @type {string} */ key, /** @type {number} */ k, /** @type {Place} */ place) => {
    const flat = from + k;
    if (lesson.hidden && flat === m && key !== "w") return tile(place, "?");
    return cell(lesson, panels[key], flat, place, key === "dw" ? {} : { fill: "", ink: "", ...stage.hued(flat) });
  };
  html += table([
    [titles.old, (k, place) => row("w", k, place)],
    [titles.step, (k, place) => row("dw", k, place)],
    [titles.new, (k, place) => row("updated", k, place)],
  ], taps, { x: 106, y: top, size: small });
  html += frame({ x: 106 + (m - from) * small, y: top, w: small, h: 3 * small });
  const check = lesson.hidden ? "" : model.header.checks[m].replaceAll("*", "").split(": ");
  return html + [...check].map((text, k) => label(0, top + 3 * small + 22 + 21 * k, text)).join("");
}

/** @param {Player} lesson @param {number} width */
function own(lesson, width) {
  const { model: { panels }, stage, words: { titles } } = lesson, r = lesson.step, { x } = lesson.focus, size = Math.min(44, (width - 60) / x.length);
  const html = label(0, 12, titles.row);
  if (size < LEAST_CELL) return html + label(0, 40, fill(titles.many, { count: x.length }));
  return html + table([
    [titles.error, (k, place) => (k ? "" : cell(lesson, panels.error, r, place))],
    [titles.times_x, (k, place) => cell(lesson, panels.x, x[k], place)],
    [titles.products, (k, place) => cell(lesson, panels.dW, r * stage.columns + x[k], place)],
  ], x.length, { x: 48, y: 30, size });
}

/** The kernel, the windows as columns of P and y under them, as rows and columns that cross. @param {Player} lesson @param {Room} room */
export function patches(lesson, { width, height }) {
  const { model: { panels, shapes }, stage } = lesson, { P } = panels, filters = shapes.w[0], t = lesson.step;
  const size = Math.min(44, (width - 40) / (P.columns + filters + 0.6), (height - 30) / (P.rows + filters + 0.8)), left = (filters + 0.5) * size, top = 26;
  let html = label(0, 10, "w", { kind: "name" }) + label(left, 10, "P", { kind: "name" });
  for (const f of range(filters)) for (const k of range(P.rows)) html += tile({ x: f * size, y: top + k * size, w: size }, format(panels.w.values[f * P.rows + k]), { ...stage.hued(f * P.rows + k), at: `w:${f * P.rows + k}` });
  for (const k of range(P.rows)) for (const c of range(P.columns)) html += cell(lesson, P, k * P.columns + c, { x: left + c * size, y: top + k * size, w: size }, { at: `P:${c}`, pale: c > t });
  const { reads } = lesson.model, copied = (/** @type {number} */ k, /** @type {number} */ c) => lesson.input !== null && reads[c * P.rows + k] === lesson.input;
  for (const k of range(P.rows)) for (const c of range(P.columns)) if (copied(k, c)) html += frame({ x: left + c * size, y: top + k * size, w: size });
  const under = top + (P.rows + 0.4) * size;
  for (const f of range(filters)) for (const c of range(P.columns)) html += lesson.output(f * P.columns + c, { x: left + c * size, y: under + f * size, w: size });
  html += label(left - 10, under + (filters * size) / 2, "y", { kind: "name", anchor: "end" });
  return html + frame({ x: left + t * size, y: top, w: size, h: P.rows * size }) + frame({ x: left + t * size, y: under, w: size, h: filters * size });
}

/** The program, where it stands, and its sum. @param {Player} lesson */
export function loops(lesson) {
  const { model, state } = lesson, lines = model.header.program[state.guise], at = model.arrays[`at:${state.guise}`], run = model.arrays[`run:${state.guise}`];
  const s = lesson.step, line = run[s * 3];
  const pips = (/** @type {number} */ times, /** @type {number} */ value) => (times > 12 ? "" : range(times).map((k) => element("i", { class: k === value ? "now" : k < value ? "was" : "" })).join(""));
  return lines.map((/** @type {[number, string, string, number]} */ [indent, text, loop, times], /** @type {number} */ k) => {
    const value = at[s * lines.length + k], code = escape(text).replace(/\*(.*?)\*/g, "<b>$1</b>");
    const state_of = loop && value >= 0 ? `${pips(times, value)}<u>${loop} = ${value}</u>` : "";
    return `<li class="${k === line ? "on" : ""}" style="--in:${indent}"><code>${code}</code><span>${state_of}</span></li>`;
  }).join("");
}
