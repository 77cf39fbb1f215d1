// The photo with its box, heat and padding, and the box enlarged beside it.

import { luminance, mix, paint, parseHex } from "../../player/js/colour.js";
import { haloCells, hatch, prepare } from "../../player/js/draw.js";
import { areaOf, sameUnit } from "./model.js";

const BOX_LINE = 2.5;
const LEAST_MARGIN = 3;
const MOST_MARGIN = 0.12;

export class PhotoView {
  constructor(player) {
    this.player = player;
    this.canvas = player.find("canvas.picture");
    this.close = player.find("canvas.view");
  }

  // The photo in colour and in grey, painted once.
  repaint() {
    const { model, palette } = this.player, [rows, columns] = model.shape, size = rows * columns, v = model.photo;
    const rgb = model.channels === 3 ? (k) => [v[k], v[size + k], v[2 * size + k]] : (k) => [v[k], v[k], v[k]];
    this.colour = paint(columns, rows, rgb);
    this.grey = paint(columns, rows, (k) => Array(3).fill(Math.round(luminance(rgb(k)))));
    this.heat = this.paintHeat(palette);
    this.bases = {};
    this.weighed = this.paintWeighed(rgb);
  }

  strengthAt(k) {
    const { effective, strength, shape } = this.player.model, [rows, columns] = strength.shape;
    const row = Math.floor(k / shape[1]) - effective.origin[0], column = (k % shape[1]) - effective.origin[1];
    if (row < 0 || column < 0 || row >= rows || column >= columns || !effective.most) return 0;
    return Math.sqrt(strength[row * columns + column] / effective.most);
  }

  paintHeat(palette) {
    const { model } = this.player;
    if (!model.strength) return null;
    const dark = palette.scheme === "dark", focus = parseHex(palette.focus), far = dark ? [255, 226, 244] : [110, 0, 70];
    return paint(model.shape[1], model.shape[0], (k) => {
      const t = this.strengthAt(k);
      return [...mix(focus, far, t * t), t ? 255 * Math.min(0.94, 0.08 + 0.88 * t) : 0];
    });
  }

  paintWeighed(rgb) {
    const { model } = this.player;
    if (!model.strength) return null;
    return paint(model.shape[1], model.shape[0], (k) => [...rgb(k), 255 * this.strengthAt(k)]);
  }

  // How wide a margin for padding is, and the ratio of width to height with it.
  measure() {
    const { model } = this.player, [rows, columns] = model.shape;
    const most = Math.ceil(MOST_MARGIN * Math.max(rows, columns));
    const beyond = model.stages.map((stage) => Math.max(...stage.axes.map((axis) => -axis.hull(0, 0)[0])));
    this.margin = Math.min(most, Math.max(LEAST_MARGIN, ...beyond));
    this.ratio = Math.max(0.6, (columns + 2 * this.margin) / (rows + 2 * this.margin));
  }

  // How the photo lies in its canvas of `wide` CSS px.
  layout(wide) {
    const [rows, columns] = this.player.model.shape;
    this.scale = Math.min(wide / (columns + 2 * this.margin), wide / this.ratio / (rows + 2 * this.margin));
    this.wide = wide;
    this.tall = Math.round((rows + 2 * this.margin) * this.scale);
    this.bases = {};
    this.origin = [this.margin * this.scale, (wide - columns * this.scale) / 2];
  }

  x(column) { return this.origin[1] + (column + 0.5) * this.scale; }
  y(row) { return this.origin[0] + (row + 0.5) * this.scale; }
  pixelAt(x, y) { return [(y - this.origin[0]) / this.scale - 0.5, (x - this.origin[1]) / this.scale - 0.5]; }

  // A box of pixels as a rectangle of the canvas.
  rect([[top, bottom], [left, right]]) {
    return [this.x(left - 0.5), this.y(top - 0.5), (right - left + 1) * this.scale, (bottom - top + 1) * this.scale];
  }

  draw() {
    const { player } = this, { model, state } = player, g = prepare(this.canvas, this.wide, this.tall);
    const plain = state.mode === "reach" || !model.stages.length;
    g.drawImage(this.base(plain ? "colour" : "grey"), 0, 0, this.wide, this.tall);
    if (plain) this.drawPixel(g);
    else this.drawUnit(g, this.rect(model.shape.map((n) => [0, n - 1])));
  }

  // The hatched margin and the photo, in colour or washed grey: drawn once, not at every hover.
  base(name) {
    if (this.bases[name]) return this.bases[name];
    const { palette, model } = this.player, canvas = document.createElement("canvas");
    const g = prepare(canvas, this.wide, this.tall), frame = this.rect(model.shape.map((n) => [0, n - 1]));
    g.fillStyle = hatch(g, palette);
    g.globalAlpha = 0.8;
    g.fillRect(0, 0, this.wide, this.tall);
    g.globalAlpha = 1;
    const [x, y, w, h] = frame;
    g.fillStyle = palette.bg;
    g.fillRect(x - 1, y - 1, w + 2, h + 2);
    this.picture(g, this[name], frame, name === "colour" ? 1 : palette.scheme === "dark" ? 0.36 : 0.4);
    this.bases[name] = canvas;
    return canvas;
  }

  picture(g, image, frame, alpha) {
    g.imageSmoothingEnabled = this.scale < 1;
    g.globalAlpha = alpha;
    g.drawImage(image, ...frame);
    g.globalAlpha = 1;
  }

