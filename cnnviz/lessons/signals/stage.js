// The canvas of all views: rows on one time axis, drawn in bars, tiles and marks, and told as text.

import { circle, hatch, write } from "../../player/js/draw.js";
import { inkOn, cssColour } from "../../player/js/colour.js";
import { format } from "../../player/js/numbers.js";
import { range } from "../../player/js/text.js";
import { Sheet } from "../../player/js/sheet.js";

const MOST_PITCH = 74; // px from sample to sample
const LEAST_DIGITS = 21; // px: closer samples have no digits
const LEAST_BRIEF = 14; // where all have one or two of them
const CORNER = 9;

/** A row that can be pointed at: `at` gives what stands in a column. @typedef {{ y: number, height: number, kind: string, array: string,
 * at: (column: number) => number | undefined, value?: (y: number) => number,
 * scale?: [number, number], layer?: number }} Row */
/** @typedef {{ y: number, height: number, low: number, high: number }} Scale */

/** @extends {Sheet<any>} */
export class Stage extends Sheet {
  /** @type {Row[]} */
  rows = [];
  /** The strip of the whole signal above a part of it. @type {{ height: number, at: (px: number) => number } | null} */
  strip = null;
  low = 0;
  high = 0;
  left = 96;
  pitch = 1;
  /** @type {Record<string, string>} */
  told = {};

  /** Whether the numbers of the signal have few digits. */
  brief = false;

  /** A new picture of the columns from `low` to `high` of a signal. @param {{ width: number, height: number }} room @param {number} low @param
   * {number} high @param {ArrayLike<number>} values */
  begin({ width, height }, low, high, values) {
    this.clear({ row: height, column: width });
    this.left = this.lesson.phone ? 46 : 100;
    this.pitch = Math.min(MOST_PITCH, (width - this.left - 10) / (high - low + 1));
    Object.assign(this, { rows: [], told: {}, strip: null, low, high });
    this.brief = values.length <= 64 && Array.from(values).every((value) => Number.isInteger(value) && value > -10 && value < 100);
  }

  get digits() { return this.pitch >= (this.brief ? LEAST_BRIEF : LEAST_DIGITS); }
  /** @param {number} column */
  x(column) { return this.left + (column - this.low + 0.5) * this.pitch; }
  /** @param {number} px */
  columnAt(px) { return Math.floor((px - this.left) / this.pitch) + this.low; }
  /** @param {number} column */
  seen(column) { return column >= this.low && column <= this.high; }
  get end() { return this.x(this.high) + this.pitch / 2; }

  /** @param {string} text @param {number} x @param {number} y @param {{ size?: number, weight?: number, colour?: string, align?: CanvasTextAlign,
   * halo?: boolean }} look */
  text(text, x, y, { size = 15, weight = 400, colour = this.lesson.palette.ink, align = "center", halo = false } = {}) {
    const { palette, state } = this.lesson, font = `${weight} ${size}px ${palette.font}`;
    if (halo) {
      const paper = palette.token(state.view === "learn" ? "backward-paper" : "bg");
      Object.assign(this.g, { font, textAlign: align, textBaseline: "middle", strokeStyle: paper, lineWidth: 4 });
      this.g.strokeText(text, x, y);
    }
    write(this.g, text, x, y, { font, colour, align });
  }

