// Draws the three slots: squares are values, discs are gradients, read is framed in ink.

import { format } from "../../player/js/numbers.js";
import { cssColour, inkOn } from "../../player/js/colour.js";
import { escape, fine } from "./formula.js";
import { range } from "./frame.js";

const PAD = 7;
export const ROOM_HEIGHT = 186;
const LEAST = 23;
const LENS = 5;
const DIGIT = 9.1;
const SHORT = 27;

export class Slots {
  constructor(player) { this.player = player; }

  // How large a cell of each slot may be, and which slots need a lens.
  plan(slots, width, tall, below = 0) {
    const plans = slots.map((slot, place) => slot && this.natural(slot, place === 1 ? tall - below : tall));
    const wide = () => plans.reduce((sum, p) => sum + (p ? p.columns.length * p.w + 2 * PAD + 2 : 0), 0);
    for (const least of [(p) => p.least, () => SHORT]) // with all digits if there is room, else fewer
      for (let most = widest(plans, least); wide() > width && most; most = widest(plans, least)) {
        most.w--;
        most.h = Math.min(most.h, Math.max(LEAST, most.w));
      }
    return plans;
  }

  natural(slot, tall) {
    const stacked = slot.channels.length, gaps = (stacked - 1) * 8;
    const longest = this.longest(slot), text = Math.ceil(longest * DIGIT + 6);
    let rows = range(slot.rows.length), columns = range(slot.columns.length), channels = slot.channels, lens = false;
    if ((rows.length * stacked) * LEAST + gaps > tall) channels = [slot.channel ?? this.player.channelOf(slot)];
    const room = channels.length === 1 ? tall : tall - gaps;
    if (rows.length * LEAST > room || columns.length * Math.max(LEAST, text * 0.8) > 320) {
      [rows, columns] = this.lens(slot, channels[0]);
      lens = true;
    }
    const over = lens ? Math.max(36, Math.min(70, tall - LENS * (LEAST + 1) - 8)) : 0; // the whole map above its lens
    const height = (lens ? tall - over - 8 : room) / (rows.length * channels.length), most = this.cap(rows.length, columns.length);
    const h = Math.floor(Math.min(height, most)), least = Math.max(LEAST, Math.min(text, h * 2.2));
    return { rows, columns, channels, lens, over, h, w: Math.max(h, least), least };
  }

  // A phone has two slots side by side.
  cap(rows, columns) {
    const most = cap(rows, columns);
    return this.player.phone ? Math.min(most, 40, Math.max(25, (this.player.width / 2 - 42) / columns)) : most;
  }

  longest(slot) {
    const { panel } = slot;
    this.lengths ??= new WeakMap();
    if (!this.lengths.has(panel.values)) {
      let most = 1;
      for (const value of panel.values.subarray(0, 4000)) most = Math.max(most, format(value).length);
      this.lengths.set(panel.values, Math.min(most, 6));
    }
    return slot.digits ? 6 : this.lengths.get(panel.values);
  }

  // The window that is read or the number that is written, with one ring around it.
  lens(slot, channel) {
    const R = slot.rows.length, C = slot.columns.length, small = (box) => box && box[2] - box[0] < LENS && box[3] - box[1] < LENS;
    let at;
    if (small(slot.box)) at = [(slot.box[0] + slot.box[2]) / 2, (slot.box[1] + slot.box[3]) / 2];
    else {
      const key = [...slot.writes, ...slot.marks, ...slot.lit.keys()].find((k) => Math.floor(k / (R * C)) === channel) ?? channel * R * C;
      at = [Math.floor((key % (R * C)) / C), key % C];
    }
    return [[R, at[0]], [C, at[1]]].map(([length, middle]) => {
      const start = Math.max(0, Math.min(length - LENS, Math.round(middle - (LENS - 1) / 2)));
      return range(Math.min(LENS, length)).map((k) => start + k);
    });
  }

  html(slot, plan, place) {
    const { panel } = slot, classes = [panel.kind, slot.writes.size ? "write" : "", ["left", "middle", "right"][place]].join(" ");
    const about = slot.turned ? "turned 180°" : slot.zeros ?? (slot.gates ? "gates, ▐ shut" : panel.about);
    const over = plan.lens ? `<canvas class="overview" data-slot="${place}"></canvas>` : "";
    const beside = this.tabs(slot, plan) || `<span>${escape(about)}</span>`;
    return `<figure class="slot ${classes}" data-key="${panel.key}" data-slot="${place}">
      <figcaption><b>${panel.gradient ? "∂L/" : ""}${panel.name}</b>${beside}</figcaption>
      <div class="box">${over}${this.svg(slot, plan, place)}</div></figure>`;
  }

