// The kernels of a moment: their weights, the gradients that make the next step, what each sees, and what each was before.

import { paintNumbers, cssColour, inkOn } from "../../player/js/colour.js";
import { describe } from "../../player/js/described.js";
import { circle, drawImage, halo, write } from "../../player/js/draw.js";
import { widthOf } from "../../player/js/grid.js";
import { fill, format, tenths } from "../../player/js/numbers.js";
import { pointing, walking } from "../../player/js/pointing.js";
import { Sheet } from "../../player/js/sheet.js";

const LARGEST_KERNEL = 230; // px of a kernel
const MAP_GAP = 10;
const NAME_LINE = 22; // px: the line below a kernel
const WAS = 30; // px of a kernel as it was
const LEAST_CELL = 25; // px of a cell
const MAP_SHARE = 0.46; // of a kernel's side
const TRAIL = [0, 1, 2, 5]; // epochs

/** A weight in its cell. @param {number} value */
const short = (value) => (Math.abs(value) < 10 ? tenths(value) : format(Math.round(value)));

/** @typedef {{ kernel: number, row: number, column: number }} Weight */

export class Kernels {
  /** @param {import("./player.js").Training} lesson @param {HTMLCanvasElement} canvas */
  constructor(lesson, canvas) {
    this.lesson = lesson;
    this.sheet = new Sheet(lesson, canvas);
    /** @type {Weight | null} */
    this.over = null;
    this.size = { row: 300, column: 600 };
    this.plan = { across: 4, down: 2, side: 100, below: false };
    /** @type {[Box, number][]} */
    this.past = [];
    pointing(canvas, { hover: (at) => this.hover(at && this.weightAt(at)), pin: (at) => this.pin(at) });
    walking(canvas, (rows, columns) => this.walk(rows, columns));
  }

  /** The arrangement with the largest kernels. @param {number} width @param {number} height */
  layout(width, height) {
    const { kernels } = this.lesson.model.facts, phone = this.lesson.phone;
    this.plan = { across: 1, down: kernels, side: 0, below: false };
    for (const below of kernels > 8 ? [true] : [false])
      for (const across of phone ? [Math.min(2, kernels)] : [1, 2, 4, 8]) {
        const down = Math.ceil(kernels / across), wide = width / across - 18, high = phone ? Infinity : height / down - NAME_LINE - 8;
        const side = Math.floor(Math.min(LARGEST_KERNEL, below ? Math.min(wide, (high - 4) / (1 + MAP_SHARE)) : Math.min((wide - MAP_GAP) / (1 + MAP_SHARE), high)));
        if (side > this.plan.side && across <= kernels) this.plan = { across, down, side, below };
      }
    const { side, down, below } = this.plan;
    this.size = { column: width, row: phone ? down * (side * (below ? 1 + MAP_SHARE : 1) + NAME_LINE + 16) : height };
  }

  /** @param {number} kernel @returns {Box} */
  box(kernel) {
    const { across, side, down } = this.plan, { row, column } = this.size;
    return { x: 2 + (kernel % across) * (column / across), y: 1 + Math.floor(kernel / across) * (row / down), width: side, height: side };
  }

  /** @param {[number, number]} at @returns {Weight | null} */
  weightAt([x, y]) {
    const { kernels, size } = this.lesson.model.facts, { side } = this.plan;
    for (let kernel = 0; kernel < kernels; kernel++) {
      const box = this.box(kernel), row = Math.floor(((y - box.y) / side) * size), column = Math.floor(((x - box.x) / side) * size);
      if (row >= 0 && row < size && column >= 0 && column < size) return { kernel, row, column };
    }
    return null;
  }

  /** @param {Weight | null} weight */
  hover(weight) {
    if (this.lesson.playback.playing || JSON.stringify(weight) === JSON.stringify(this.over)) return;
    this.over = weight;
    this.lesson.schedule();
  }

