// The cone through the layers, cut along the row of the unit, under the photo on the same axis.

import { hatch, prepare } from "../../player/js/draw.js";
import { runs } from "./field.js";

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {number[]} Hull first and last position of a level */

export const SIDE_TOP = 22; // px
const BAR = 13; // px
const LEAST_PITCH = 2.2; // px: units that are closer are drawn as one bar
const WIDEST = 14; // px

export class SideView {
  /** @param {import("./player.js").ReceptiveField} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.canvas = lesson.find("canvas.cone");
    this.rowHeight = 0;
    this.bar = BAR;
    /** The axis and every unit, unmarked: drawn once, not at every hover. @type {HTMLCanvasElement | null} */
    this.drawn = null;
  }

  /** @param {number} rowHeight px */
  layout(rowHeight) {
    this.rowHeight = rowHeight;
    this.drawn = null;
    this.bar = Math.min(BAR, rowHeight * 0.5);
  }

  get tall() { return SIDE_TOP + this.rowHeight * (this.lesson.model.stages.length + 1); }

  /** The layer under a point, -1 for the photo; null for none.
   * @param {number} y */
  layerAt(y) {
    const level = Math.floor((y - SIDE_TOP) / this.rowHeight);
    return level < 0 || level > this.lesson.model.stages.length ? null : level - 1;
  }

  /** @param {number} level */
  y(level) { return SIDE_TOP + this.rowHeight * (level + 0.5); }
  /** @param {number} level */
  axis(level) { return level ? this.lesson.model.stages[level - 1].header.axes[1] : { start: 0, jump: 1, units: this.lesson.model.shape[1] }; }
  /** Where a position of a level has its centre, on the photo's axis.
   * @param {number} level @param {number} position */
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
    const { lesson } = this, { model, photo, state, focus, colours } = lesson, reach = state.mode === "reach", g = prepare(this.canvas, photo.wide, this.tall);
    g.drawImage(this.base(), 0, 0, photo.wide, this.tall);
    if (!model.stages.length) return this.drawPhoto(g, null);
    const levels = (reach ? model.reaches(lesson.pixel) : model.sees(focus))[1];
    const hulls = reach ? levels.map((list) => (list.length ? [list[0], list[list.length - 1]] : null)) : this.hulls(focus);
    this.drawCone(g, hulls);
    this.drawPhoto(g, levels[0]);
    model.stages.forEach((_, layer) => this.drawUnits(g, layer + 1, levels[layer + 1] ?? [], colours.focus));
    if (reach) return;
    this.drawOutside(g);
    this.drawFocus(g, focus, colours.focus);
    if (state.lock) this.drawLock(g, state.lock);
  }

  base() {
    if (this.drawn) return this.drawn;
    const { photo, model, colours } = this.lesson, canvas = document.createElement("canvas"), g = prepare(canvas, photo.wide, this.tall);
    this.drawAxis(g);
    model.stages.forEach(({ shape }, layer) => this.drawUnits(g, layer + 1, [...Array(shape[1]).keys()], colours.line2));
    return (this.drawn = canvas);
  }

  /** @param {Context} g */
  drawAxis(g) {
    const { colours, model, photo } = this.lesson, last = model.shape[1] - 1, step = 2 ** Math.round(Math.log2((last + 1) / 4));
    Object.assign(g, { font: `15px ${colours.font}`, fillStyle: colours.ink2, textBaseline: "alphabetic" });
    for (let k = 0; k <= last - step / 2; k += step) {
      g.textAlign = k ? "center" : "left";
      g.fillText(String(k), photo.x(k ? k : -0.5), 15);
    }
    g.textAlign = "right";
    g.fillText(String(last), photo.x(last + 0.5), 15);
  }

  /** First and last position of a unit's cone at each level up to its own, padding included.
   * @param {import("./field.js").Unit} unit @returns {Hull[]} */
  hulls({ layer, at }) {
    const stage = this.lesson.model.stages[layer];
    return Array.from({ length: layer + 2 }, (_, level) => (level > layer ? [at[1], at[1]] : stage.hull(1, level, at[1])));
  }

  /** @param {Context} g @param {(Hull | null)[]} hulls */
  drawCone(g, hulls) {
    const { colours } = this.lesson;
    hulls.slice(1).forEach((upper, level) => {
      const lower = hulls[level];
      if (!lower || !upper) return;
      const [a, b] = [this.edges(level, lower), this.edges(level + 1, upper)], sides = new Path2D();
      const top = this.y(level) + this.bar / 2, bottom = this.y(level + 1) - this.bar / 2;
      for (const k of [0, 1]) {
        sides.moveTo(a[k], top);
        sides.lineTo(b[k], bottom);
      }
      const inside = new Path2D(`M${a[0]} ${top}H${a[1]}L${b[1]} ${bottom}H${b[0]}Z`);
      Object.assign(g, { fillStyle: colours.focus, globalAlpha: colours.scheme === "dark" ? 0.22 : 0.15 });
      g.fill(inside);
      Object.assign(g, { strokeStyle: colours.focus, globalAlpha: 0.65, lineWidth: 1.2 });
      g.stroke(sides);
      g.globalAlpha = 1;
    });
  }

  /** The photo's row, bright where it is seen.
   * @param {Context} g @param {number[] | null} seen */
  drawPhoto(g, seen) {
    const { photo, model, colours } = this.lesson, y = this.y(0) - this.bar / 2, [x0, x1] = this.edges(0, [0, model.shape[1] - 1]);
    const strip = (/** @type {number} */ alpha) => {
      Object.assign(g, { globalAlpha: alpha, imageSmoothingEnabled: photo.spot.cell < 1 });
      if (photo.colour) g.drawImage(photo.colour, 0, this.row, model.shape[1], 1, x0, y, x1 - x0, this.bar);
      g.globalAlpha = 1;
    };
    strip(seen ? 0.3 : 1);
    if (!seen?.length) return;
    g.save();
    g.beginPath();
    for (const run of runs(seen)) {
      const [left, right] = this.edges(0, run);
      g.rect(left, y, right - left, this.bar);
    }
    g.clip();
    strip(1);
    g.restore();
    const [left, right] = this.edges(0, [seen[0], seen[seen.length - 1]]);
    Object.assign(g, { strokeStyle: colours.focus, lineWidth: 2 });
    g.strokeRect(left - 1, y - 1, right - left + 2, this.bar + 2);
  }

  /** Units of a level in a colour.
   * @param {Context} g @param {number} level @param {number[]} units @param {string} style */
  drawUnits(g, level, units, style) {
    const pitch = this.pitch(level), wide = Math.min(pitch - 1, WIDEST), y = this.y(level) - this.bar / 2;
    g.fillStyle = style;
    if (pitch >= LEAST_PITCH) for (const unit of units) g.fillRect(this.x(level, unit) - wide / 2, y, wide, this.bar);
    else for (const run of runs(units)) {
      const [x0, x1] = this.edges(level, run);
      g.fillRect(x0, y, x1 - x0, this.bar);
    }
  }

  /** Where the cone looks beyond a layer's units it sees padding.
   * @param {Context} g */
  drawOutside(g) {
    const { focus, colours } = this.lesson;
    this.hulls(focus).slice(0, -1).forEach(([first, last], level) => {
      const { units } = this.axis(level), y = this.y(level) - this.bar / 2;
      for (const [a, b] of [[first, Math.min(last, -1)], [Math.max(first, units), last]]) {
        if (a > b) continue;
        const [x0, x1] = this.edges(level, [a, b]);
        for (const style of [colours.bg, hatch(g, { line2: colours.focus })]) {
          g.fillStyle = style ?? "";
          g.fillRect(x0, y, x1 - x0, this.bar);
        }
        Object.assign(g, { strokeStyle: colours.focus, lineWidth: 1 });
        g.strokeRect(x0 + 0.5, y + 0.5, x1 - x0 - 1, this.bar - 1);
      }
    });
  }

  /** @param {Context} g @param {import("./field.js").Unit} unit @param {string} colour */
  drawFocus(g, { layer, at }, colour) {
    const wide = Math.max(5, Math.min(this.pitch(layer + 1) - 1, WIDEST)) + 6, tall = this.bar + 6;
    Object.assign(g, { strokeStyle: colour, lineWidth: 2.5 });
    g.strokeRect(this.x(layer + 1, at[1]) - wide / 2, this.y(layer + 1) - tall / 2, wide, tall);
  }

  /** @param {Context} g @param {import("./field.js").Unit} lock */
  drawLock(g, lock) {
    Object.assign(g, { strokeStyle: this.lesson.colours.ink, lineWidth: 1.6 });
    g.beginPath();
    for (const k of [0, 1]) this.hulls(lock).forEach((hull, level) => {
      const x = this.edges(level, hull)[k], y = this.y(level) + (level ? -1 : 1) * (this.bar / 2);
      if (level) g.lineTo(x, y);
      else g.moveTo(x, y);
    });
    g.stroke();
    this.drawFocus(g, lock, this.lesson.colours.ink);
  }
}
