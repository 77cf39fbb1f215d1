// The cone through the layers, cut along the row of the unit, under the photo on the same axis.

import { hatch, inset, prepare, write } from "../../player/js/draw.js";
import { Sheet } from "../../player/js/sheet.js";
import { range } from "../../player/js/text.js";
import { runs } from "./field.js";
import { copy } from "./photo.js";

/** @typedef {number[]} Hull first and last position of a level */

export const SIDE_TOP = 22; // px
const BAR = 13; // px
const LEAST_PITCH = 2.2; // px: units that are closer are drawn as one bar
const WIDEST = 14; // px

/** @extends {Sheet<import("./player.js").ReceptiveField>} */
export class SideView extends Sheet {
  rowHeight = 0;
  bar = BAR;
  /** The axis and every unit, unmarked: drawn once, not at every hover. @type {HTMLCanvasElement | null} */
  drawn = null;

  /** @param {number} rowHeight px */
  layout(rowHeight) {
    this.rowHeight = rowHeight;
    this.drawn = null;
    this.bar = Math.min(BAR, rowHeight * 0.5);
  }

  get tall() { return SIDE_TOP + this.rowHeight * (this.lesson.model.stages.length + 1); }

  /** The layer under a point, -1 for the photo; null for none. @param {number} y */
  layerAt(y) {
    const level = Math.floor((y - SIDE_TOP) / this.rowHeight);
    return level < 0 || level > this.lesson.model.stages.length ? null : level - 1;
  }

  /** @param {number} level */
  y(level) { return SIDE_TOP + this.rowHeight * (level + 0.5); }
  /** @param {number} level */
  axis(level) { return level ? this.lesson.model.stages[level - 1].header.axes[1] : { start: 0, jump: 1, units: this.lesson.model.shape[1] }; }
  /** Where a position of a level has its centre, on the photo's axis. @param {number} level @param {number} position */
  x(level, position) { return this.lesson.photo.x(this.axis(level).start + this.axis(level).jump * position); }
  /** @param {number} level */
  pitch(level) { return this.axis(level).jump * this.lesson.photo.spot.cell; }
  /** @param {number} level @param {Hull} hull */
  edges(level, [first, last]) { return [this.x(level, first) - this.pitch(level) / 2, this.x(level, last) + this.pitch(level) / 2]; }

  /** The row of the photo that the cut goes along. */
  get row() {
    const { model, state, pixel, focus } = this.lesson;
    if (state.mode === "reach" || !model.stages.length) return pixel[0];
    return Math.max(0, Math.min(model.shape[0] - 1, Math.round(model.centre(focus)[0])));
  }

  draw() {
    const { model, photo, state, focus, pixel, palette } = this.lesson, reach = state.mode === "reach", base = this.base();
    this.clear({ row: this.tall, column: photo.wide });
    this.g.drawImage(base, 0, 0, photo.wide, this.tall);
    if (!model.stages.length) return this.drawPhoto(null);
    const levels = (reach ? model.reaches(pixel) : model.sees(focus))[1];
    this.drawCone(reach ? levels.map((list) => (list.length ? [list[0], list[list.length - 1]] : null)) : this.hulls(focus));
    this.drawPhoto(levels[0]);
    model.stages.forEach((_, layer) => this.drawUnits(layer + 1, levels[layer + 1] ?? [], palette.focus));
    if (reach) return;
    this.drawOutside();
    this.drawFocus(focus, palette.focus);
    if (state.lock) this.drawLock(state.lock);
  }

  base() {
    if (this.drawn) return this.drawn;
    const { photo, model, palette } = this.lesson, canvas = document.createElement("canvas");
    this.g = prepare(canvas, photo.wide, this.tall);
    this.drawAxis();
    model.stages.forEach(({ shape }, layer) => this.drawUnits(layer + 1, range(shape[1]), palette.line2));
    return (this.drawn = canvas);
  }

  drawAxis() {
    const { g, lesson: { palette, model, photo } } = this, last = model.shape[1] - 1, step = 2 ** Math.round(Math.log2((last + 1) / 4));
    /** @type {(k: number, x: number, align: CanvasTextAlign) => void} */
    const tick = (k, x, align) => write(g, String(k), photo.x(x), 15, { font: `15px ${palette.font}`, colour: palette.ink2, baseline: "alphabetic", align });
    for (let k = 0; k <= last - step / 2; k += step) tick(k, k || -0.5, k ? "center" : "left");
    tick(last, last + 0.5, "right");
  }