  // Which channel is shown, where there is room for one only.
  tabs(slot, plan) {
    const { channels } = slot, shown = plan.channels[0], at = channels.indexOf(shown), last = channels.length - 1;
    if (plan.channels.length === channels.length) return "";
    const button = (k, text) => `<button data-channel="${k}" aria-pressed="${text === shown}">${text}</button>`;
    const few = () => channels.map((channel, k) => button(k, channel)).join("");
    const many = () => `${button(Math.max(0, at - 1), "‹")}<i>${shown}</i>${button(Math.min(last, at + 1), "›")}`;
    const buttons = last < 4 ? few() : many();
    return `<span class="channels" role="group" aria-label="Channel ${shown} of ${slot.panel.name}">${buttons}</span>`;
  }

  svg(slot, plan) {
    const { w, h, rows, columns, channels } = plan, tall = rows.length * h, gap = 8;
    const width = columns.length * w, height = channels.length * tall + (channels.length - 1) * gap;
    let html = "";
    channels.forEach((channel, index) => {
      html += `<g transform="translate(0 ${index * (tall + gap)})">`;
      rows.forEach((row, r) => columns.forEach((column, c) => { html += this.cell(slot, plan, channel, row, column, c * w, r * h); }));
      html += this.frames(slot, plan, channel) + "</g>";
    });
    const notch = slot.notch ? this.notch(slot.turned, width, height) : "";
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    return `<svg class="${slot.turned ? "turned" : ""}" ${size}>${html}${notch}</svg>`;
  }

  notch(turned, width, height) {
    const [x, y, s] = turned ? [width, height, -1] : [0, 0, 1];
    return `<path class="notch" d="M${x - 3 * s} ${y - 3 * s}h${15 * s}l${-15 * s} ${15 * s}z"/>`;
  }

  cell(slot, { w, h }, channel, row, column, x, y) {
    const { panel } = slot, key = slot.key(channel, row, column), flat = slot.flat(channel, row, column);
    const term = slot.lit.get(key), lit = term !== undefined, written = slot.writes.has(key);
    const faded = slot.lit.size && !lit && !slot.writes.size ? " faded" : "";
    const data = (lit ? ` data-k="${term}"` : "") + (flat >= 0 ? ` data-at="${panel.key}:${flat}"` : "");
    const walled = slot.gates && flat >= 0 && !slot.gates[flat] ? 6 : 0; // a wall on the side the error comes from
    const inner = flat < 0 ? this.zero(slot, flat, w, h) : this.number(slot, flat, w, h, lit || written, walled);
    const shut = walled ? `<rect class="wall" x="${w - 6}" y="3" width="4.5" height="${h - 6}"/>` : "";
    const ring = `<circle class="ring" cx="${w / 2}" cy="${h / 2}" r="${Math.min(w, h) * 0.44}"/>`;
    const mark = slot.marks.has(key) ? (slot.rings ? ring : brackets(w, h)) : "";
    const round = panel.gradient ? Math.min(w, h) / 2 : 3;
    const hot = lit || written ? `<rect class="hot" x="1.5" y="1.5" width="${w - 3}" height="${h - 3}" rx="${round}"/>` : "";
    return `<g class="cell${faded}" transform="translate(${x} ${y})"${data}>${inner}${shut}${mark}${hot}</g>`;
  }

  // A zero that is put there: around the map or between its numbers, or cropped off a gradient.
  zero(slot, flat, w, h) {
    const inside = slot.cropped ? `<path class="crop" d="M5 ${h - 5}L${w - 5} 5"/>` : inscribed(w, h, 16, "0");
    return `<rect class="blank" x="1" y="1" width="${w - 2}" height="${h - 2}"/>${inside}`;
  }