  /** What a row is called; on a phone in few letters. @param {string} key @param {number} y @param {{ small?: string, put?: Record<string, any> }} more */
  name(key, y, { small = "", put = {} } = {}) {
    const { rows } = this.lesson.words, { phone } = this.lesson;
    const words = phone ? rows.short[key] ?? "" : rows[key];
    const filled = words.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => put[name]);
    this.text(filled, 0, y - (small && !phone ? 8 : 0), { weight: 650, align: "left" });
    if (small && !phone) this.text(small, 0, y + 10, { size: 13, colour: this.lesson.palette.ink2, align: "left" });
  }

  /** What stands in a row, for who can't see it. @param {string} name @param {string[]} texts */
  row(name, texts) { if (texts.length && this.digits) this.told[name] = texts.join(" "); }
  /** The texts of those that are seen. @param {number} length @param {(index: number) => string} text @param {(index: number) => number} column */
  texts(length, text, column = (index) => index) { return this.digits ? range(length).filter((k) => this.seen(column(k))).map(text) : []; }
  tell() {
    const text = Object.entries(this.told).map(([name, texts]) => `${name}: ${texts}`).join("; ");
    if (this.canvas.textContent !== text) this.canvas.textContent = text;
  }

  /** The indices below a row. @param {number} y @param {number} first @param {number} last @param {(index: number) => number} column */
  indices(y, first, last, column = (index) => index) {
    const every = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].find((step) => step * this.pitch >= 19 + 6 * String(last).length) ?? 1024;
    for (let k = first; k <= last; k++) {
      if (k % every || !this.seen(column(k))) continue;
      this.text(String(k), this.x(column(k)), y, { size: 13, colour: this.lesson.palette.ink2 });
    }
  }

  /** Bars with their number on top; where there is no room for each, the least and the largest of each pixel. @param {ArrayLike<number>} values
   * @param {{ y: number, height: number, column?: (index: number) => number, colour?: (value: number, index: number) => string, pale?: (index: number) => number,
   * text?: (index: number) => string, scale?: [number, number] }} look @returns {Scale} */
  bars(values, { y, height, column = (index) => index, colour, pale = () => 1, text = (index) => format(values[index]), scale }) {
    const { palette } = this.lesson, [low, high] = scale ?? reach(values), room = this.digits ? 20 : 2;
    const top = y + room, unit = (height - room - (low < 0 ? room : 0)) / (high - low || 1), zero = top + high * unit;
    const fill = colour ?? (() => cssColour(palette.gridHigh));
    this.fill({ x: this.left, y: zero, width: this.end - this.left, height: 1 }, palette.line2);
    if (this.pitch < 2) this.envelope(values, { zero, unit, fill, pale, column });
    else for (let k = 0; k < values.length; k++) {
      if (!this.seen(column(k))) continue;
      const value = pale(k) ? values[k] : 0, x = this.x(column(k)), wide = Math.max(1, this.pitch * (this.digits ? 0.62 : 0.94)), tall = value * unit;
      this.fill({ x: x - wide / 2, y: Math.min(zero, zero - tall), width: wide, height: Math.abs(tall) }, fill(value, k), pale(k));
      if (!this.digits) continue;
      this.g.globalAlpha = Math.max(0.55, pale(k));
      this.text(text(k), x, value < 0 ? zero - tall + 11 : zero - tall - 10, { size: this.fits(text(k), 20), weight: 650, halo: true });
      this.g.globalAlpha = 1;
    }
    return { y: zero, height: unit, low, high };
  }

  /** @param {ArrayLike<number>} values @param {{ zero: number, unit: number, fill: (value: number, index: number) => string, pale: (index: number) => number,
   * column: (index: number) => number }} look */
  envelope(values, { zero, unit, fill, pale, column }) {
    const begin = column(0), every = values.length > 1 ? column(1) - begin : 1, index = (/** @type {number} */ px) => Math.ceil((this.columnAt(px) - begin) / every);
    for (let px = Math.floor(this.left); px < this.end; px++) {
      const from = Math.max(0, index(px)), to = Math.min(values.length - 1, Math.max(index(px), index(px + 1) - 1));
      let low = 0, high = 0;
      for (let k = from; k <= to; k++) [low, high] = [Math.min(low, values[k]), Math.max(high, values[k])];
      for (const value of [low, high].filter(Boolean)) {
        const height = Math.max(1, Math.abs(value * unit));
        this.fill({ x: px, y: value > 0 ? zero - height : zero, width: 1, height }, fill(value, from), pale(from));
      }
    }
  }

  /** The size at which a number has room in its column. @param {string} text @param {number} most */
  fits(text, most) { return Math.max(11, Math.min(most, (this.pitch - 3) / (0.58 * text.length))); }

  /** A number on a tile of its colour. @param {number} column @param {{ y: number, height: number, value: number, text?: string, range: number,
   * dim?: boolean, here?: boolean, ring?: string }} look */
  tile(column, { y, height, value, text = format(value), range: reach, dim = false, here = false, ring = "" }) {
    const { palette } = this.lesson, wide = Math.min(this.pitch - 2, height * 1.5), x = this.x(column) - wide / 2;
    const rgb = text === "?" ? palette.signed(0, 1) : palette.signed(dim ? 0.3 * value : value, reach), box = { x, y, width: wide, height };
    this.g.fillStyle = cssColour(rgb);
    this.g.beginPath();
    this.g.roundRect(x, y, wide, height, 4);
    this.g.fill();
    const look = { size: this.fits(text, 19), weight: 650, colour: dim ? palette.ink2 : inkOn(rgb) };
    if (this.pitch >= 16 || this.digits) this.text(text, this.x(column), y + height / 2, look);
    if (here || ring) this.stroke(box, ring || palette.focus, 2.5);
    return box;
  }

  /** A padding zero. @param {number} column @param {Scale} scale */
  zero(column, scale) {
    if (!this.seen(column)) return;
    const x = this.x(column), wide = this.pitch * 0.62;
    this.fill({ x: x - wide / 2, y: scale.y - 13, width: wide, height: 13 }, hatch(this.g, this.lesson.palette.line2));
    if (this.digits) this.text("0", x, scale.y - 24, { size: 17, colour: this.lesson.palette.ink2 });
  }

  /** A frame from one column to another, at least as wide as can be seen. @param {number} from @param {number} to @param {number} y @param {number} height */
  window(from, to, y, height) {
    const width = Math.max(6, (to - from + 1) * this.pitch), x = (this.x(from) + this.x(to)) / 2 - width / 2;
    this.fill({ x, y, width, height }, this.lesson.palette.focus, 0.07);
    this.stroke({ x, y, width, height }, this.lesson.palette.focus, 2.5);
    return { x, width, y, height };
  }

  /** Corners around what was found. @param {number} from @param {number} to @param {number} y @param {number} height */
  corners(from, to, y, height) {
    const left = this.x(from) - this.pitch / 2 + 2, right = this.x(to) + this.pitch / 2 - 2, { g } = this, long = Math.min(CORNER, (right - left) / 2);
    Object.assign(g, { strokeStyle: this.lesson.palette.ink, lineWidth: 3.5 });
    for (const [x, way] of [[left, 1], [right, -1]]) for (const [edge, down] of [[y, 1], [y + height, -1]]) {
      g.beginPath();
      g.moveTo(x + way * long, edge);
      g.lineTo(x, edge);
      g.lineTo(x, edge + down * long);
      g.stroke();
    }
  }

  /** @param {number[]} from @param {number[]} to @param {string} colour @param {{ width?: number, dash?: number[] }} look */
  line([x, y], [u, v], colour, { width = 1, dash = [] } = {}) {
    const { g } = this;
    Object.assign(g, { strokeStyle: colour, lineWidth: width });
    g.setLineDash(dash);
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(u, v);
    g.stroke();
    g.setLineDash([]);
  }

  /** What joins a window to its sum. @param {{ x: number, width: number }} from @param {number} top @param {{ x: number, width: number }} to @param {number} bottom */
  beam(from, top, to, bottom) {
    const { g } = this;
    g.globalAlpha = 0.12;
    g.fillStyle = this.lesson.palette.focus;
    g.beginPath();
    for (const [x, y] of [[from.x, top], [from.x + from.width, top], [to.x + to.width, bottom], [to.x, bottom]]) g.lineTo(x, y);
    g.fill();
    g.globalAlpha = 1;
  }

  /** A gradient's number on its disc. @param {number} column @param {number} y @param {number} value @param {number} most @param {boolean} there */
  disc(column, y, value, most, there = true) {
    const { palette } = this.lesson, text = there ? format(value) : "·", radius = Math.min(this.pitch / 2 - 1, 9 + 12 * Math.sqrt(Math.abs(value) / most));
    const rgb = palette.signed(0.5 * Math.sign(value), 1);
    if (value && there) circle(this.g, this.x(column), y, radius, cssColour(rgb));
    const size = this.fits(text, 17), inside = 0.52 * size * text.length < 2 * radius;
    const drawn = Boolean(value) && there, colour = !drawn ? palette.ink2 : inside ? inkOn(rgb) : palette.ink;
    this.text(text, this.x(column), y, { size, weight: value ? 650 : 400, colour, halo: drawn && !inside });
  }

  /** The row that a point lies in. @param {[number, number]} at */
  found([x, y]) {
    const column = this.columnAt(x);
    for (const row of [...this.rows].reverse()) {
      const index = y >= row.y && y <= row.y + row.height ? row.at(column) : undefined;
      if (index !== undefined) return { ...row, index };
    }
    return null;
  }
}

/** From the least to the largest of the numbers and 0. @param {ArrayLike<number>} values @returns {[number, number]} */
export function reach(values) {
  let low = 0, high = 0;
  for (let k = 0; k < values.length; k++) [low, high] = [Math.min(low, values[k]), Math.max(high, values[k])];
  return low === high ? [0, 1] : [low, high];
}
