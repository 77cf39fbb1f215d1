// Every number of the window on one line: who is furthest right, or where the balance is.

import { LEAST_FONT } from "../../player/js/legible.js";
import { format } from "../../player/js/numbers.js";
import { prepare } from "../../player/js/draw.js";
import { LEAST_PHONE_FONT } from "./view.js";
import { MOST_CELLS } from "./bench.js";

export const raceMethods = {
  drawRace() {
    const { model, focus, palette } = this, value = model.out(focus.row, focus.column);
    const blurred = model.family === "blur";
    const terms = blurred ? model.blurTerms(focus.row, focus.column) : model.terms(focus.row, focus.column).filter((t) => t.inside);
    this.find(".second .adds").hidden = true;
    const canvas = this.find(".second canvas.drawing"), width = this.area.column, height = this.bench;
    canvas.hidden = false;
    const [low, high] = model.scales.input.range, end = Math.max(high, value), g = prepare(canvas, width, height);
    const left = 12, right = width - 12, line = height - 28;
    const x = (v) => left + ((right - left) * (v - low)) / (end - low || 1);
    g.fillStyle = palette.line2;
    g.fillRect(left - 6, line, right - left + 12, 2);
    this.raceDots(g, terms, x, line, value);
    this.raceMark(g, x(value), line, value, low, end, [left, right]);
    this.label("second", this.raceTitle(), this.raceNote(terms, value));
  },

  raceDots(g, terms, x, line, value) {
    const { palette, model } = this, stacks = new Map(), many = terms.length > MOST_CELLS, bin = many ? 6 : 14;
    for (const t of terms) {
      const k = Math.round(x(t.value) / bin);
      if (!stacks.has(k)) stacks.set(k, []);
      stacks.get(k).push(t);
    }
    const most = Math.max(...[...stacks.values()].map((s) => s.length)), room = line - 14;
    const wins = (t) => model.hasWinner && t.value === value;
    if (many) return this.raceBars(g, stacks, bin, line, room / most, wins);
    const step = Math.min(bin + 1, room / most), radius = Math.min(6.5, step / 2);
    for (const stack of stacks.values())
      stack.sort((a, b) => b.value - a.value).forEach((t, k) => {
        g.beginPath();
        g.arc(x(t.value), line - radius - 2 - k * step, radius, 0, 7);
        g.fillStyle = wins(t) ? palette.ink : palette.line2;
        g.fill();
      });
  },

  // Too many for dots: a bar for each group of values, dark where the maximum is.
  raceBars(g, stacks, bin, line, unit, wins) {
    for (const [k, stack] of stacks) {
      g.fillStyle = stack.some(wins) ? this.palette.ink : this.palette.line2;
      g.fillRect((k - 0.5) * bin, line - stack.length * unit, bin - 1, stack.length * unit);
    }
  },

  raceMark(g, at, line, value, low, high, [left, right]) {
    const { palette } = this, text = format(value), least = this.phone ? LEAST_PHONE_FONT : LEAST_FONT;
    g.fillStyle = palette.focus;
    g.fillRect(at - 1.5, line - 8, 3, 16);
    const write = (t, px, align, colour, weight) => {
      g.font = `${weight} ${least}px ${palette.font}`;
      g.textAlign = align;
      g.textBaseline = "middle";
      g.fillStyle = colour;
      g.fillText(t, px, line + 18);
    };
    const half = text.length * 5 + 6;
    write(text, Math.max(left - 6 + half, Math.min(right + 6 - half, at)), "center", palette.focus, 700);
    if (at - half > left + format(low).length * 9 + 6) write(format(low), left - 6, "left", palette.ink2, 400);
    if (at + half < right - format(high).length * 9 - 6) write(format(high), right + 6, "right", palette.ink2, 400);
  },

  raceTitle() {
    const titles = { max: "Race", mean: "Balance", norm: "Length", blur: "Balance" };
    return titles[this.model.family];
  },

  raceNote(terms, value) {
    const { model, focus } = this, o = model.output(focus.row, focus.column);
    if (model.family === "mean") return `the mean of ${format(model.arrays.divisors[o])}`;
    if (model.family === "norm") return model.power > 1 ? `${format(model.arrays.totals[o])} under the root` : "the sizes added up";
    if (model.family === "blur") return "weighted mean of the maxima";
    const ties = model.ties(focus.row, focus.column);
    if (ties > 1) return `${ties} tied at ${format(value)}`;
    const others = terms.map((t) => t.value).filter((v) => v !== value);
    return others.length ? `won by ${format(value - others.reduce((a, b) => Math.max(a, b)))}` : "alone in its window";
  },
};