  number(slot, flat, w, h, strong, walled) {
    const { player } = this, { panel } = slot, moment = player.frame.moment;
    const box = `x=".5" y=".5" width="${w - 1}" height="${h - 1}"`, middle = `cx="${w / 2}" cy="${h / 2}"`;
    if (!player.knownOf(panel)(flat)) return `<rect class="empty" ${box}/><circle class="dot" ${middle} r="1.6"/>`;
    if (player.hides(panel, flat)) return `<rect class="empty" ${box}/>${inscribed(w, h, 20, "?", `font-weight="700"`)}`;
    const value = moment.value(panel, flat), write = slot.digits || panel.key === "loss" || panel.key === "shares" ? fine : format;
    const most = h < 30 ? 16 : h < 40 ? 17 : h < 46 ? 18 : h < 66 ? 20 : 24, fits = (w - walled + 2) / (0.56 * write(value).length);
    const size = Math.max(16, Math.min(most, Math.floor(fits))), digits = fitted(value, w - walled, size, write);
    const colour = player.colourOf(panel, value), ink = value === 0 && panel.gradient ? "var(--ink2)" : inkOn(colour);
    const disc = () => (value ? `<circle ${middle} r="${discRadius(panel, value, Math.min(w, h))}" fill="${cssColour(colour)}"/>` : "");
    const shape = panel.gradient ? disc() : `<rect class="square" ${box} fill="${cssColour(colour)}"/>`;
    return shape + inscribed(w - walled, h, size, digits, `font-weight="${strong ? 700 : 500}" style="fill: ${ink}"`);
  }

  // Read: one ink frame. Written: one frame in the colour of the direction.
  frames(slot, { w, h, rows, columns }, channel) {
    const box = slot.box ?? this.bounds(slot, channel);
    if (!box || (slot.writes.size && !this.bounds(slot, channel, slot.writes))) return "";
    const r0 = rows.indexOf(Math.max(box[0], rows[0])), r1 = rows.indexOf(Math.min(box[2], rows.at(-1)));
    const c0 = columns.indexOf(Math.max(box[1], columns[0])), c1 = columns.indexOf(Math.min(box[3], columns.at(-1)));
    if (r0 < 0 || r1 < r0 || c0 < 0 || c1 < c0) return "";
    const disc = r0 === r1 && c0 === c1 && !slot.writes.size, round = slot.panel.gradient ? (disc ? Math.min(w, h) / 2 : 9) : 2;
    const place = `x="${c0 * w}" y="${r0 * h}" width="${(c1 - c0 + 1) * w}" height="${(r1 - r0 + 1) * h}"`;
    return `<rect class="${slot.writes.size ? "written" : "read"}" ${place} rx="${round}"/>`;
  }

  bounds(slot, channel, keys = slot.writes.size ? slot.writes : slot.lit.keys()) {
    const R = slot.rows.length, C = slot.columns.length, cells = [...keys].filter((k) => Math.floor(k / (R * C)) === channel);
    if (!cells.length) return null;
    const row = cells.map((k) => Math.floor((k % (R * C)) / C)), column = cells.map((k) => k % C);
    return [Math.min(...row), Math.min(...column), Math.max(...row), Math.max(...column)];
  }
}

const widest = (plans, least) => plans.filter((p) => p && p.w > least(p)).sort((a, b) => b.w - a.w)[0];

const cap = (rows, columns) => {
  const most = Math.max(rows, columns);
  return most <= 2 ? 92 : most <= 3 ? 56 : most <= 4 ? 50 : 36;
};

const inscribed = (w, h, size, digits, more = "") => `<text x="${w / 2}" y="${h / 2}" font-size="${size}" ${more}>${digits}</text>`;

const brackets = (w, h) =>
  `<path class="winner" d="M3.5 12V3.5H12M${w - 3.5} ${h - 12}V${h - 3.5}H${w - 12}"/>`;

function discRadius(panel, value, cell) {
  return (0.34 + 0.13 * Math.min(1, Math.abs(value) / panel.range[1])) * cell;
}

// A cell shows as many digits as fit; the sum beside it shows all of them.
export function fitted(value, width, size, write) {
  const room = (width + 2) / (size * 0.56), full = write(value);
  if (full.length <= room) return full;
  const short = (text) => text.replace(/^(\u2212?)0\./, "$1."), one = short(format(Math.round(value * 10) / 10));
  if (short(full).length <= room) return short(full);
  if (Math.abs(value) < 0.05) return "≈0";
  return one.length <= room || Math.abs(value) < 1 ? one : format(Math.round(value));
}
