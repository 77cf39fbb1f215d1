// A canvas along one axis of samples: where they stand, text, and marks over them.

import { blank, context } from "./colour.js";
import { hatch, write } from "./draw.js";
import { fill } from "./numbers.js";
import { range } from "./text.js";
import { Sheet } from "./sheet.js";

const MOST_PITCH = 74; // px from sample to sample
const DENSE = 2;
const LEAST_PITCH = 13; // px: closer samples have no digits
const LEAST_DIGIT = 11;
const NAMES = 100; // px left of the axis
const CORNER = 9;
export const DIGIT = 0.58; // of a font's size: how wide it is

/** Numbers along the axis: index k stands in the column `first + k · every`. @typedef {{ values: ArrayLike<number>, first?: number,
 * every?: number }} Placed @typedef {{ y: number, height: number, low: number, high: number }} Scale where 0 lies, and how many px a 1 takes */

/** @extends {Sheet<any>} */
export class Track extends Sheet {
  low = 0;
  high = 0;
  left = NAMES;
  pitch = 1;
  /** The most letters of a number. */
  letters = 1;
  paper = "bg";
  /** @type {Record<string, string>} */
  told = {};
  /** Pictures of what stays, and what they depend on. @type {Map<string, { picture: HTMLCanvasElement, on: unknown[] }>} */
  kept = new Map();

  /** A new picture of the columns from `low` to `high`. @param {{ width: number, height: number }} room @param {{ low: number, high: number,
   * letters: number, left?: number, paper?: string }} part */
  begin({ width, height }, { left = NAMES, ...part }) {
    this.clear({ row: height, column: width });
    Object.assign(this, { ...part, left, told: {} });
    this.pitch = Math.min(MOST_PITCH, (width - left - 10) / (part.high - part.low + 1));
  }

  /** Whether samples lie too close to be seen one by one. */
  get dense() { return this.pitch < DENSE; }
  get digits() { return this.pitch >= pitchFor(this.letters); }
  /** @param {number} column */
  x(column) { return this.left + (column - this.low + 0.5) * this.pitch; }
  /** @param {number} px */
  columnAt(px) { return Math.floor((px - this.left) / this.pitch) + this.low; }
  /** @param {number} column */
  seen(column) { return column >= this.low && column <= this.high; }
  get end() { return this.x(this.high) + this.pitch / 2; }
  /** The first and the last index of a row that are seen. @param {Placed} row */
  ends({ values, first = 0, every = 1 }) {
    return [Math.max(0, Math.ceil((this.low - first) / every)), Math.min(values.length - 1, Math.floor((this.high - first) / every))];
  }
  /** The indices of a row that are seen, where they are not many a pixel. @param {Placed} row */
  inView(row) {
    const [from, to] = this.dense ? [0, -1] : this.ends(row);
    return range(Math.max(0, to - from + 1)).map((k) => k + from);
  }

  /** What is the same from frame to frame is painted once, and laid there again. @param {string} name @param {Box} box @param {unknown[]} on what it
   * depends on @param {() => void} draw */
  still(name, box, on, draw) {
    const ratio = window.devicePixelRatio || 1, known = this.kept.get(name), { g } = this, all = [...on, ratio, box.width, box.height];
    const picture = known && all.every((one, k) => one === known.on[k]) ? known.picture : blank(Math.ceil(box.width * ratio), Math.ceil(box.height * ratio));
    if (picture !== known?.picture) {
      this.g = context(picture);
      this.g.setTransform(ratio, 0, 0, ratio, -box.x * ratio, -box.y * ratio);
      draw();
      this.g = g;
      this.kept.set(name, { picture, on: all });
    }
    g.drawImage(picture, box.x, box.y, picture.width / ratio, picture.height / ratio);
  }

  // ---- text

  /** @param {string} text @param {number} x @param {number} y @param {{ size?: number, weight?: number, colour?: string, align?: CanvasTextAlign,
   * halo?: boolean }} look */
  text(text, x, y, { size = 15, weight = 400, colour = this.lesson.palette.ink, align = "center", halo = false } = {}) {
    const { palette } = this.lesson, font = `${weight} ${size}px ${palette.font}`;
    if (halo) {
      Object.assign(this.g, { font, textAlign: align, textBaseline: "middle", strokeStyle: palette.token(this.paper), lineWidth: 4 });
      this.g.strokeText(text, x, y);
    }
    write(this.g, text, x, y, { font, colour, align });
  }

  /** What a row is called; on a phone in few letters. @param {string} key @param {number} y @param {{ small?: string, put?: Record<string, unknown> }} more */
  name(key, y, { small = "", put = {} } = {}) {
    const { words: { rows }, phone, palette } = this.lesson, two = Boolean(small) && !phone;
    this.text(fill(phone ? rows.short[key] ?? "" : rows[key], put), 0, y - (two ? 8 : 0), { weight: 650, align: "left" });
    if (two) this.text(small, 0, y + 10, { size: 13, colour: palette.ink2, align: "left" });
  }