  /** First and last position of a unit's cone at each level up to its own, padding included. @param {import("./field.js").Unit} unit @returns
   * {Hull[]} */
  hulls({ layer, at }) {
    const stage = this.lesson.model.stages[layer];
    return Array.from({ length: layer + 2 }, (_, level) => (level > layer ? [at[1], at[1]] : stage.hull(1, level, at[1])));
  }

  /** @param {(Hull | null)[]} hulls */
  drawCone(hulls) {
    const { g, lesson: { palette } } = this;
    Object.assign(g, { fillStyle: palette.focus, strokeStyle: palette.focus, lineWidth: 1.2 });
    hulls.slice(1).forEach((upper, level) => {
      const lower = hulls[level];
      if (!lower || !upper) return;
      const [a, b] = [this.edges(level, lower), this.edges(level + 1, upper)];
      const top = this.y(level) + this.bar / 2, bottom = this.y(level + 1) - this.bar / 2;
      g.globalAlpha = palette.scheme === "dark" ? 0.22 : 0.15;
      g.fill(new Path2D(`M${a[0]} ${top}H${a[1]}L${b[1]} ${bottom}H${b[0]}Z`));
      g.globalAlpha = 0.65;
      g.stroke(new Path2D(`M${a[0]} ${top}L${b[0]} ${bottom}M${a[1]} ${top}L${b[1]} ${bottom}`));
    });
    g.globalAlpha = 1;
  }

  /** The px of positions next to each other at a level. @param {number} level @param {Hull} hull @returns {Box} */
  area(level, hull) {
    const [left, right] = this.edges(level, hull);
    return { x: left, y: this.y(level) - this.bar / 2, width: right - left, height: this.bar };
  }

  /** The photo's row, bright where it is seen. @param {number[] | null} seen */
  drawPhoto(seen) {
    const { g, lesson: { photo, model, palette } } = this, last = model.shape[1] - 1, whole = this.area(0, [0, last]);
    const strip = (/** @type {number} */ alpha) => {
      g.globalAlpha = alpha;
      if (photo.colour) copy(g, photo.colour, [[this.row, this.row], [0, last]], whole);
      g.globalAlpha = 1;
    };
    strip(seen ? 0.3 : 1);
    if (!seen?.length) return;
    this.within(runs(seen).map((run) => this.area(0, run)), () => strip(1));
    this.stroke(inset(this.area(0, [seen[0], seen[seen.length - 1]]), -1), palette.focus, 2);
  }

  /** Units of a level in a colour. @param {number} level @param {number[]} units @param {string} style */
  drawUnits(level, units, style) {
    const pitch = this.pitch(level), wide = Math.min(pitch - 1, WIDEST), y = this.y(level) - this.bar / 2;
    if (pitch < LEAST_PITCH) for (const run of runs(units)) this.fill(this.area(level, run), style);
    else for (const unit of units) this.fill({ x: this.x(level, unit) - wide / 2, y, width: wide, height: this.bar }, style);
  }

  /** Where the cone looks beyond a layer's units it sees padding. */
  drawOutside() {
    const { g, lesson: { focus, palette } } = this;
    this.hulls(focus).slice(0, -1).forEach(([first, last], level) => {
      const { units } = this.axis(level);
      for (const hull of [[first, Math.min(last, -1)], [Math.max(first, units), last]]) {
        const area = this.area(level, hull);
        if (hull[0] > hull[1]) continue;
        this.fill(area, palette.bg);
        this.fill(area, hatch(g, palette.focus));
        this.stroke(inset(area, 0.5), palette.focus, 1);
      }
    });
  }

  /** @param {import("./field.js").Unit} unit @param {string} colour */
  drawFocus({ layer, at }, colour) {
    const width = Math.max(5, Math.min(this.pitch(layer + 1) - 1, WIDEST)) + 6, height = this.bar + 6;
    this.stroke({ x: this.x(layer + 1, at[1]) - width / 2, y: this.y(layer + 1) - height / 2, width, height }, colour, 2.5);
  }

  /** @param {import("./field.js").Unit} lock */
  drawLock(lock) {
    const side = (/** @type {number} */ k) => this.hulls(lock).map((hull, level) =>
      `${level ? "L" : "M"}${this.edges(level, hull)[k]} ${this.y(level) + (level ? -1 : 1) * (this.bar / 2)}`).join("");
    Object.assign(this.g, { strokeStyle: this.lesson.palette.ink, lineWidth: 1.6 });
    this.g.stroke(new Path2D(side(0) + side(1)));
    this.drawFocus(lock, this.lesson.palette.ink);
  }
}
