// Every number of the window on one line: which is furthest right, or where the balance is.

import { fill, format } from "../../player/js/numbers.js";
import { circle } from "../../player/js/draw.js";
import { Curves } from "../../player/js/curves.js";
import { MOST_CELLS } from "./bench.js";
import { Part } from "./part.js";

const MARGIN = 12; // px

export class Race extends Part {
  line = 0;

  draw() {
    const { model, palette, places, words: { race }, lesson: { focus, bench, predict: { open } } } = this, value = model.output.values[focus];
    const values = (model.blur ? model.blurred(focus) : model.inside(focus)).map((t) => t.value), [low, high] = model.input.range;
    const end = Math.max(high, open ? high : value);
    const left = MARGIN, right = places.area.column - MARGIN, x = (/** @type {number} */ v) => left + ((right - left) * (v - low)) / (end - low || 1);
    this.curves = new Curves(bench.drawing("second"), places.area.column, places.bench, palette);
    this.line = places.bench - 28;
    this.curves.g.fillStyle = palette.line2;
    this.curves.g.fillRect(left - 6, this.line, right - left + 12, 2);
    this.dots(this.curves.g, values, x, open ? NaN : value);
    this.ends(this.curves, x(value), value, low, end);
    bench.label("second", race[model.family], open ? "" : this.note(values, value));
  }

  /** Dots above each other where numbers are close; of very many numbers bars. @param {CanvasRenderingContext2D} g @param {number[]} values
   * @param {(value: number) => number} x @param {number} value */
  dots(g, values, x, value) {
    const { palette, model, line } = this, many = values.length > MOST_CELLS, bin = many ? 6 : 14;
    /** @type {Record<number, number[]>} */
    const stacks = {};
    for (const v of values) (stacks[Math.round(x(v) / bin)] ??= []).push(v);
    const most = Math.max(...Object.values(stacks).map((stack) => stack.length)), unit = (line - 14) / most, step = Math.min(bin + 1, unit);
    const radius = Math.min(6.5, step / 2);
    const ink = (/** @type {boolean} */ wins) => (wins && model.hasWinner ? palette.ink : palette.line2);
    for (const [k, stack] of Object.entries(stacks)) {
      g.fillStyle = ink(stack.includes(value));
      if (many) g.fillRect((Number(k) - 0.5) * bin, line - stack.length * unit, bin - 1, stack.length * unit);
      else stack.sort((a, b) => b - a).forEach((v, at) => {
        circle(g, x(v), line - radius - 2 - at * step, radius, ink(v === value));
      });
    }
  }

  /** The result under the line, and the ends of the scale where there is room for them. @param {Curves} curves @param {number} at @param
   * {number} value @param {number} low @param {number} high */
  ends(curves, at, value, low, high) {
    const { palette: { focus, ink2 }, places, line, lesson: { left: { least }, predict: { open } } } = this, left = MARGIN - 6;
    const right = places.area.column - left;
    const half = format(value).length * 5 + 6, y = line + 18;
    if (open || at - half > left + format(low).length * 9 + 6) curves.write(format(low), [left, y], "left", ink2, 400, least);
    if (open || at + half < right - format(high).length * 9 - 6) curves.write(format(high), [right, y], "right", ink2, 400, least);
    if (open) return;
    curves.g.fillStyle = focus;
    curves.g.fillRect(at - 1.5, line - 8, 3, 16);
    curves.write(format(value), [Math.max(left + half, Math.min(right - half, at)), y], "center", focus, 700, least);
  }

  /** @param {number[]} values @param {number} value */
  note(values, value) {
    const { model, words: { race }, lesson: { focus } } = this, { divisors, totals, ties } = model.arrays;
    if (model.family === "mean") return fill(race.mean_note, { divisor: format(divisors[focus]) });
    if (model.family === "norm") return model.header.power > 1 ? fill(race.norm_note, { total: format(totals[focus]) }) : race.sizes_note;
    if (model.blur) return race.blur_note;
    const others = values.filter((v) => v !== value);
    if (ties[focus] > 1) return fill(race.tied, { ties: ties[focus], value: format(value) });
    return others.length ? fill(race.by, { lead: format(value - others.reduce((a, b) => Math.max(a, b))) }) : race.alone;
  }
}
