// Shift: the picture moves right, and what pooling makes of it is moved back and compared.

import { fill, format } from "../../player/js/numbers.js";
import { inkOn, paint } from "../../player/js/colour.js";
import { Curves, apart } from "../../player/js/curves.js";
import { dashed } from "../../player/js/marks.js";
import { DISC_CELL } from "./forward.js";
import { Part } from "./part.js";

const LABELS = 122; // px beside the curves
const NAMES = /** @type {const} */ (["average", "blur", "max"]);

/** @typedef {import("../../player/js/curves.js").Point} Point */

export class Shift extends Part {
  get header() { return this.model.header.shift; }
  get count() { return this.header.mean.max.length; }
  get now() { return Math.min(this.lesson.state.shift, this.count - 1); }

  draw() {
    this.moved();
    this.change(this.lesson.middle, "max");
    this.change(this.lesson.right, "blur");
  }

  moved() {
    const { model: { input }, palette, places, now, lesson: { left, forward } } = this, { columns } = input, grid = left.begin();
    left.within([grid.box(0, 0, input.rows, columns)], () => {
      for (const lap of [now, now - columns]) places.grid(left, { column: lap }).image(forward.images.input);
    });
    grid.lines();
    left.numbers(grid, (r, c) => {
      const value = input.at(0, r, (c - now + columns) % columns);
      return [format(value), inkOn(palette.of(input, value, 0))];
    });
    this.markRow(left);
    left.tell();
  }

  /** Where the profile below is taken. @param {import("./sheet.js").Picture} sheet */
  markRow(sheet) {
    const { row, stride } = this.header, box = this.places.grid(sheet).box((row + 0.5) * stride, 0, 0, this.model.input.columns);
    if (this.places.cell < DISC_CELL) dashed(sheet.g, box, this.palette.focus, 2, 0, [7, 5]);
  }

  /** @param {import("./sheet.js").Picture} sheet @param {string} name */
  change(sheet, name) {
    const { palette, header: { unit, limit, stride, fine } } = this, maps = this.model.arrays[`shift_${name}`], [, rows, columns] = maps.shape;
    const start = this.now * rows * columns, at = (/** @type {number} */ k) => maps[start + k] * unit;
    sheet.begin(palette.sunk);
    const grid = this.places.grid(sheet, { rows, columns, size: stride });
    grid.map(paint(columns, rows, (k) => palette.signed(at(k), limit)));
    if (fine) sheet.numbers(grid, (r, c) => [format(at(r * columns + c)), inkOn(palette.signed(at(r * columns + c), limit))]);
    this.markRow(sheet);
    sheet.tell();
  }

  // ---- the curves below

  bench() {
    const { notes, lesson: { bench, phone } } = this, row = fill(notes.profile, this.header);
    bench.show("shift");
    bench.facts([]);
    bench.label(phone ? "second" : "first", notes.curves, notes.each_shift);
    if (phone) return this.chart(bench.drawing("second"));
    for (const name of ["second", "third"]) bench.label(name, row, notes.before_after);
    this.chart(bench.drawing("first"));
    this.profile(bench.drawing("second"), "max");
    this.profile(bench.drawing("third"), "blur");
  }

  /** How much each pooling changes on average, for every shift. @param {HTMLCanvasElement} canvas */
  chart(canvas) {
    const { palette: { ink, ink2, line, line2, focus }, places, now, header: { mean }, lesson: { phone } } = this, width = places.area.column;
    const height = phone ? places.area.row - 40 : places.bench, top = 14, bottom = height - 24, left = 44, right = width - (phone ? 10 : LABELS);
    const curves = new Curves(canvas, width, height, this.palette), most = Math.max(...NAMES.flatMap((name) => mean[name])) || 1;
    const x = (/** @type {number} */ k) => left + ((right - left) * k) / (this.count - 1);
    const y = (/** @type {number} */ v) => bottom - ((bottom - top) * v) / most;
    curves.line([[left, bottom], [right, bottom]], line, { width: 1 });
    curves.line([[x(now), top], [x(now), bottom]], focus, { width: 2 });
    for (const k of mean.max.keys()) curves.write(String(k), [x(k), height - 10], "center", k === now ? focus : ink2, k === now ? 700 : 400);
    if (Math.max(...mean.max)) curves.write(format(most), [left - 10, top], "right", ink2);
    curves.write("0", [left - 10, bottom], "right", ink2);
    for (const name of NAMES) {
      const points = mean[name].map((/** @type {number} */ v, /** @type {number} */ k) => [x(k), y(v)]);
      curves.line(points, name === "average" ? line2 : ink, { dash: name === "blur" ? [5, 4] : [], dots: true });
    }
    const labels = NAMES.map((name) => ({ name, text: `${name} ${format(mean[name][now])}`, y: y(mean[name][now]) })).sort((a, b) => a.y - b.y);
    canvas.textContent = labels.map((label) => label.text).join("; ");
    const heights = apart(labels.map((label) => label.y), bottom);
    if (!phone) labels.forEach(({ name, text }, k) => curves.write(text, [right + 14, heights[k]], "left", name === "average" ? ink2 : ink, 650));
  }

  /** The outputs along one row: grey before, ink after, with the ends of the scale. @param {HTMLCanvasElement} canvas @param {string} name */
  profile(canvas, name) {
    const { palette, places, now, header: { stride }, model: { arrays } } = this, height = places.bench - 10, rows = arrays[`profile_${name}`];
    const { shape: [, count] } = rows;
    const both = [...arrays.profile_max, ...arrays.profile_blur], low = Math.min(...both), high = Math.max(...both);
    const curves = new Curves(canvas, places.area.column, height, palette);
    const y = (/** @type {number} */ v) => 8 + (height - 16) * (1 - (v - low) / (high - low || 1));
    for (const [shift, colour] of /** @type {[number, string][]} */ ([[0, palette.line2], [now, palette.ink]])) {
      const outputs = rows.subarray(shift * count, (shift + 1) * count);
      const points = Array.from(outputs, (v, k) => /** @type {Point} */ ([places.x((k + 0.5) * stride - shift), y(v)]));
      curves.line(points, colour, { dots: count <= 12 });
    }
    for (const v of new Set([low, high])) curves.write(format(v), [places.area.column - 2, y(v)], "right", palette.ink2);
  }
}