  drawPixel(g) {
    const { player } = this, { palette, model } = player;
    if (!model.stages.length) return;
    const [row, column] = player.pixel;
    haloCells(g, palette, this.x(column - 0.5), this.y(row - 0.5), this.scale, this.scale);
    this.drop(g, [column, column], row);
  }

  drawUnit(g, frame) {
    const { player } = this, { palette, model, state } = player, { focus } = player;
    const box = model.box(focus), heated = player.heated;
    if (state.view === "effective") {
      if (heated) this.picture(g, this.heat, frame, 1);
    } else this.part(g, this.colour, model.clipped(box));
    this.drawPadding(g, box, frame);
    if (state.lock) this.drawLock(g, box, state.view);
    else if (!sameUnit(focus, state.pin) && model.exists(state.pin)) this.thin(g, model.box(state.pin));
    this.frameOf(g, box, palette.focus);
    if (state.lock) this.tag(g, box, "B", palette.focus);
    this.drop(g, box[1], box[0][1]);
  }

  part(g, image, clipped) {
    if (!areaOf(clipped)) return;
    const [[top, bottom], [left, right]] = clipped;
    g.imageSmoothingEnabled = this.scale < 1;
    g.drawImage(image, left, top, right - left + 1, bottom - top + 1, ...this.rect(clipped));
  }

  // What of the box is padding: hatched in the colour of here.
  drawPadding(g, box, frame) {
    const { palette, model } = this.player;
    if (areaOf(model.clipped(box)) === areaOf(box)) return;
    g.save();
    g.beginPath();
    g.rect(...this.rect(box));
    g.rect(...frame);
    g.clip("evenodd");
    g.beginPath();
    g.rect(...this.rect(box));
    for (const [style, alpha] of [[palette.bg, 0.85], [hatch(g, { line2: palette.focus }), 1]]) {
      g.fillStyle = style;
      g.globalAlpha = alpha;
      g.fill();
    }
    g.restore();
  }

  drawLock(g, box, view) {
    const { player } = this, { model, palette, state } = player, other = model.box(state.lock);
    if (view === "box") this.part(g, this.colour, model.clipped(other));
    const shared = player.shared(box, other);
    if (areaOf(shared)) {
      g.fillStyle = palette.focus;
      g.globalAlpha = 0.28;
      g.fillRect(...this.rect(shared));
      g.globalAlpha = 1;
    }
    this.frameOf(g, other, palette.ink);
    this.tag(g, other, "A", palette.ink);
  }

  frameOf(g, box, colour) {
    const { palette } = this.player;
    const [x, y, w, h] = this.rect(box), d = BOX_LINE / 2;
    g.lineJoin = "round";
    for (const [style, width] of [[palette.halo, BOX_LINE + 2.5], [colour, BOX_LINE]]) {
      g.strokeStyle = style;
      g.lineWidth = width;
      g.strokeRect(x - d, y - d, w + 2 * d, h + 2 * d);
    }
  }

  thin(g, box) {
    g.strokeStyle = this.player.palette.ink;
    g.globalAlpha = 0.6;
    g.lineWidth = 1.25;
    g.strokeRect(...this.rect(box));
    g.globalAlpha = 1;
  }

  tag(g, box, text, colour) {
    const { palette } = this.player;
    const [x, y] = this.rect(box), top = y > 24 ? y - 23 : y + 3;
    g.font = `700 16px ${palette.font}`;
    g.textAlign = "left";
    g.textBaseline = "alphabetic";
    g.fillStyle = palette.bg;
    g.fillRect(x, top, 19, 20);
    g.fillStyle = colour;
    g.fillText(text, x + 4, top + 16);
  }

  // Dashed lines from the box's edges down to the side view.
  drop(g, [left, right], bottom) {
    g.strokeStyle = this.player.palette.focus;
    g.globalAlpha = 0.5;
    g.lineWidth = 1.2;
    g.setLineDash([3, 4]);
    g.beginPath();
    for (const x of [this.x(left - 0.5), this.x(right + 0.5)]) {
      g.moveTo(x, this.y(bottom + 0.5) + 4);
      g.lineTo(x, this.tall);
    }
    g.stroke();
    g.setLineDash([]);
    g.globalAlpha = 1;
  }

  // The box enlarged: as it is, or as bright as the unit weighs it.
  drawView(side) {
    const { player } = this, { palette, model } = player, box = model.box(player.focus);
    const sizes = box.map(([first, last]) => last - first + 1), cell = side / Math.max(...sizes);
    const [tall, wide] = sizes.map((n) => n * cell), clipped = model.clipped(box);
    const g = prepare(this.close, wide, tall);
    g.fillStyle = palette.bg;
    g.fillRect(0, 0, wide, tall);
    g.fillStyle = hatch(g, { line2: palette.focus });
    g.fillRect(0, 0, wide, tall);
    if (!areaOf(clipped)) return;
    const [[top, bottom], [left, right]] = clipped, weighed = player.heated && this.weighed;
    const source = [left, top, right - left + 1, bottom - top + 1];
    const target = [(left - box[1][0]) * cell, (top - box[0][0]) * cell, source[2] * cell, source[3] * cell];
    g.imageSmoothingEnabled = cell < 1;
    if (weighed) {
      g.fillStyle = "#0B0C0F";
      g.fillRect(...target);
    }
    g.drawImage(weighed || this.colour, ...source, ...target);
  }
}
