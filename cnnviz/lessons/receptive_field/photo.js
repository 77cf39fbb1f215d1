// The photo with its box, heat and padding, and the box enlarged beside it.

import { luminance, mix, paint, parseHex } from "../../player/js/colour.js";
import { halo, hatch, inset, prepare, write } from "../../player/js/draw.js";
import { Sheet } from "../../player/js/sheet.js";
import { areaOf, sameUnit, sizesOf } from "./field.js";

/** @typedef {import("./field.js").Box} Box */

const BOX_LINE = 2.5; // px
const LEAST_MARGIN = 3; // pixels of padding shown around the photo
const MOST_MARGIN = 0.12; // of its longer side
const NIGHT = "#0B0C0F"; // what the unit does not weigh

/** @extends {Sheet<import("./player.js").ReceptiveField>} */
export class PhotoView extends Sheet {
  /** The photo with its margin, in colour or washed grey: drawn once, not at every hover. @type {Record<string, HTMLCanvasElement>} */
  bases = {};
  spot = { x: 0, y: 0, cell: 1 };

  /** The photo in colour and in grey, what the gradient is at each pixel, and the photo as the unit weighs it. */
  repaint() {
    const { model, palette } = this.lesson, [rows, columns] = model.shape, size = rows * columns, v = model.photo;
    const rgb = (/** @type {number} */ k) => (model.channels === 3 ? [v[k], v[size + k], v[2 * size + k]] : [v[k], v[k], v[k]]);
    const focus = parseHex(palette.focus), far = /** @type {[number, number, number]} */ (palette.scheme === "dark" ? [255, 226, 244] : [110, 0, 70]);
    const heat = (/** @type {number} */ k) => {
      const t = this.strengthAt(k);
      return [...mix(focus, far, t * t), t ? 255 * Math.min(0.94, 0.08 + 0.88 * t) : 0];
    };
    this.colour = paint(columns, rows, rgb);
    this.grey = paint(columns, rows, (k) => Array(3).fill(Math.round(luminance(/** @type {[number, number, number]} */ (rgb(k))))));
    this.heat = model.strength && paint(columns, rows, heat);
    this.weighed = model.strength && paint(columns, rows, (k) => [...rgb(k), 255 * this.strengthAt(k)]);
  }

  /** @param {number} k a pixel */
  strengthAt(k) {
    const { effective, strength, shape } = this.lesson.model;
    if (!strength || !effective.most) return 0;
    const [rows, columns] = strength.shape, row = Math.floor(k / shape[1]) - effective.origin[0], column = (k % shape[1]) - effective.origin[1];
    return row < 0 || column < 0 || row >= rows || column >= columns ? 0 : Math.sqrt(strength[row * columns + column] / effective.most);
  }

  /** How wide a margin for padding is, and the ratio of width to height with it. */
  measure() {
    const { stages, shape: [rows, columns] } = this.lesson.model;
    const beyond = stages.flatMap((stage) => [0, 1].map((axis) => -stage.hull(axis, 0, 0)[0]));
    this.margin = Math.min(Math.ceil(MOST_MARGIN * Math.max(rows, columns)), Math.max(LEAST_MARGIN, ...beyond));
    this.ratio = Math.max(0.6, (columns + 2 * this.margin) / (rows + 2 * this.margin));
    return this.ratio;
  }

  /** How the photo lies in its canvas. @param {number} wide px */
  layout(wide) {
    const [rows, columns] = this.lesson.model.shape, margin = this.margin ?? 0, high = rows + 2 * margin;
    const cell = Math.min(wide / (columns + 2 * margin), wide / (this.ratio ?? 1) / high), row = Math.round(high * cell);
    this.spot = { x: (wide - columns * cell) / 2, y: margin * cell, cell };
    this.size = { row, column: wide };
    this.bases = {};
  }

  get wide() { return this.size.column; }
  get tall() { return this.size.row; }
  /** @param {number} column */
  x(column) { return this.spot.x + (column + 0.5) * this.spot.cell; }
  /** The row and column under a point, between pixels too. @param {number[]} at */
  pixelAt([x, y]) { return [(y - this.spot.y) / this.spot.cell - 0.5, (x - this.spot.x) / this.spot.cell - 0.5]; }

  /** A box of pixels on the canvas. @param {Box} box @returns {import("../../player/js/grid.js").Box} */
  rect([[top, bottom], [left, right]]) {
    const { x, y, cell } = this.spot;
    return { x: x + left * cell, y: y + top * cell, width: (right - left + 1) * cell, height: (bottom - top + 1) * cell };
  }

  /** @returns {Box} */
  get whole() { return this.lesson.model.shape.map((n) => [0, n - 1]); }

  draw() {
    const { model, state } = this.lesson, some = model.stages.length > 0, sees = some && state.mode === "see";
    const base = this.base(sees ? "grey" : "colour");
    this.clear(this.size);
    this.g.drawImage(base, 0, 0, this.wide, this.tall);
    if (sees) this.drawUnit();
    else if (some) this.drawPixel();
  }