  /** A kernel as it was leads back there; a weight stays chosen for who has no pointer. @param {[number, number]} at */
  pin(at) {
    const past = this.past.find(([{ x, y, width, height }]) => at[0] >= x && at[0] <= x + width && at[1] >= y && at[1] <= y + height);
    if (past) return this.lesson.toMoment(past[1]);
    this.lesson.playback.play(false);
    this.hover(this.weightAt(at));
  }

  /** @param {number} rows @param {number} columns */
  walk(rows, columns) {
    const { kernels, size } = this.lesson.model.facts, at = this.over ?? { kernel: 0, row: -rows, column: -columns };
    const row = at.row + rows, column = at.column + columns, kernel = at.kernel + (row < 0 || column < 0 ? -1 : row >= size || column >= size ? 1 : 0);
    if (kernel < 0 || kernel >= kernels) return;
    this.hover({ kernel, row: (row + size) % size, column: (column + size) % size });
  }

  draw() {
    const { sheet, lesson, size } = this, { model, moment, said } = lesson, { kernels } = model.facts;
    sheet.clear(size);
    this.past = [];
    for (let kernel = 0; kernel < kernels; kernel++) this.card(kernel);
    describe(sheet.canvas, fill(said.kernels_name, { step: model.steps(moment) }), model.facts.size, this.told());
  }

  /** All weights, a row for each row of a kernel. */
  told() {
    const { model, moment } = this.lesson, texts = Array.from(model.at("weight", moment), format);
    return { font: 1, texts: texts.length <= 400 ? texts : [] };
  }

  /** @param {number} kernel */
  card(kernel) {
    const { lesson, sheet: { g } } = this, { model, moment, palette, said } = lesson, { side, below } = this.plan, box = this.box(kernel);
    this.weights(kernel, box);
    const map = this.beside(kernel) ?? this.map(kernel, moment), cell = (MAP_SHARE * side) / map.height;
    const at = below ? { x: box.x, y: box.y + side + 4 } : { x: box.x + side + MAP_GAP, y: box.y };
    drawImage(g, map, at.x, at.y, cell);
    this.discsBeside(kernel, at, cell);
    this.sheet.stroke({ x: at.x, y: at.y, width: map.width * cell, height: map.height * cell }, lesson.state.shown === "a" && model.beside ? palette.token("teal") : palette.line, 1);
    const bias = fill(said.bias, { value: format(Math.round(100 * model.at("bias", moment)[kernel]) / 100) });
    if (!below) write(g, bias, at.x, at.y + MAP_SHARE * side + 14, { font: `14px ${palette.font}`, colour: palette.ink2, align: "left" });
    if (!below) this.trail(kernel, box);
  }

  /** Its numbers in colour, each with its gradient as a disc. @param {number} kernel @param {Box} box */
  weights(kernel, { x, y, width: side }) {
    const { lesson, sheet: { g } } = this, { model, moment, palette } = lesson, { size, scale } = model.facts, cell = side / size;
    const values = model.at("weight", moment), slopes = model.at("slope", moment), from = kernel * size * size, discs = lesson.discs, digits = cell >= LEAST_CELL;
    const texts = Array.from(values.subarray(from, from + size * size), short), widest = Math.max(1, ...texts.map(widthOf)), font = Math.min(24, cell * 0.4, (cell * 0.92) / widest);
    for (let k = 0; k < size * size; k++) {
      const value = values[from + k], rgb = palette.signed(value, scale), left = x + (k % size) * cell, top = y + Math.floor(k / size) * cell;
      this.sheet.fill({ x: left + 0.5, y: top + 0.5, width: cell - 1, height: cell - 1 }, cssColour(rgb));
      if (digits) write(g, texts[k], left + cell / 2, top + cell * (discs ? 0.4 : 0.52), { font: `600 ${font}px ${palette.font}`, colour: inkOn(rgb) });
      if (discs) this.disc(slopes[from + k], left + cell / 2, top + cell * (digits ? 0.78 : 0.5), cell);
    }
    this.sheet.stroke({ x, y, width: side, height: side }, palette.line2, 1);
    if (this.over?.kernel === kernel) halo(g, palette, { x: x + this.over.column * cell, y: y + this.over.row * cell, width: cell, height: cell });
  }

