// The terms of the number that is written, laid out as the map that was read.

import { cellName } from "./cells.js";
import { factor, fill, format } from "./numbers.js";
import { asWritten } from "./exact.js";
import { escape, fine, range } from "./text.js";
import { cssColour, paint } from "./colour.js";
import { drawImage, prepare } from "./draw.js";

const GRID_MOST = 36;
const LARGEST = 8;

export class Products {
  /** @param {BoardLesson} lesson */
  constructor(lesson) { this.lesson = lesson; }

  /** @param {Frame} frame */
  html(frame) {
    const { terms } = frame;
    if (!terms) return "";
    const many = terms.list.length > GRID_MOST;
    const head = `<div class="head"><span>${escape(terms.label ?? "")}</span>${terms.pushes ? "" : this.total(frame, terms)}</div>`;
    return `<section class="terms" aria-label="Terms">${head}${many ? this.map(terms) : this.grid(terms)}</section>`;
  }

  /** @param {Frame} frame @param {Terms} terms */
  total(frame, terms) {
    const { bias, adds } = terms, { hidden } = this.lesson, number = hidden ? "?" : frame.text ?? "";
    const same = hidden ? "=" : asWritten([...numbersOnBoard(terms), bias ?? 0].map((value) => [value]), [[number]]);
    const sign = !adds ? "" : `${bias === undefined ? "Σ" : "Σ + bias"} ${same} `;
    return `<output class="total" data-testid="total">${sign}${number}</output>`;
  }

  /** One term, written out while it is pointed at. @param {Frame} frame @param {number} k */
  opened({ terms }, k) {
    const term = terms?.list[k];
    if (!term || term.b === undefined || term.text === "" || (this.lesson.hidden && terms?.list.length === 1)) return terms?.label ?? "";
    return worked(term, format(term.value));
  }

  /** Too many to write out what each is the product of; a phone has the map beside them. @param {Terms} terms */
  compact({ list, rows, groups, columns }) {
    return rows * groups > 4 || columns > 4 || (this.lesson.phone && list.length > 4);
  }

  /** @param {Terms} terms */
  grid(terms) {
    const each = terms.rows * terms.columns, compact = this.compact(terms);
    const groups = range(terms.groups).map((g) => {
      const cells = terms.list.slice(g * each, (g + 1) * each).map((t, k) => this.cell(terms, t, g * each + k, compact));
      const rows = range(terms.rows).map((r) => `<div role="row">${cells.slice(r * terms.columns, (r + 1) * terms.columns).join("")}</div>`);
      const style = `grid-template-columns: repeat(${terms.columns}, minmax(0, max-content))`, { products } = this.lesson.words.cells;
      return `<div class="grid" role="grid" aria-readonly="true" aria-label="${escape(products)}" style="${style}">${rows.join("")}</div>`;
    });
    const dense = compact && terms.rows * Math.ceil(terms.groups / across(terms)) > 5 ? " dense" : "";
    return `<div class="groups${compact ? " compact" : ""}${dense}" style="--across: ${across(terms)}">${groups.join("")}</div>`;
  }

  /** @param {Terms} terms @param {Factor} term @param {number} k @param {boolean} compact */
  cell(terms, term, k, compact) {
    const { hidden } = this.lesson, wins = term.wins && !(hidden && terms.candidates);
    const zero = term.zero && !term.wins, sign = zero || !term.value ? "" : term.value > 0 ? " plus" : " minus";
    const write = terms.digits === 4 ? fine : format, answers = terms.list.length === 1 || terms.rule || (terms.routes && term.wins);
    const value = term.padding && terms.candidates ? "–" : zero ? "0" : write(term.value);
    const shown = hidden && answers ? "?" : (terms.pushes && term.value > 0 ? "+" : "") + value;
    const text = pair(term), upper = text && !compact ? `<span class="pair">${text}</span>` : "";
    const classes = `term${zero ? " zero" : ""}${wins ? " wins" : ""}${hidden && answers ? "" : sign}`;
    const { columns, rows } = terms, place = k % (rows * columns);
    const name = cellName(this.lesson.words, Math.floor(place / columns), place % columns, worked(term, shown));
    return `<div class="${classes}" role="gridcell" aria-label="${escape(name)}" data-k="${k}" title="${escape(text)}">${upper}<b>${shown}</b></div>`;
  }