  /** @param {"grey" | "colour"} name */
  base(name) {
    if (this.bases[name]) return this.bases[name];
    const { palette } = this.lesson, canvas = document.createElement("canvas");
    this.g = prepare(canvas, this.wide, this.tall);
    this.fill({ x: 0, y: 0, width: this.wide, height: this.tall }, hatch(this.g, palette.line2), 0.8);
    this.fill(inset(this.rect(this.whole), -1), palette.bg);
    this.part(this[name], this.whole, name === "colour" ? 1 : palette.scheme === "dark" ? 0.36 : 0.4);
    return (this.bases[name] = canvas);
  }

  /** What of an image of the photo lies in a box. @param {HTMLCanvasElement | null | undefined} image @param {Box} box */
  part(image, box, alpha = 1) {
    if (!image || !areaOf(box)) return;
    this.g.globalAlpha = alpha;
    copy(this.g, image, box, this.rect(box));
    this.g.globalAlpha = 1;
  }

  drawPixel() {
    const [row, column] = this.lesson.pixel, box = [[row, row], [column, column]];
    this.mark(this.rect(box), 12);
    this.drop(box);
  }

  drawUnit() {
    const { palette, model, state, focus, gradient } = this.lesson, box = model.box(focus);
    if (state.view === "box") this.part(this.colour, model.clipped(box));
    else if (gradient.heated) this.part(this.heat, this.whole);
    if (areaOf(model.clipped(box)) < areaOf(box)) this.drawPadding(box);
    if (state.lock) this.drawLock(box);
    else if (!sameUnit(focus, state.unit)) this.stroke(this.rect(model.box(state.unit)), palette.ink, 1.25, 0.6);
    this.frame(box, palette.focus, state.lock && "B");
    this.drop(box);
  }

  /** What of the box is padding: hatched in the colour of the unit. @param {Box} box */
  drawPadding(box) {
    const { palette } = this.lesson, area = this.rect(box);
    this.within([area, this.rect(this.whole)], () => {
      this.fill(area, palette.bg, 0.85);
      this.fill(area, hatch(this.g, palette.focus));
    });
  }

  /** @param {Box} box */
  drawLock(box) {
    const { model, palette, state } = this.lesson, other = model.box(state.lock), shared = model.shared(box, other);
    if (state.view === "box") this.part(this.colour, model.clipped(other));
    if (areaOf(shared)) this.fill(this.rect(shared), palette.focus, 0.28);
    this.frame(other, palette.ink, "A");
  }

  /** A frame around a box, and its letter. @param {Box} box @param {string} colour @param {string} letter */
  frame(box, colour, letter) {
    const { g, lesson: { palette } } = this, rect = this.rect(box), { x, y } = rect, top = y > 24 ? y - 23 : y + 3;
    halo(g, palette, inset(rect, -BOX_LINE / 2), BOX_LINE, colour);
    if (!letter) return;
    this.fill({ x, y: top, width: 19, height: 20 }, palette.bg);
    write(g, letter, x + 4, top + 16, { font: `700 16px ${palette.font}`, align: "left", baseline: "alphabetic", colour });
  }

  /** Dashed lines from the box's edges down to the side view. @param {Box} box */
  drop(box) {
    const { g, tall } = this, { x, y, width, height } = this.rect(box), top = y + height + 4;
    Object.assign(g, { strokeStyle: this.lesson.palette.focus, globalAlpha: 0.5, lineWidth: 1.2 });
    g.setLineDash([3, 4]);
    if (top < tall) g.stroke(new Path2D(`M${x} ${top}V${tall}M${x + width} ${top}V${tall}`));
    g.setLineDash([]);
    g.globalAlpha = 1;
  }

  /** The box enlarged: as it is, or as bright as the unit weighs it. @param {HTMLCanvasElement} canvas @param {number} side px of its longer one */
  drawView(canvas, side) {
    const { palette, model, focus, gradient: { heated } } = this.lesson, box = model.box(focus), sizes = sizesOf(box), cell = side / Math.max(...sizes);
    const [tall, wide] = sizes.map((n) => n * cell), clipped = model.clipped(box), image = heated ? this.weighed : this.colour;
    const g = prepare(canvas, wide, tall), [[top], [left]] = clipped, [height, width] = sizesOf(clipped).map((n) => n * cell);
    g.fillStyle = hatch(g, palette.focus) ?? "transparent";
    g.fillRect(0, 0, wide, tall);
    if (!areaOf(clipped) || !image) return;
    const target = { x: (left - box[1][0]) * cell, y: (top - box[0][0]) * cell, width, height };
    g.fillStyle = NIGHT;
    if (heated) g.fillRect(target.x, target.y, width, height);
    copy(g, image, clipped, target);
  }
}

/** What lies in a box of an image, in a place of its own: large pixels stay sharp. @param {CanvasRenderingContext2D} g @param {CanvasImageSource} image
 * @param {Box} box @param {import("../../player/js/grid.js").Box} target */
export function copy(g, image, box, { x, y, width, height }) {
  const [rows, columns] = sizesOf(box);
  g.imageSmoothingEnabled = width < columns;
  g.drawImage(image, box[1][0], box[0][0], columns, rows, x, y, width, height);
}
