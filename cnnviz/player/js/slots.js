// Draws slots: squares are values, discs are gradients; what is read is framed in ink.

import { fill, format } from "./numbers.js";
import { blockOf, escape, range } from "./text.js";
import { cellName } from "./cells.js";
import { cssColour, inkOn, mix, parseHex } from "./colour.js";

/**
 * How a slot is laid out: the displayed rows, columns and channels, px of a cell, px of the map above.
 * @typedef {{
 *   rows: number[], columns: number[], channels: number[], lens: boolean, over: number, h: number, w: number, least: number, caption: number,
 * }} Plan
 */

const PAD = 7;
export const ROOM_HEIGHT = 186;
const LEAST = 23;
const PALE = 0.55;
const LENS = 5;
const DIGIT = 9.1;
const SHORT = 27;
const LETTER_WIDTH = 8.3; // of a caption
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export class Slots {
  /** @param {BoardLesson} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {WeakMap<object, number>} */
    this.lengths = new WeakMap();
  }

  /** How large a cell of each slot may be, and which slots need a lens. @param {(Slot | null)[]} slots @param {number} width @param {number}
   * tall @param {number} below @returns {(Plan | null)[]} */
  plan(slots, width, tall, below = 0) {
    const plans = slots.map((slot, place) => slot && this.natural(slot, place === 1 ? tall - below : tall));
    const there = plans.filter((plan) => plan !== null);
    const wide = () => there.reduce((sum, p) => sum + Math.max(p.columns.length * p.w + 2 * PAD + 2, p.caption), 0);
    for (const least of [(/** @type {Plan} */ p) => p.least, () => SHORT]) // with all digits if there is room, else fewer
      for (let most = widest(there, least); wide() > width && most; most = widest(there, least)) {
        most.w--;
        most.h = Math.min(most.h, Math.max(LEAST, most.w));
      }
    if (wide() > width) for (const plan of there) plan.caption = 0; // cut short
    return plans;
  }

  /** @param {Slot} slot @param {number} tall @returns {Plan} */
  natural(slot, tall) {
    const stacked = slot.channels.length, gaps = (stacked - 1) * 8;
    const longest = this.longest(slot.panel), text = Math.ceil(longest * DIGIT + 6);
    let rows = range(slot.rows.length), columns = range(slot.columns.length), channels = slot.channels, lens = false;
    if ((rows.length * stacked) * LEAST + gaps > tall)
      channels = [slot.channel ?? slot.channels[Math.min(this.lesson.channel, slot.channels.length - 1)]];
    const room = channels.length === 1 ? tall : tall - gaps;
    if (rows.length * LEAST > room || columns.length * Math.max(LEAST, text * 0.8) > 320) {
      [rows, columns] = this.lens(slot, channels[0]);
      lens = true;
    }
    const over = lens ? Math.max(36, Math.min(this.lesson.overview ?? 70, tall - LENS * (LEAST + 1) - 8)) : 0; // the whole map above its lens
    const height = (lens ? tall - over - 8 : room) / (rows.length * channels.length), most = this.cap(rows.length, columns.length);
    const h = Math.floor(Math.min(height, most)), least = Math.max(LEAST, Math.min(text, h * 2.2));
    return { rows, columns, channels, lens, over, h, w: Math.max(h, least), least, caption: LETTER_WIDTH * captionOf(slot).length + 14 };
  }

  /** A phone has two slots side by side. @param {number} rows @param {number} columns */
  cap(rows, columns) {
    const most = cap(rows, columns), { phone, boardWidth } = this.lesson;
    return phone ? Math.min(most, 40, Math.max(25, (boardWidth / 2 - 42) / columns)) : most;
  }

  /** The number of characters of the longest number, six at most. @param {Panel} panel */
  longest(panel) {
    const known = this.lengths.get(panel.values), write = this.lesson.writer(panel), { scale } = panel;
    if (known !== undefined) return known;
    let most = 1;
    for (const value of panel.values.subarray(0, 4000)) most = Math.max(most, write(value / scale).length);
    this.lengths.set(panel.values, Math.min(most, 6));
    return Math.min(most, 6);
  }

  /** The window that is read or the number that is written, with one ring around it. @param {Slot} slot @param {number} channel */
  lens(slot, channel) {
    const R = slot.rows.length, C = slot.columns.length, { box } = slot;
    let at;
    if (box && box[2] - box[0] < LENS && box[3] - box[1] < LENS) at = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    else {
      const key = [...slot.writes, ...slot.marks, ...slot.lit.keys()].find((k) => Math.floor(k / (R * C)) === channel) ?? channel * R * C;
      at = [Math.floor((key % (R * C)) / C), key % C];
    }
    return [[R, at[0]], [C, at[1]]].map(([length, middle]) => {
      const start = Math.max(0, Math.min(length - LENS, Math.round(middle - (LENS - 1) / 2)));
      return range(Math.min(LENS, length)).map((k) => start + k);
    });
  }

  /** @param {Slot} slot @param {Plan} plan @param {number} place */
  html(slot, plan, place) {
    const { panel } = slot;
    const classes = [panel.kind, slot.writes.size ? "write" : "", ["left", "middle", "right"][place], plan.caption ? "" : "tight"].join(" ");
    const about = aboutOf(slot);
    const over = plan.lens ? `<canvas class="overview" data-slot="${place}"></canvas>` : "";
    const beside = this.tabs(slot, plan) || `<span>${escape(about)}</span>`;
    return `<figure class="slot ${classes}" data-key="${panel.key}" data-slot="${place}">
      <figcaption><b>${escape(panel.header.title ?? panel.name)}</b>${unitOf(panel)}${beside}</figcaption>
      <div class="box">${over}${this.svg(slot, plan)}</div></figure>`;
  }

  /** Which channel is shown, where there is room for one only. @param {Slot} slot @param {Plan} plan */
  tabs(slot, plan) {
    const { channels } = slot, shown = plan.channels[0], at = channels.indexOf(shown), last = channels.length - 1;
    if (plan.channels.length === channels.length) return "";
    /** @param {number} k @param {number | string} text */
    const button = (k, text) => `<button data-channel="${k}" aria-pressed="${text === shown}">${text}</button>`;
    const few = () => channels.map((channel, k) => button(k, channel)).join("");
    const many = () => `${button(Math.max(0, at - 1), "‹")}<i>${shown}</i>${button(Math.min(last, at + 1), "›")}`;
    const buttons = last < 4 ? few() : many();
    return `<span class="channels" role="group" aria-label="Channel ${shown} of ${slot.panel.name}">${buttons}</span>`;
  }

  /** @param {Slot} slot @param {Plan} plan */
  svg(slot, plan) {
    const { w, h, rows, columns, channels } = plan, tall = rows.length * h, gap = 8;
    const width = columns.length * w, height = channels.length * tall + (channels.length - 1) * gap;
    let html = "";
    channels.forEach((channel, index) => {
      html += `<g class="channel"${this.several(slot, channel)} transform="translate(0 ${index * (tall + gap)})">`;
      rows.forEach((row, r) => {
        const cells = columns.map((column, c) => this.cell(slot, plan, channel, row, column, c * w, r * h));
        html += `<g role="row">${cells.join("")}</g>`;
      });
      html += this.frames(slot, plan, channel) + "</g>";
    });
    const { notch, turned } = slot.options, size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    return `<svg role="grid" aria-readonly="true" aria-label="${escape(captionOf(slot))}" class="${turned ? "turned" : ""}" ${size}>${html}${notch ? corner(Boolean(turned), width, height) : ""}</svg>`;
  }

  /** Channels one under the other are groups of rows with a name. @param {Slot} slot @param {number} channel */
  several({ channels }, channel) {
    return channels.length < 2 ? "" : ` role="rowgroup" aria-label="${escape(fill(this.lesson.words.cells.channel, { channel }))}"`;
  }

  /** What is heard of a cell: its place in the map, and all digits of its number. @param {Slot} slot @param {number} flat @param {number} row
   * @param {number} column */
  name({ panel, rows, columns, options }, flat, row, column) {
    const { lesson, lesson: { words, words: { cells } } } = this;
    if (flat < 0) return options.cropped ? cells.cut : cells.added;
    const known = lesson.known(panel, flat), text = !known ? "" : lesson.hides(panel, flat) ? "?" : lesson.writer(panel)(lesson.numberAt(panel, flat) / panel.scale);
    return cellName(words, rows[row], columns[column], text);
  }

  /** @param {Slot} slot @param {Plan} plan @param {number} channel @param {number} row @param {number} column @param {number} x @param {number} y */
  cell(slot, { w, h }, channel, row, column, x, y) {
    const { panel } = slot, key = slot.key(channel, row, column), flat = slot.flat(channel, row, column);
    const term = slot.lit.get(key), lit = term !== undefined, written = slot.writes.has(key);
    const faded = slot.lit.size && !lit && !slot.writes.size ? " faded" : "";
    const data = (lit ? ` data-k="${term}"` : "") + (flat >= 0 ? ` data-at="${panel.key}:${flat}"` : "");
    const walled = slot.options.gates && flat >= 0 && !slot.options.gates[flat] ? 6 : 0; // a wall on the side the error comes from
    const copied = flat >= 0 && Boolean(slot.options.copied?.(row, column)); // padding that repeats a number
    const inner = flat < 0 ? zero(slot, w, h) : this.number(slot, flat, w, h, lit || written, walled, copied);
    const copy = copied ? `<rect class="copy" x="2.5" y="2.5" width="${w - 5}" height="${h - 5}" rx="3"/>` : "";
    const shut = walled ? `<rect class="wall" x="${w - 6}" y="3" width="4.5" height="${h - 6}"/>` : "";
    const ring = `<circle class="ring" cx="${w / 2}" cy="${h / 2}" r="${Math.min(w, h) * 0.44}"/>`;
    const mark = slot.marks.has(key) ? (slot.options.rings ? ring : brackets(w, h)) : "";
    const round = panel.kind === "gradient" ? Math.min(w, h) / 2 : 3;
    const hot = lit || written ? `<rect class="hot" x="1.5" y="1.5" width="${w - 3}" height="${h - 3}" rx="${round}"/>` : "";
    const label = escape(this.name(slot, flat, row, column));
    return `<g class="cell${faded}" role="gridcell" aria-label="${label}" transform="translate(${x} ${y})"${data}>${inner}${copy}${shut}${mark}${hot}</g>`;
  }

  /** A copy is paler. @param {Slot} slot @param {number} flat @param {number} w @param {number} h @param {boolean} strong @param
   * {number} walled @param {boolean} copied */
  number({ panel }, flat, w, h, strong, walled, copied) {
    const { lesson } = this, box = `x=".5" y=".5" width="${w - 1}" height="${h - 1}"`, middle = `cx="${w / 2}" cy="${h / 2}"`;
    if (!lesson.known(panel, flat)) return `<rect class="empty" ${box}/><circle class="dot" ${middle} r="1.6"/>`;
    if (lesson.hides(panel, flat)) return `<rect class="empty" ${box}/>${inscribed(w, h, 20, "?", `font-weight="700"`)}`;
    const value = lesson.numberAt(panel, flat), write = lesson.writer(panel), shown = value / panel.scale;
    const most = h < 30 ? 16 : h < 40 ? 17 : h < 46 ? 18 : h < 66 ? 20 : 24, fits = (w - walled + 2) / (0.56 * write(shown).length);
    const size = Math.max(16, Math.min(most, Math.floor(fits))), digits = fitted(shown, w - walled, size, write);
    const gradient = panel.kind === "gradient", own = lesson.colourOf(panel, value);
    const colour = copied ? mix(own, parseHex(lesson.palette.sunk), PALE) : own;
    const ink = value === 0 && gradient ? "var(--ink2)" : inkOn(colour);
    const disc = () => (value ? `<circle ${middle} r="${discRadius(panel, value, Math.min(w, h))}" fill="${cssColour(colour)}"/>` : "");
    const shape = gradient ? disc() : `<rect class="square" ${box} fill="${cssColour(colour)}"/>`;
    return shape + inscribed(w - walled, h, size, digits, `font-weight="${strong ? 700 : 500}" style="fill: ${ink}"`);
  }

  /** Read: one ink frame. Written: one frame in the colour of the direction. @param {Slot} slot @param {Plan} plan @param {number} channel */
  frames(slot, { w, h, rows, columns }, channel) {
    const box = slot.box ?? this.bounds(slot, channel);
    if (!box || (slot.writes.size && !this.bounds(slot, channel, slot.writes))) return "";
    const r0 = rows.indexOf(Math.max(box[0], rows[0])), r1 = rows.indexOf(Math.min(box[2], rows.at(-1) ?? 0));
    const c0 = columns.indexOf(Math.max(box[1], columns[0])), c1 = columns.indexOf(Math.min(box[3], columns.at(-1) ?? 0));
    if (r0 < 0 || r1 < r0 || c0 < 0 || c1 < c0) return "";
    const disc = r0 === r1 && c0 === c1 && !slot.writes.size, round = slot.panel.kind !== "gradient" ? 2 : disc ? Math.min(w, h) / 2 : 9;
    const place = `x="${c0 * w}" y="${r0 * h}" width="${(c1 - c0 + 1) * w}" height="${(r1 - r0 + 1) * h}"`;
    return `<rect class="${slot.writes.size ? "written" : "read"}" ${place} rx="${round}"/>`;
  }

  /** First and last displayed row and column of what is written, or else read, in a channel. @param {Slot} slot @param {number} channel @param
   * {Iterable<number>} keys */
  bounds(slot, channel, keys = slot.writes.size ? slot.writes : slot.lit.keys()) {
    const R = slot.rows.length, C = slot.columns.length, cells = [...keys].filter((k) => Math.floor(k / (R * C)) === channel);
    return cells.length ? blockOf(cells.map((k) => [Math.floor((k % (R * C)) / C), k % C])) : null;
  }
}