  /** Many terms: a map of all products, the largest written out, the rest as one number. @param {Terms} terms */
  map(terms) {
    const { row_sums, others } = this.lesson.words.board, { order, rest } = ranked(terms);
    const rows = order.slice(0, LARGEST).map((k) => {
      const term = terms.list[k];
      return `<li data-k="${k}" class="term"><span class="pair">${pair(term)}</span><b>${format(term.value)}</b></li>`;
    });
    rows.push(`<li class="rest"><span>${escape(fill(others, { count: order.length - LARGEST }))}</span><b>${format(rest)}</b></li>`);
    return `<div class="many"><div><canvas class="products"></canvas><small>${escape(row_sums)}</small></div><ol>${rows.join("")}</ol></div>`;
  }

  /** How wide it will be, for the slots to leave it that room. @param {Frame} frame */
  width({ terms, text = "" }) {
    if (!terms) return 0;
    if (terms.list.length > GRID_MOST) return 330;
    const longest = (/** @type {(term: Factor) => string} */ write) => terms.list.reduce((most, t) => Math.max(most, write(t).length), 1);
    const value = 10.5 * longest((t) => format(t.value)) + 15;
    const cell = this.compact(terms) ? Math.max(46, value) : Math.max(66, 8.2 * longest(pair) + 17, value);
    const total = terms.pushes ? 0 : text.length + (!terms.adds ? 0 : terms.bias === undefined ? 4 : 11);
    const head = 8 * (terms.label ?? "").length + 9.5 * total + 36;
    return Math.max(head, terms.label ? 200 : 150, across(terms) * (terms.columns * (cell + 3) + 10));
  }

  /** The map of products, each row's sum as a bar beside it. @param {Frame} frame */
  paint({ terms }) {
    const canvas = this.lesson.find("canvas.products");
    if (!canvas || !terms) return;
    const { palette } = this.lesson, { list, groups, columns } = terms, rows = terms.rows * groups;
    const cell = Math.min(8, 150 / rows, 96 / columns), g = prepare(canvas, columns * cell + 44, rows * cell, this.lesson.scale);
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

/** How many channels' products stand side by side: more than six rows would not fit. @param {Terms} terms */
const across = ({ groups, rows }) => (groups * rows <= 6 ? 1 : Math.ceil(Math.sqrt(groups)));

/** What a term is the product of, or its own text. @param {Factor} term */
const pair = ({ text, a = 0, b = 0 }) => text ?? `${format(a)}·${factor(b)}`;

/** A term and what it comes to, as that is written. @param {Factor} term @param {string} shown */
function worked(term, shown) {
  const text = pair(term);
  if (term.b === undefined || !text) return [text, shown].filter(Boolean).join("; ");
  return `${text} ${shown === "?" ? "=" : asWritten([[term.a ?? 0, term.b]], [[shown.replace("+", "")]])} ${shown}`;
}

/** The terms by size, and what those that are not written out come to. @param {Terms} terms */
function ranked({ list }) {
  const order = range(list.length).sort((a, b) => Math.abs(list[b].value) - Math.abs(list[a].value));
  return { order, rest: order.slice(LARGEST).reduce((sum, k) => sum + list[k].value, 0) };
}

/** The numbers that stand on the board for the terms. @param {Terms} terms */
function numbersOnBoard(terms) {
  if (terms.list.length <= GRID_MOST) return terms.list.map((term) => term.value);
  const { order, rest } = ranked(terms);
  return [...order.slice(0, LARGEST).map((k) => terms.list[k].value), rest];
}
