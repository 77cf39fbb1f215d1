// @ts-nocheck
// The terms of the number that is written, laid out as the map that was read.

import { factor, fill, format } from "./numbers.js";
import { equality, escape, fine, range, readBack } from "./text.js";
import { cssColour, paint } from "./colour.js";
import { drawImage } from "./draw.js";
import { sharp } from "./sharp.js";

const GRID_MOST = 36;
const LARGEST = 8;

// How many channels' products stand side by side: more than six rows would not fit.
const across = ({ groups, rows }) => (groups * rows <= 6 ? 1 : Math.ceil(Math.sqrt(groups)));

export class Products {
  /** @param {import("./board.js").BoardLesson} lesson */
  constructor(lesson) { this.lesson = lesson; }

  html(frame) {
    const { terms } = frame;
    if (!terms) return "";
    const many = terms.list.length > GRID_MOST;
    const head = `<div class="head"><span>${escape(terms.label ?? "")}</span>${terms.pushes ? "" : this.total(frame)}</div>`;
    return `<section class="terms" aria-label="Terms">${head}${many ? this.map(frame) : this.grid(frame)}</section>`;
  }

  total(frame) {
    const { list, bias, adds } = frame.terms, { hidden } = this.lesson, number = hidden ? "?" : frame.text ?? "";
    const same = hidden || list.length > GRID_MOST ? "=" : equality(this.shownSum(frame), readBack(number));
    const sign = !adds ? "" : `${bias === undefined ? "Σ" : "Σ + bias"} ${same} `;
    return `<output class="total" data-testid="total">${sign}${number}</output>`;
  }

  // What the cells, as they are written, add up to.
  shownSum({ terms }) {
    const read = (value) => readBack(format(value));
    return terms.list.reduce((sum, t) => sum + read(t.value), read(terms.bias ?? 0));
  }

  // One term, written out while it is pointed at.
  opened(frame, k) {
    const term = frame.terms.list[k];
    if (!term || term.b === undefined || term.text === "" || this.lesson.hidden && frame.terms.list.length === 1) return frame.terms.label ?? "";
    const [a, b, value] = [term.a, term.b, term.value].map((number) => readBack(format(number)));
    return `${format(term.a)}·${factor(term.b)} ${equality(a * b, value)} ${format(term.value)}`;
  }

  // Too many to write out what each is the product of; a phone has the map beside them.
  compact({ list, rows, groups, columns }) {
    return rows * groups > 4 || columns > 4 || (this.lesson.phone && list.length > 4);
  }

  grid(frame) {
    const { terms } = frame, each = terms.rows * terms.columns, compact = this.compact(terms);
    const groups = range(terms.groups).map((g) => {
      const cells = terms.list.slice(g * each, (g + 1) * each).map((t, k) => this.cell(frame, t, g * each + k, compact)).join("");
      return `<div class="grid" style="grid-template-columns: repeat(${terms.columns}, minmax(0, max-content))">${cells}</div>`;
    });
    const dense = compact && terms.rows * Math.ceil(terms.groups / across(terms)) > 5 ? " dense" : "";
    return `<div class="groups${compact ? " compact" : ""}${dense}" style="--across: ${across(terms)}">${groups.join("")}</div>`;
  }

  cell(frame, term, k, compact) {
    const { terms } = frame, zero = term.zero && !term.wins, sign = zero || !term.value ? "" : term.value > 0 ? " plus" : " minus";
    const pair = term.text ?? `${format(term.a)}·${factor(term.b)}`;
    const write = terms.digits === 4 ? fine : format;
    const value = term.padding && terms.candidates ? "–" : zero ? "0" : write(term.value);
    const shown = this.lesson.hidden && (terms.list.length === 1 || terms.rule) ? "?" : (terms.pushes && term.value > 0 ? "+" : "") + value;
    const upper = pair && !compact ? `<span class="pair">${pair}</span>` : "";
    const classes = `term${zero ? " zero" : ""}${term.wins ? " wins" : ""}${sign}`;
    return `<div class="${classes}" data-k="${k}" title="${escape(pair)}">${upper}<b>${shown}</b></div>`;
  }

  // Many terms: a map of all products, the largest written out, the rest as one number.
  map(frame) {
    const { list } = frame.terms, order = list.map((_, k) => k).sort((a, b) => Math.abs(list[b].value) - Math.abs(list[a].value));
    const rest = order.slice(LARGEST).reduce((sum, k) => sum + list[k].value, 0);
    const rows = order.slice(0, LARGEST).map((k) => {
      const { a, b, value } = list[k], pair = list[k].text ?? `${format(a)}·${factor(b)}`;
      return `<li data-k="${k}" class="term"><span class="pair">${pair}</span><b>${format(value)}</b></li>`;
    });
    rows.push(`<li class="rest"><span>${escape(fill(this.lesson.words.board.others, { count: order.length - LARGEST }))}</span><b>${format(rest)}</b></li>`);
    const picture = `<div><canvas class="products"></canvas><small>${escape(this.lesson.words.board.row_sums)}</small></div>`;
    return `<div class="many">${picture}<ol>${rows.join("")}</ol></div>`;
  }

  // How wide it will be, for the slots to leave it that room.
  width({ terms }) {
    if (!terms) return 0;
    if (terms.list.length > GRID_MOST) return 330;
    const longest = (write) => terms.list.reduce((most, t) => Math.max(most, write(t).length), 1);
    const compact = this.compact(terms), pair = (t) => t.text ?? `${format(t.a)}·${factor(t.b)}`;
    const value = 10.5 * longest((t) => format(t.value)) + 15;
    const cell = compact ? Math.max(46, value) : Math.max(66, 8.2 * longest(pair) + 17, value);
    return Math.max(terms.label ? 200 : terms.pushes || terms.list.length === 1 ? 150 : 190, across(terms) * (terms.columns * (cell + 3) + 10));
  }

  // The map of products, each row's sum as a bar beside it.
  paint(frame) {
    const canvas = this.lesson.find("canvas.products");
    if (!canvas) return;
    const { terms } = frame, { palette } = this.lesson, { list, groups, columns } = terms, rows = terms.rows * groups;
    const cell = Math.min(8, 150 / rows, 96 / columns), g = sharp(canvas, columns * cell + 44, rows * cell, this.lesson.scale);
    const most = list.reduce((m, t) => Math.max(m, Math.abs(t.value)), 0) || 1;
    drawImage(g, paint(columns, rows, (k) => palette.signed(list[k].value * 0.8, most)), 0, 0, cell);
    const sums = range(rows).map((r) => list.slice(r * columns, (r + 1) * columns).reduce((sum, t) => sum + t.value, 0));
    const reach = Math.max(...sums.map(Math.abs)) || 1;
    sums.forEach((value, r) => {
      g.fillStyle = cssColour(palette.signed(value * 0.6, reach));
      const length = (20 * value) / reach, x = columns * cell + 22 + Math.min(0, length);
      g.fillRect(x, r * cell, Math.abs(length), Math.max(1, cell - 0.5));
    });
  }
}
