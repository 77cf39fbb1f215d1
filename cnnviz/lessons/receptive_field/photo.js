// The photo with its box, heat and padding, and the box enlarged beside it.

import { luminance, mix, paint, parseHex } from "../../player/js/colour.js";
import { fillArea, halo, haloCells, hatch, prepare, strokeArea } from "../../player/js/draw.js";
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
    const { model, colours } = this.lesson, [rows, columns] = model.shape, size = rows * columns, v = model.photo;
    /** @param {number} k */
    const rgb = (k) => (model.channels === 3 ? [v[k], v[size + k], v[2 * size + k]] : [v[k], v[k], v[k]]);
    const focus = parseHex(colours.focus), far = /** @type {[number, number, number]} */ (colours.scheme === "dark" ? [255, 226, 244] : [110, 0, 70]);
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

  /** A box of pixels on the canvas. @param {Box} box @returns {[number, number, number, number]} */
  rect([[top, bottom], [left, right]]) {
    const { x, y, cell } = this.spot;
    return [x + left * cell, y + top * cell, (right - left + 1) * cell, (bottom - top + 1) * cell];
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
    const { colours } = this.lesson, canvas = document.createElement("canvas"), [x, y, w, h] = this.rect(this.whole);
    this.g = prepare(canvas, this.wide, this.tall);
    fillArea(this.g, hatch(this.g, colours), [0, 0, this.wide, this.tall], 0.8);
    fillArea(this.g, colours.bg, [x - 1, y - 1, w + 2, h + 2]);
    this.part(this[name], this.whole, name === "colour" ? 1 : colours.scheme === "dark" ? 0.36 : 0.4);
    return (this.bases[name] = canvas);
  }

  /** What of an image of the photo lies in a box. @param {HTMLCanvasElement | null | undefined} image @param {Box} box */
  part(image, box, alpha = 1) {
    const [height, width] = sizesOf(box), { g } = this;
    if (!image || !areaOf(box)) return;
    Object.assign(g, { imageSmoothingEnabled: this.spot.cell < 1, globalAlpha: alpha });
    g.drawImage(image, box[1][0], box[0][0], width, height, ...this.rect(box));
    g.globalAlpha = 1;
  }

  drawPixel() {
    const [row, column] = this.lesson.pixel, box = [[row, row], [column, column]];
    haloCells(this.g, this.lesson.colours, ...this.rect(box));
    this.drop(box);
  }

  drawUnit() {
    const { g, lesson: { colours, model, state, focus, gradient } } = this, box = model.box(focus);
    if (state.view === "box") this.part(this.colour, model.clipped(box));
    else if (gradient.heated) this.part(this.heat, this.whole);
    if (areaOf(model.clipped(box)) < areaOf(box)) this.drawPadding(box);
    if (state.lock) this.drawLock(box);
    else if (!sameUnit(focus, state.unit)) strokeArea(g, colours.ink, 1.25, this.rect(model.box(state.unit)), 0.6);
    this.frame(box, colours.focus, state.lock && "B");
    this.drop(box);
  }

  /** What of the box is padding: hatched in the colour of the unit. @param {Box} box */
  drawPadding(box) {
    const { g, lesson: { colours } } = this, area = this.rect(box), outside = new Path2D();
    outside.rect(...area);
    outside.rect(...this.rect(this.whole));
    g.save();
    g.clip(outside, "evenodd");
    fillArea(g, colours.bg, area, 0.85);
    fillArea(g, hatch(g, { line2: colours.focus }), area);
    g.restore();
  }

  /** @param {Box} box */
  drawLock(box) {
    const { model, colours, state } = this.lesson, other = model.box(state.lock), shared = model.shared(box, other);
    if (state.view === "box") this.part(this.colour, model.clipped(other));
    if (areaOf(shared)) fillArea(this.g, colours.focus, this.rect(shared), 0.28);
    this.frame(other, colours.ink, "A");
  }

  /** A frame around a box, and its letter. @param {Box} box @param {string} colour @param {string} letter */
  frame(box, colour, letter) {
    const { g, lesson: { colours } } = this, [x, y, w, h] = this.rect(box), top = y > 24 ? y - 23 : y + 3, out = BOX_LINE / 2;
    halo(g, colours, x - out, y - out, w + 2 * out, h + 2 * out, BOX_LINE, colour);
    if (!letter) return;
    fillArea(g, colours.bg, [x, top, 19, 20]);
    Object.assign(g, { font: `700 16px ${colours.font}`, textAlign: "left", textBaseline: "alphabetic", fillStyle: colour });
    g.fillText(letter, x + 4, top + 16);
  }

  /** Dashed lines from the box's edges down to the side view. @param {Box} box */
  drop(box) {
    const { g, tall } = this, [x, y, w, h] = this.rect(box), top = y + h + 4;
    Object.assign(g, { strokeStyle: this.lesson.colours.focus, globalAlpha: 0.5, lineWidth: 1.2 });
    g.setLineDash([3, 4]);
    if (top < tall) g.stroke(new Path2D(`M${x} ${top}V${tall}M${x + w} ${top}V${tall}`));
    g.setLineDash([]);
    g.globalAlpha = 1;
  }

  /** The box enlarged: as it is, or as bright as the unit weighs it. @param {HTMLCanvasElement} canvas @param {number} side px of the
   * longer side */
  drawView(canvas, side) {
    const { lesson: { colours, model, focus, gradient: { heated } } } = this, box = model.box(focus), sizes = sizesOf(box), cell = side / Math.max(...sizes);
    const [tall, wide] = sizes.map((n) => n * cell), clipped = model.clipped(box), g = prepare(canvas, wide, tall);
    fillArea(g, hatch(g, { line2: colours.focus }), [0, 0, wide, tall]);
    const image = heated ? this.weighed : this.colour, [[top], [left]] = clipped, [height, width] = sizesOf(clipped);
    if (!areaOf(clipped) || !image) return;
    /** @type {[number, number, number, number]} */
    const target = [(left - box[1][0]) * cell, (top - box[0][0]) * cell, width * cell, height * cell];
    if (heated) fillArea(g, NIGHT, target);
    g.imageSmoothingEnabled = cell < 1;
    g.drawImage(image, left, top, width, height, ...target);
  }
}
