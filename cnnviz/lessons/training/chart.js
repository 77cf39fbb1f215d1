// A curve over the whole run, that is also its time line: a drag along it goes back and on.

import { Curves } from "../../player/js/curves.js";
import { circle } from "../../player/js/draw.js";
import { fill } from "../../player/js/numbers.js";
import { pointing } from "../../player/js/pointing.js";

const BESIDE = 52; // px: numbers beside the axis
const BEYOND = 64;
const ABOVE = 8;
const BELOW = 22;
const AXIS_FONT = 14;

/** @typedef {{ low: number, high: number, marks: number[], text: (value: number) => string, dotted: number, name: string, series: Series[] }} Look
 * @typedef {{ run: import("./model.js").Run, at: (moment: number) => number, look: "strong" | "thin" | "beside" }} Series */

export class Chart {
  /** @param {import("./player.js").Training} lesson @param {HTMLCanvasElement} canvas */
  constructor(lesson, canvas) {
    this.lesson = lesson;
    this.canvas = canvas;
    this.size = { width: 300, height: 120 };
    pointing(canvas, {
      grab: (at) => { this.go(at); return true; },
      drag: (at) => this.go(at),
    });
  }

  /** Steps on the axis: the whole run, or a little more than one that was stopped early. */
  get most() {
    const { facts, beside } = this.lesson.model;
    if (facts.stopped >= 0 && !beside) return Math.max(8, Math.ceil(facts.stopped * 1.25));
    return Math.max(facts.total, beside ? (beside.facts.total * facts.epoch) / beside.facts.epoch : 0);
  }
  /** @param {number} step */
  x(step) { return BESIDE + (step / this.most) * (this.size.width - BESIDE - BEYOND); }

  /** @param {[number, number]} at */
  go([x]) {
    const { lesson } = this, step = ((x - BESIDE) / (this.size.width - BESIDE - BEYOND)) * this.most;
    lesson.playback.play(false);
    lesson.toMoment(Math.min(lesson.reached, Math.max(0, Math.round(step / lesson.model.facts.every))));
  }

  /** @param {Look} look */
  draw({ low, high, marks, text, dotted, name, series }) {
    const { lesson, size: { width, height } } = this, { palette, model, reached, moment } = lesson, bottom = height - BELOW;
    const chart = new Curves(this.canvas, width, height, palette);
    const y = (/** @type {number} */ value) => bottom - ((Math.min(high, value) - low) / (high - low)) * (bottom - ABOVE);
    const across = (/** @type {number} */ value) => /** @type {[number, number][]} */ ([[BESIDE, y(value)], [width - BEYOND, y(value)]]);
    for (const mark of marks) {
      chart.line(across(mark), palette.line, { width: 1 });
      chart.write(text(mark), [BESIDE - 8, y(mark)], "right", palette.ink2, 400, AXIS_FONT);
    }
    chart.line(across(dotted), palette.line2, { width: 1.5, dash: [2, 4] });
    this.axis(chart, bottom);
    for (const { run, at, look } of series) {
      /** @type {[number, number][]} */
      const points = [], last = run === model ? reached : run.last, scale = model.facts.epoch / run.facts.epoch;
      for (let k = 0; k <= last; k++) if (Number.isFinite(at(k))) points.push([this.x(run.steps(k) * scale), y(at(k))]);
      chart.line(points, { strong: palette.ink, thin: palette.ink2, beside: palette.token("teal") }[look], { width: look === "thin" ? 1 : 2.5 });
    }
    const strong = series.find((one) => one.look === "strong"), value = strong ? strong.at(moment) : NaN, x = this.x(model.steps(moment));
    chart.line([[x, ABOVE - 4], [x, bottom + 4]], palette.focus, { width: 2 });
    this.canvas.setAttribute("aria-label", fill(name, { step: model.steps(moment), value: text(value) }));
    if (!Number.isFinite(value)) return;
    circle(chart.g, x, y(value), 5, palette.focus);
    chart.write(text(value), [x + 10, Math.min(bottom - 8, y(value) + (y(value) < ABOVE + 16 ? 16 : -12))], "left", palette.focus, 700, 16);
  }

  /** Epochs, or steps where the run was stopped. @param {Curves} chart @param {number} bottom */
  axis(chart, bottom) {
    const { lesson: { model: { facts, beside }, palette, said } } = this, stopped = facts.stopped >= 0 && !beside, unit = stopped ? 1 : facts.epoch, count = Math.round(this.most / unit);
    const jump = [1, 2, 5, 10, 20].find((n) => count / n <= 12) ?? count;
    for (let k = 0; k <= count; k += jump) chart.write(String(k), [this.x(k * unit), bottom + 13], "center", palette.ink2, 400, AXIS_FONT);
    chart.write(stopped ? said.steps : said.epochs, [this.x(this.most) + 14, bottom + 13], "left", palette.ink2, 400, AXIS_FONT);
  }
}
