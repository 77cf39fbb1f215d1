// The cone through the layers, cut along the row of the unit, under the photo on the same axis.

import { hatch, prepare } from "../../player/js/draw.js";
import { runs } from "./maps.js";

export const SIDE_TOP = 22;
const BAR = 13;
const LEAST_PITCH = 2.2;

export class SideView {
  constructor(player) {
    this.player = player;
    this.canvas = player.find("canvas.cone");
  }

  layout(rowHeight) {
    this.rowHeight = rowHeight;
    this.drawn = null;
    this.bar = Math.min(BAR, rowHeight * 0.5);
    this.tall = SIDE_TOP + rowHeight * (this.player.model.stages.length + 1);
  }

  // The layer under a point, -1 for the photo, null for none; and the column it stands over.
  at(x, y) {
    const level = Math.floor((y - SIDE_TOP) / this.rowHeight);
    if (level < 0 || level > this.player.model.stages.length) return null;
    return { layer: level - 1, column: this.player.photo.pixelAt(x, 0)[1] };
  }

  y(level) { return SIDE_TOP + this.rowHeight * (level + 0.5); }

  // Where a position of a level has its centre, on the photo's axis.
  x(level, position) {
    if (level === 0) return this.player.photo.x(position);
    const { start, jump } = this.player.model.stages[level - 1].axes[1];
    return this.player.photo.x(start + jump * position);
  }

  half(level) {
    const jump = level ? this.player.model.stages[level - 1].axes[1].jump : 1;
    return (jump * this.player.photo.scale) / 2;
  }

  draw() {
    const { player } = this, { model, photo } = player, reach = player.state.mode === "reach";
    const g = prepare(this.canvas, photo.wide, this.tall);
    g.drawImage(this.base(), 0, 0, photo.wide, this.tall);
    if (!model.stages.length) return this.drawPhoto(g, null);
    const levels = reach ? model.reaches(player.pixel, 1) : model.sees(player.focus, 1);
    this.drawCone(g, (level) => this.hull(level, levels, reach));
    this.drawPhoto(g, levels[0]);
    for (let level = 1; level <= model.stages.length; level++) this.drawUnits(g, level, levels[level] ?? [], player.palette.focus);
    if (reach) return;
    this.drawOutside(g);
    this.drawFocus(g, player.focus, player.palette.focus);
    if (player.state.lock) this.drawLock(g, player.state.lock);
  }

  // The axis and every unit, unmarked: drawn once, not at every hover.
  base() {
    if (this.drawn) return this.drawn;
    const { player } = this, canvas = document.createElement("canvas"), g = prepare(canvas, player.photo.wide, this.tall);
    this.drawAxis(g);
    player.model.stages.forEach((stage, layer) => {
      this.drawUnits(g, layer + 1, [...Array(stage.axes[1].units).keys()], player.palette.line2);
    });
    this.drawn = canvas;
    return canvas;
  }

  // The row of the photo that the cut goes along.
  get row() {
    const { player } = this, { model } = player;
    if (player.state.mode === "reach" || !model.stages.length) return player.pixel[0];
    return Math.max(0, Math.min(model.shape[0] - 1, Math.round(model.centre(player.focus)[0])));
  }

  drawAxis(g) {
    const { player } = this, { palette, model, photo } = player, last = model.shape[1] - 1;
    g.font = `15px ${palette.font}`;
    g.fillStyle = palette.ink2;
    g.textBaseline = "alphabetic";
    const step = 2 ** Math.round(Math.log2((last + 1) / 4));
    for (let k = 0; k <= last - step / 2; k += step) {
      g.textAlign = k ? "center" : "left";
      g.fillText(k, photo.x(k ? k : -0.5), 15);
    }
    g.textAlign = "right";
    g.fillText(last, photo.x(last + 0.5), 15);
  }

  // First and last position of the cone at a level, padding included; null above the unit.
  hull(level, levels, reach) {
    const { focus } = this.player;
    if (reach) return levels[level].length ? [levels[level][0], levels[level].at(-1)] : null;
    if (level > focus.layer + 1) return null;
    return this.hullOf(focus, level);
  }

  hullOf(unit, level) {
    return level === unit.layer + 1 ? [unit.at[1], unit.at[1]] : this.player.model.stages[unit.layer].axes[1].hull(level, unit.at[1]);
  }

  edges(level, [first, last]) { return [this.x(level, first) - this.half(level), this.x(level, last) + this.half(level)]; }