  /** The size at which a number has room in its column. @param {string} text @param {number} most */
  fits(text, most) { return Math.max(LEAST_DIGIT, Math.min(most, (this.pitch - 3) / (DIGIT * text.length))); }

  /** What stands in a row, for who can't see it. @param {string} name @param {string[]} texts */
  tells(name, texts) { if (texts.length) this.told[name] = texts.join(" "); }
  tell() {
    const text = Object.entries(this.told).map(([name, texts]) => `${name}: ${texts}`).join("; ");
    if (this.canvas.textContent !== text) this.canvas.textContent = text;
  }

  /** The indices below a row. @param {Placed & { y: number }} row */
  indices(row) {
    const { first = 0, every = 1, values } = row, room = 19 + 6 * String(values.length - 1).length;
    let each = 1;
    while (each * every * this.pitch < room) each *= 2;
    const [from, to] = this.ends(row);
    for (let k = Math.ceil(from / each) * each; k <= to; k += each) this.text(String(k), this.x(first + k * every), row.y, { size: 13, colour: this.lesson.palette.ink2 });
  }

  // ---- marks

  /** A padding zero. @param {number} column @param {Scale} scale */
  zero(column, scale) {
    if (!this.seen(column)) return;
    const x = this.x(column), wide = this.pitch * 0.62;
    this.fill({ x: x - wide / 2, y: scale.y - 13, width: wide, height: 13 }, hatch(this.g, this.lesson.palette.line2));
    if (this.digits) this.text("0", x, scale.y - 24, { size: 17, colour: this.lesson.palette.ink2 });
  }

  /** A frame from one column to another, at least as wide as can be seen. @param {number} from @param {number} to @param {number} y @param {number} height */
  window(from, to, y, height) {
    const width = Math.max(6, (to - from + 1) * this.pitch), box = { x: (this.x(from) + this.x(to)) / 2 - width / 2, y, width, height };
    this.fill(box, this.lesson.palette.focus, 0.07);
    this.stroke(box, this.lesson.palette.focus, 2.5);
    return box;
  }

  /** Where a bar stood, dashed. @param {number} column @param {number} value @param {Scale} scale @param {string} colour */
  ghost(column, value, scale, colour) {
    const wide = this.pitch * 0.62, tall = Math.abs(value) * scale.height;
    this.g.setLineDash([4, 3]);
    if (tall && this.seen(column)) this.stroke({ x: this.x(column) - wide / 2, y: value > 0 ? scale.y - tall : scale.y, width: wide, height: tall }, colour, 1.5);
    this.g.setLineDash([]);
  }

  /** Corners around what was found. @param {number} from @param {number} to @param {number} y @param {number} height */
  corners(from, to, y, height) {
    const left = this.x(from) - this.pitch / 2 + 2, right = this.x(to) + this.pitch / 2 - 2;
    const long = Math.min(CORNER, (right - left) / 2), { ink } = this.lesson.palette;
    for (const [x, way] of [[left, 1], [right, -1]]) for (const [edge, down] of [[y, 1], [y + height, -1]])
      this.line([[x + way * long, edge], [x, edge], [x, edge + down * long]], ink, { width: 3.5 });
  }

  /** @param {number[][]} points @param {string} colour @param {{ width?: number, dash?: number[] }} look */
  line(points, colour, { width = 1, dash = [] } = {}) {
    const { g } = this;
    Object.assign(g, { strokeStyle: colour, lineWidth: width });
    g.setLineDash(dash);
    g.beginPath();
    for (const [x, y] of points) g.lineTo(x, y);
    g.stroke();
    g.setLineDash([]);
  }

  /** @param {number[][]} points @param {string} colour */
  area(points, colour, alpha = 1) {
    const { g } = this;
    Object.assign(g, { fillStyle: colour, globalAlpha: alpha });
    g.beginPath();
    for (const [x, y] of points) g.lineTo(x, y);
    g.fill();
    g.globalAlpha = 1;
  }

  /** What joins a window to its sum. @param {{ x: number, width: number }} from @param {number} top @param {{ x: number, width: number }} to @param {number} bottom */
  beam(from, top, to, bottom) {
    this.area([[from.x, top], [from.x + from.width, top], [to.x + to.width, bottom], [to.x, bottom]], this.lesson.palette.focus, 0.12);
  }
}

/** Px from sample to sample at which so many letters can be read. @param {number} letters */
export const pitchFor = (letters) => Math.max(LEAST_PITCH, DIGIT * LEAST_DIGIT * letters + 0.5);
