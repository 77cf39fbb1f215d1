// Rows on one axis of samples, drawn in bars, tiles and discs with their numbers, marked, pointed at, and told as text.

import { cssColour, inkOn } from "./colour.js";
import { circle } from "./draw.js";
import { format } from "./numbers.js";
import { DIGIT, Track } from "./track.js";

const OVERVIEW = 26; // px

/**
 * A row: index k stands in the column `first + k · every`. With a `kind` it can be pointed at, and what is found there counts from `offset`.
 * @typedef {{ key: string, y: number, height: number, values: ArrayLike<number>, first?: number, every?: number, text?: (index: number) => string,
 *   told?: string, small?: string, put?: Record<string, unknown>, kind?: string, array?: string, layer?: number, offset?: number, wide?: number,
 *   above?: number, below?: number, cursor?: string }} Row
 * What a point finds. `value` and `grid` belong to what can be dragged: the number at a height, and to which ones it is rounded.
 * @typedef {Row & { index: number, value?: (y: number) => number, grid?: Grid }} Found
 * @typedef {{ step: number, low: number, high: number }} Grid
 * @typedef {{ value?: number, range?: number, dim?: boolean, here?: boolean, ring?: string, there?: boolean }} Look
 */

export class Timeline extends Track {
  /** What can be pointed at, the last one on top. @type {(Row & { value?: (y: number) => number, grid?: Grid })[]} */
  rows = [];
  /** The strip of the whole axis above a part of it. @type {{ height: number, at: (px: number) => number } | null} */
  strip = null;

  /** @param {{ width: number, height: number }} room @param {Parameters<Track["begin"]>[1]} part */
  begin(room, part) {
    Object.assign(this, { rows: [], strip: null });
    super.begin(room, part);
  }

  // ---- rows

  /** A row's name, what is pointed at in it and, for who can't see it, its texts. @param {Row} row @returns {number[]} the indices that are seen */
  row(row) {
    const { key, y, height, kind, values, text = (/** @type {number} */ k) => format(values[k]), told = key } = row, seen = this.inView(row);
    if (key) this.name(key, y + height / 2, row);
    if (kind) this.rows.push(row);
    if (told && this.digits) this.tells(told, seen.map(text));
    return seen;
  }

  /** Bars with their number on top; where there is no room for each, the least and the largest of each pixel. @param {Row} row @param {{
   * colour?: (value: number, index: number) => string, pale?: (index: number) => number, scale?: [number, number] | null, plain?: boolean }} look
   * @returns {import("./track.js").Scale} */
  bars(row, { colour, pale = () => 1, scale, plain = false } = {}) {
    const { values, y, height, first = 0, every = 1, text = (/** @type {number} */ k) => format(values[k]) } = row;
    const [low, high] = scale ?? reach(values), room = this.digits && !plain ? 20 : 2;
    const unit = (height - room - (low < 0 ? room : 0)) / (high - low || 1), zero = y + room + high * unit;
    const paint = colour ?? (() => cssColour(this.lesson.palette.gridHigh));
    const indices = this.row(row), size = this.fits(this.longest(indices, text), 20), step = high - low > 2 ? 1 : 0.5;
    const dragged = { value: (/** @type {number} */ px) => (zero - px) / unit, grid: { step, low: low - step, high: high + step } };
    if (row.kind) Object.assign(this.rows[this.rows.length - 1], dragged);
    this.fill({ x: this.left, y: zero, width: this.end - this.left, height: 1 }, this.lesson.palette.line2);
    if (this.dense) this.envelope(row, zero, unit, paint);
    else for (const k of indices) {
      const value = pale(k) ? values[k] : 0, x = this.x(first + k * every);
      const wide = Math.max(1, this.pitch * (this.digits ? 0.62 : 0.94)), tall = value * unit;
      this.fill({ x: x - wide / 2, y: Math.min(zero, zero - tall), width: wide, height: Math.abs(tall) }, paint(value, k), pale(k));
      if (!this.digits || plain) continue;
      this.g.globalAlpha = Math.max(0.55, pale(k));
      this.text(text(k), x, value < 0 ? zero - tall + 11 : zero - tall - 10, { size, weight: 650, halo: true });
      this.g.globalAlpha = 1;
    }
    return { y: zero, height: unit, low, high };
  }

  /** The longest text of a row, whose numbers all have one size. @param {number[]} indices @param {(index: number) => string} text */
  longest(indices, text) { return this.digits ? indices.reduce((longest, k) => (text(k).length > longest.length ? text(k) : longest), "0") : "0"; }

  /** @param {Row} row @param {number} zero @param {number} unit @param {(value: number, index: number) => string} colour */
  envelope({ values, y, height, first = 0, every = 1 }, zero, unit, colour) {
    if (!values.length) return;
    const box = { x: this.left, y, width: this.end - this.left, height: height + 1 };
    const index = (/** @type {number} */ px) => Math.ceil((this.columnAt(px) - first) / every);
    this.still(`${y}`, box, [values, this.low, this.high, first, every, this.left, this.pitch, zero, unit, this.lesson.palette], () => {
      for (let px = Math.floor(this.left); px < this.end; px++) {
        const [low, high] = reach(values, Math.max(0, index(px)), Math.max(index(px) + 1, index(px + 1)));
        for (const value of [low, high].filter(Boolean)) {
          const tall = Math.max(1, Math.abs(value * unit));
          this.fill({ x: px, y: Math.min(zero, zero - value * unit), width: 1, height: tall }, colour(value, -1));
        }
      }
    });
  }