  drawCone(g, hullAt) {
    const { palette, model } = this.player;
    for (let level = 0; level < model.stages.length; level++) {
      const lower = hullAt(level), upper = hullAt(level + 1);
      if (!lower || !upper) continue;
      const a = this.edges(level, lower), b = this.edges(level + 1, upper);
      const top = this.y(level) + this.bar / 2, bottom = this.y(level + 1) - this.bar / 2;
      g.beginPath();
      g.moveTo(a[0], top);
      g.lineTo(a[1], top);
      g.lineTo(b[1], bottom);
      g.lineTo(b[0], bottom);
      g.fillStyle = palette.focus;
      g.globalAlpha = palette.scheme === "dark" ? 0.22 : 0.15;
      g.fill();
      g.beginPath();
      for (const k of [0, 1]) {
        g.moveTo(a[k], top);
        g.lineTo(b[k], bottom);
      }
      g.strokeStyle = palette.focus;
      g.globalAlpha = 0.65;
      g.lineWidth = 1.2;
      g.stroke();
      g.globalAlpha = 1;
    }
  }

  // The photo's row, bright where it is seen.
  drawPhoto(g, seen) {
    const { palette, photo, model } = this.player, y = this.y(0) - this.bar / 2;
    const [x0, x1] = [photo.x(-0.5), photo.x(model.shape[1] - 0.5)];
    const strip = (alpha) => {
      g.globalAlpha = alpha;
      g.imageSmoothingEnabled = photo.scale < 1;
      g.drawImage(photo.colour, 0, this.row, model.shape[1], 1, x0, y, x1 - x0, this.bar);
      g.globalAlpha = 1;
    };
    strip(seen ? 0.3 : 1);
    if (!seen?.length) return;
    g.save();
    g.beginPath();
    for (const [a, b] of runs(seen)) g.rect(photo.x(a - 0.5), y, (b - a + 1) * photo.scale, this.bar);
    g.clip();
    strip(1);
    g.restore();
    g.strokeStyle = palette.focus;
    g.lineWidth = 2;
    const left = photo.x(seen[0] - 0.5), right = photo.x(seen.at(-1) + 0.5);
    g.strokeRect(left - 1, y - 1, right - left + 2, this.bar + 2);
  }

  // Units of a level in a colour; too close to be told apart, as bars.
  drawUnits(g, level, units, style) {
    const pitch = 2 * this.half(level), wide = Math.min(pitch - 1, 14), y = this.y(level) - this.bar / 2;
    g.fillStyle = style;
    if (pitch >= LEAST_PITCH) {
      for (const unit of units) g.fillRect(this.x(level, unit) - wide / 2, y, wide, this.bar);
      return;
    }
    for (const run of runs(units)) {
      const [x0, x1] = this.edges(level, run);
      g.fillRect(x0, y, x1 - x0, this.bar);
    }
  }

  // Where the cone looks beyond a layer's units it sees padding.
  drawOutside(g) {
    const { model, focus, palette } = this.player;
    for (let level = 0; level <= focus.layer; level++) {
      const units = level ? model.stages[level - 1].axes[1].units : model.shape[1];
      const [first, last] = this.hullOf(focus, level), y = this.y(level) - this.bar / 2;
      for (const [a, b] of [[first, Math.min(last, -1)], [Math.max(first, units), last]]) {
        if (a > b) continue;
        const [x0, x1] = this.edges(level, [a, b]);
        for (const style of [palette.bg, hatch(g, { line2: palette.focus })]) {
          g.fillStyle = style;
          g.fillRect(x0, y, x1 - x0, this.bar);
        }
        g.strokeStyle = palette.focus;
        g.lineWidth = 1;
        g.strokeRect(x0 + 0.5, y + 0.5, x1 - x0 - 1, this.bar - 1);
      }
    }
  }

  drawFocus(g, unit, colour) {
    const level = unit.layer + 1, wide = Math.max(5, Math.min(2 * this.half(level) - 1, 14)), x = this.x(level, unit.at[1]);
    g.strokeStyle = colour;
    g.lineWidth = 2.5;
    g.strokeRect(x - wide / 2 - 3, this.y(level) - this.bar / 2 - 3, wide + 6, this.bar + 6);
  }

  drawLock(g, lock) {
    const { palette } = this.player;
    g.strokeStyle = palette.ink;
    g.lineWidth = 1.6;
    g.beginPath();
    for (const k of [0, 1])
      for (let level = 0; level <= lock.layer + 1; level++) {
        const x = this.edges(level, this.hullOf(lock, level))[k], y = this.y(level);
        if (level) g.lineTo(x, y - this.bar / 2);
        else g.moveTo(x, y + this.bar / 2);
      }
    g.stroke();
    this.drawFocus(g, lock, palette.ink);
  }
}