  /** A gradient: its area is its size. @param {number} slope @param {number} x @param {number} y @param {number} cell */
  disc(slope, x, y, cell) {
    const { lesson: { model, palette }, sheet: { g } } = this, radius = cell * 0.17 * Math.sqrt(Math.min(1, Math.abs(slope) / model.facts.slope));
    if (!(radius > 0)) return;
    circle(g, x, y, radius + 1.5, palette.halo);
    circle(g, x, y, radius, cssColour(palette.signed(Math.sign(slope) * 0.55, 1)));
  }

  /** The gradients of the same kernel of run A, where that is shown. @param {number} kernel @param {{ x: number, y: number }} at @param {number} cell */
  discsBeside(kernel, at, cell) {
    const { model, moment, state, discs } = this.lesson, a = model.beside;
    if (!discs || state.shown !== "a" || !a || kernel >= a.facts.kernels) return;
    const { size } = a.facts, slopes = a.at("slope", a.alike(model, moment)), from = kernel * size * size;
    for (let k = 0; k < size * size; k++) this.disc(slopes[from + k], at.x + ((k % size) + 0.5) * cell, at.y + (Math.floor(k / size) + 0.5) * cell, cell);
  }

  /** What it sees in the picture, on one scale for all kernels and moments. @param {number} kernel @param {number} moment */
  map(kernel, moment) {
    const { model, palette } = this.lesson, levels = model.at("maps", moment), { shape } = model.arrays["maps:0"], [, , rows, columns] = shape, size = rows * columns;
    const full = (127 * model.header.reach) / (model.at("mapped", moment)[0] || 1);
    return paintNumbers(levels.subarray(kernel * size, (kernel + 1) * size), rows, columns, { colour: "signed", range: [-full, full] }, palette);
  }

  /** The same kernel of run A, where that is shown; an empty picture where A has none. @param {number} kernel */
  beside(kernel) {
    const { model, moment, state, palette } = this.lesson, a = model.beside;
    if (state.shown !== "a" || !a) return null;
    const { size, kernels } = a.facts, values = a.at("weight", a.alike(model, moment)), from = kernel * size * size;
    const shown = kernel < kernels ? values.subarray(from, from + size * size) : new Float32Array(size * size);
    return paintNumbers(shown, size, size, { colour: "signed", range: [-model.facts.scale, model.facts.scale] }, palette);
  }

  /** Its number, and how it looked after some epochs. @param {number} kernel @param {Box} box */
  trail(kernel, { x, y, width: side }) {
    const { lesson, sheet: { g } } = this, { model, palette, reached, moment } = lesson, { epoch, every, size, scale, kernels } = model.facts, top = y + side + 4;
    if (kernels > 1) write(g, String(kernel + 1), x, top + 10, { font: `700 16px ${palette.font}`, colour: palette.ink, align: "left" });
    const room = Math.min(WAS, NAME_LINE), step = Math.min(50, (side * (1 + MAP_SHARE) - 18) / TRAIL.length);
    TRAIL.forEach((at, k) => {
      const then = Math.round((at * epoch) / every), left = x + 24 + k * step, box = { x: left, y: top, width: room - 4, height: room - 4 };
      if (then > reached) return this.sheet.stroke(box, palette.line, 1);
      const values = model.at("weight", then).subarray(kernel * size * size, (kernel + 1) * size * size);
      drawImage(g, paintNumbers(values, size, size, { colour: "signed", range: [-scale, scale] }, palette), left, top, box.width / size);
      this.sheet.stroke(box, then === moment ? palette.focus : palette.line, then === moment ? 2.5 : 1);
      write(g, String(at), left + room, top + 10, { font: `13px ${palette.font}`, colour: palette.ink2, align: "left" });
      this.past.push([box, then]);
    });
  }
}