  /** Numbers on tiles of their colours. @param {Row} row @param {(index: number) => Look} look */
  tiles(row, look = () => ({})) {
    const { values, y, height, first = 0, every = 1, text = (/** @type {number} */ k) => format(values[k]) } = row;
    const seen = this.row(row), size = this.fits(this.longest(seen, text), 19);
    for (const k of seen) this.tile(first + k * every, { y, height, value: values[k], text: text(k), size, ...look(k) });
  }

  /** @param {number} column @param {Look & { y: number, height: number, text: string, size?: number }} look */
  tile(column, { y, height, value = 0, text, size = this.fits(text, 19), range: most = 1, dim = false, here = false, ring = "" }) {
    const { palette } = this.lesson, wide = Math.min(this.pitch - 2, height * 1.5), x = this.x(column) - wide / 2;
    const rgb = text === "?" ? palette.signed(0, 1) : palette.signed(dim ? 0.3 * value : value, most);
    this.g.fillStyle = cssColour(rgb);
    this.g.beginPath();
    this.g.roundRect(x, y, wide, height, 4);
    this.g.fill();
    if (DIGIT * size * text.length <= this.pitch + 2) this.text(text, this.x(column), y + height / 2, { size, weight: 650, colour: dim ? palette.ink2 : inkOn(rgb) });
    if (here || ring) this.stroke({ x, y, width: wide, height }, ring || palette.focus, 2.5);
  }

  /** Gradients on discs. @param {Row} row @param {(index: number) => Look} look */
  discs(row, look) {
    const { values, y, height, text = (/** @type {number} */ k) => format(values[k]) } = row, seen = this.row(row);
    const size = this.fits(this.longest(seen, text), 17);
    for (const k of seen) this.disc(k, y + height / 2, values[k], text(k), { size, ...look(k) });
  }

  /** @param {number} column @param {number} y @param {number} value @param {string} text @param {Look & { size: number }} look */
  disc(column, y, value, text, { range: most = 1, there = true, size }) {
    const { palette } = this.lesson, radius = Math.min(this.pitch / 2 - 1, 9 + 12 * Math.sqrt(Math.abs(value) / most));
    const drawn = there && Boolean(value);
    const rgb = palette.signed(0.5 * Math.sign(value), 1), inside = 0.52 * size * text.length < 2 * radius;
    if (drawn) circle(this.g, this.x(column), y, radius, cssColour(rgb));
    const colour = !drawn ? palette.ink2 : inside ? inkOn(rgb) : palette.ink;
    this.text(text, this.x(column), y, { size, weight: value ? 650 : 400, colour, halo: drawn && !inside });
  }

  /** All of a long row in a strip above, with a frame around what is seen. @param {number} low @param {number} high @param {Row["values"]} values
   * @returns {number} the height that it takes */
  overview(low, high, values) {
    const { low: from, high: to, pitch, left } = this;
    if (from === low && to === high) return 0;
    Object.assign(this, { low, high, pitch: (this.size.column - left - 10) / (high - low + 1) });
    this.bars({ key: "", y: 0, height: OVERVIEW, values }, { plain: true });
    this.window(Math.max(low, from), Math.min(high, to), 0, OVERVIEW);
    const across = this.pitch;
    this.strip = { height: OVERVIEW + 4, at: (px) => Math.max(0, Math.min(values.length - 1, Math.floor((px - left) / across) + low)) };
    Object.assign(this, { low: from, high: to, pitch });
    return OVERVIEW + 4;
  }

  // ---- pointing

  /** What a point lies on. @param {[number, number]} at @returns {Found | null} */
  found([x, y]) {
    const column = this.columnAt(x);
    for (const row of [...this.rows].reverse()) {
      const { above = 0, below = 0 } = row, index = y >= row.y - above && y <= row.y + row.height + below ? indexIn(row, column) : -1;
      if (index >= 0) return { ...row, index };
    }
    return null;
  }

  /** Where a number stands on the screen. @param {string} array @param {number} index */
  boxOf(array, index) {
    const home = this.canvas.getBoundingClientRect();
    const own = (/** @type {Row} */ { offset = 0, values }) => index >= offset && index < offset + values.length;
    const row = this.rows.find((one) => one.array === array && own(one)), { first = 0, every = 1, offset = 0, y = 0 } = row ?? {};
    return new DOMRect(home.left + this.x(first + (index - offset) * every) - 32, home.top + y, 64, 36);
  }
}

/** Which index of a row stands in a column, its offset counted; −1 for none. @param {Row} row @param {number} column */
export function indexIn({ values, first = 0, every = 1, wide = 1, offset = 0 }, column) {
  const k = Math.floor((column - first) / every), beside = column - first - k * every;
  return k >= 0 && k < values.length && beside < wide ? k + offset : -1;
}

/** From the least to the largest of some numbers and 0. @param {ArrayLike<number>} values @returns {[number, number]} */
export function reach(values, from = 0, to = values.length) {
  let low = 0, high = 0;
  for (let k = from; k < to && k < values.length; k++) {
    if (values[k] < low) low = values[k];
    if (values[k] > high) high = values[k];
  }
  return from === 0 && low === high ? [0, 1] : [low, high];
}