/** @param {Plan[]} plans @param {(plan: Plan) => number} least */
const widest = (plans, least) => plans.filter((p) => p.w > least(p)).sort((a, b) => b.w - a.w)[0];

/** @param {number} rows @param {number} columns */
const cap = (rows, columns) => {
  const most = Math.max(rows, columns);
  return most <= 2 ? 92 : most <= 3 ? 56 : most <= 4 ? 50 : 36;
};

/** What stands beside the name of a slot. @param {Slot} slot */
const aboutOf = ({ panel, options }) => options.note ?? options.zeros ?? panel.header.about ?? "";

/** @param {Slot} slot */
const captionOf = (slot) => `${slot.panel.header.title ?? slot.panel.name} ${aboutOf(slot)}${slot.panel.header.unit ? " ·10⁻¹" : ""}`;

/** The power of ten in which the numbers of a panel are written, beside its name. @param {Panel} panel */
const unitOf = ({ header: { unit } }) => (unit ? `<i class="unit">·10${raised(unit)}</i>` : "");

/** A whole number as an exponent. @param {number} power */
export const raised = (power) => (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map((digit) => RAISED[Number(digit)]).join("");

/** The corner that shows how a kernel lies. @param {boolean} turned @param {number} width @param {number} height */
function corner(turned, width, height) {
  const [x, y, s] = turned ? [width, height, -1] : [0, 0, 1];
  return `<path class="notch" d="M${x - 3 * s} ${y - 3 * s}h${15 * s}l${-15 * s} ${15 * s}z"/>`;
}

/** A zero that is put there: around the map or between its numbers, or cropped off a gradient. @param {Slot} slot @param {number} w @param
 * {number} h */
function zero(slot, w, h) {
  const inside = slot.options.cropped ? `<path class="crop" d="M5 ${h - 5}L${w - 5} 5"/>` : inscribed(w, h, 16, "0");
  return `<rect class="blank" x="1" y="1" width="${w - 2}" height="${h - 2}"/>${inside}`;
}

/** @param {number} w @param {number} h @param {number} size @param {string} digits @param {string} more */
const inscribed = (w, h, size, digits, more = "") => `<text x="${w / 2}" y="${h / 2}" font-size="${size}" ${more}>${digits}</text>`;

/** @param {number} w @param {number} h */
const brackets = (w, h) => `<path class="winner" d="M3.5 12V3.5H12M${w - 3.5} ${h - 12}V${h - 3.5}H${w - 12}"/>`;

/** @param {Panel} panel @param {number} value @param {number} cell */
function discRadius(panel, value, cell) {
  return (0.34 + 0.13 * Math.min(1, Math.abs(value) / panel.range[1])) * cell;
}

/** A cell shows as many digits as fit, and never nothing; the sum beside it shows all of them. @param {number} value @param {number} width
 * @param {number} size @param {(value: number) => string} write */
export function fitted(value, width, size, write) {
  const room = (width + 2) / (size * 0.56), full = write(value);
  if (full.length <= room) return full;
  /** @param {string} text */
  const short = (text) => text.replace(/^(\u2212?)0\./, "$1."), one = short(format(Math.round(value * 10) / 10));
  if (short(full).length <= room) return short(full);
  if (Math.abs(value) < 0.05) return "≈0";
  return one.length <= room || Math.abs(value) < 1 ? one : format(Math.round(value));
}
