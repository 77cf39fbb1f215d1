// One number of a map as a sum that can be checked: the largest terms, and what all others come to.

import { cssColour, inkOn } from "../../player/js/colour.js";
import { asWritten } from "../../player/js/exact.js";
import { factor, fill, format } from "../../player/js/numbers.js";
import { products, terms, total } from "../../player/js/relation.js";
import { TermLens } from "./lens.js";
import { element, label } from "../../player/js/svg.js";
import { escape, range } from "../../player/js/text.js";

const MOST_BARS = 7; // maps that each get a bar of their own
const LARGEST_BARS = 4; // of more: the largest
const MOST_SIDE = 13; // cells of a kernel that is shown
const WIDE = 3; // more columns have room for short numbers
const MOST_DIGITS = 6; // that a cell has room for where there are three columns
const SIGNS = 64; // px for × and = between the cells
const LEAST_BARS = 58; // px
const LOW = 70; // px: the bars where there is little room, and where there is much
const HIGH = 150;
const REST_OF_SUM = 88; // px: window, titles, gaps and the names under the bars
const LENS = 30; // px
const MANY = 22; // px: one line about the maps that are summed up
const ONE_LINE = 400; // px: as wide as it is
const NOTED = 136; // px: a title with its note
// How kernels are written, the first that has room: px of a cell with its gap, and whether cells hold numbers.
const CELLS = [
  { kind: "large", columns: 3, rows: 5, across: 43, least: 24, most: 36, gap: 3 },
  { kind: "middle", columns: 5, rows: 5, across: 29, least: 16, most: 27, gap: 2 },
  { kind: "small", columns: MOST_SIDE, rows: MOST_SIDE, across: 5, least: 4, most: 18, gap: 1 }, // a lens shows one number
];
const LEAST_STEP = 46; // px: a bar with its number

/** @typedef {{ name: string, value: number, at?: number, kind?: string }} Bar */
/** @typedef {{ kind: string, side: number, noted: boolean }} Cells */

export class Sum {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.box = lesson.find(".number .sum");
    this.width = 300;
    this.high = HIGH;
    this.room = 400;
    /** The map whose products are written out, counted among those that are read. @type {number | null} */
    this.opened = null;
    /** What is said of the number. */
    this.spoken = "";
    this.lens = new TermLens(this);
    this.box.addEventListener("pointerover", (/** @type {any} */ event) => this.open(event.target.closest("[data-at]")));
    this.box.addEventListener("pointerleave", () => this.open(null));
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    this.width = Math.max(260, width);
    this.room = height;
    this.high = this.highest;
  }

  /** Px that bars may have. */
  get highest() { return this.lesson.section.classList.contains("low") ? LOW : HIGH; }

  /** How many maps get a bar of their own. */
  get most() { return Math.max(2, Math.min(MOST_BARS, Math.floor((this.width - 108) / LEAST_STEP) - 1)); }

  /** @param {HTMLElement | null} bar */
  open(bar) {
    const at = bar ? Number(bar.dataset.at) : null;
    if (at === this.opened) return;
    this.opened = at;
    this.lesson.schedule();
  }

  draw() {
    const { lesson } = this, { said, model: { unit } } = lesson;
    lesson.find(".number .size").textContent = lesson.named();
    const html = lesson.exact && lesson.looked === lesson.map ? this.told(unit) : `<p class="waits">${escape(said.waits)}</p>`;
    if (this.box.dataset.html === html) return;
    this.box.dataset.html = html;
    this.box.innerHTML = html;
  }

  /** @param {import("./model.js").Unit} unit */
  told(unit) {
    const { lesson } = this, { said, model, place } = lesson, { y, x, w } = model.panels, flat = place.row * y.columns + place.column, value = y.values[flat];
    const shown = lesson.predict.open ? "?" : format(value), { reads } = model;
    if (!reads) return this.plainly(said.untold, shown, value);
    const list = terms(reads, "output", flat).filter((term) => unit.rule === "sum" || term.inside);
    if (unit.rule === "sum") return this.sum(unit, products(list, "input", x, "weight", w), value, shown);
    const read = list.map((term) => x.values[term.input]), same = unit.rule === "mean" ? asWritten([[shown, read.length]], read.map((v) => [v])) : "";
    const position = x.position(list[0]?.input ?? 0);
    const put = { count: read.length, value: shown, label: model.layers[lesson.layer].label, before: format(read[0]), same, ...position, number: unit.first };
    if (unit.adds) return this.plainly(fill(said.add, { terms: read.map((v, k) => (k ? ` + ${factor(v)}` : format(v))).join(""), value: shown, same: asWritten(read.map((v) => [v]), [[shown]]) }), shown, value);
    return this.cells(list, x, value) + this.plainly(fill(said[{ max: "max", mean: "mean", point: "point", copy: "copy" }[unit.rule] ?? "untold"], put), shown, value);
  }

  /** The window that a pooling reads. @param {Term[]} list @param {Panel} x @param {number} value */
  cells(list, x, value) {
    const rows = [...new Set(list.map(({ row }) => row))], columns = [...new Set(list.map(({ column }) => column))];
    if (list.length < 2 || rows.length > MOST_SIDE || columns.length > MOST_SIDE) return "";
    const { said } = this.lesson, numbers = list.map(({ input }) => x.values[input]);
    return `<div class="factors">${this.grid(this.window(columns.length, rows.length), fill(said.window, {}), "", numbers, columns.length, x.range[1], (v) => v === value)}</div>`;
  }

  /** @param {string} text @param {string} shown @param {number} value */
  plainly(text, shown, value) {
    this.spoken = text.replaceAll("*", "");
    const parts = text.split("*").map((part, k) => (k % 2 ? `<b>${escape(part)}</b>` : escape(part))).join("");
    return `<p class="said">${parts}</p>${this.result(shown, value, "")}`;
  }

  /** @param {string} shown @param {number} value @param {string} note */
  result(shown, value, note) {
    const rgb = this.lesson.palette.signed(value, this.lesson.atlases.reach(this.lesson.layer));
    const style = shown === "?" ? "" : `background:${cssColour(rgb)};color:${inkOn(rgb)}`;
    return `<div class="result"><output style="${style}" data-testid="result">${shown}</output><span class="dim">${escape(note)}</span></div>`;
  }

  // ---- a weighted sum

  /** @param {import("./model.js").Unit} unit @param {(Term & { a: number, b: number, value: number })[]} list @param {number} value @param
   * {string} shown */
  sum(unit, list, value, shown) {
    const { lesson } = this, { said, model: { panels: { x } } } = lesson, each = list.length / x.channels;
    const sums = range(x.channels).map((c) => total(list.slice(c * each, (c + 1) * each)));
    const order = range(x.channels).sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]));
    const at = this.opened !== null && this.opened < x.channels ? this.opened : order[0];
    const bars = this.bars(unit, sums, order), whole = sums.reduce((a, b) => a + b, unit.bias);
    const note = unit.then ? fill(said.then, { value: format(whole), label: unit.then }) : fill(unit.biased ? said.sum_bias : said.sum, { count: x.channels });
    this.spoken = `${lesson.named()}: ${shown}; ${note}`;
    const many = x.channels > this.most ? `<p class="dim many">${escape(fill(said.many, { count: x.channels }))}</p>` : "";
    return this.factors(unit, list.slice(at * each, (at + 1) * each), at, sums[at]) + many + `<div class="fall">${this.fall(bars, at)}${this.result(shown, value, note)}</div>`;
  }

  /** @param {import("./model.js").Unit} unit @param {number[]} sums @param {number[]} order @returns {Bar[]} */
  bars(unit, sums, order) {
    const { said } = this.lesson, own = order.length > this.most ? order.slice(0, Math.max(1, Math.min(LARGEST_BARS, this.most - 2))) : order, rest = order.slice(own.length);
    const up = rest.filter((c) => sums[c] > 0), down = rest.filter((c) => sums[c] < 0);
    const of = (/** @type {number[]} */ list) => list.reduce((sum, c) => sum + sums[c], 0);
    /** @type {Bar[]} */
    const bars = unit.biased ? [{ name: said.bias, value: unit.bias }] : [];
    bars.push(...own.map((c) => ({ name: String(unit.first + c), value: sums[c], at: c })));
    if (up.length) bars.push({ name: fill(said.up, { count: up.length }), value: of(up), kind: "rest" });
    if (down.length) bars.push({ name: fill(said.down, { count: down.length }), value: of(down), kind: "rest" });
    return bars;
  }

  /** Each bar begins where the one before ends. @param {Bar[]} bars @param {number} opened */
  fall(bars, opened) {
    const ends = [0], { high: tall } = this, width = this.width - 108;
    for (const { value } of bars) ends.push(/** @type {number} */ (ends.at(-1)) + value);
    const low = Math.min(...ends), high = Math.max(...ends), px = (tall - 34) / (high - low || 1), step = width / bars.length;
    const y = (/** @type {number} */ v) => 17 + (high - v) * px, wide = Math.min(54, step - 6);
    const zero = element("line", { x1: 0, x2: width, y1: y(0), y2: y(0), class: "zero" });
    const drawn = bars.map((bar, k) => {
      const x = k * step + (step - wide) / 2, top = y(Math.max(ends[k], ends[k + 1])), height = Math.max(1, Math.abs(bar.value) * px), up = bar.value >= 0;
      const text = `${bar.value > 0 ? "+" : ""}${format(bar.value)}`;
      const rect = element("rect", { x, y: top, width: wide, height, class: `${up ? "plus" : "minus"} ${bar.kind ?? ""} ${bar.at === opened ? "opened" : ""}` });
      const touch = element("rect", { x: k * step, y: 0, width: step, height: tall + 20, class: "touch" }), on = bar.at === opened ? " on" : "";
      const digits = label(x + wide / 2, up ? top - 5 : top + height + 14, text, { size: 14, kind: `value${on}`, anchor: "middle" });
      const name = label(x + wide / 2, tall + 14, bar.name, { size: 14, kind: `name${on}`, anchor: "middle" });
      return element("g", { "data-at": bar.at ?? "" }, rect + digits + name + touch);
    });
    return element("svg", { class: "bars", width, height: tall + 22, viewBox: `0 0 ${width} ${tall + 22}`, role: "img", "aria-label": bars.map(({ name, value }) => `${name} ${format(value)}`).join(", ") }, zero + drawn.join(""));
  }

  /** What one map adds: its window, the kernel's part for it, and their products. @param {import("./model.js").Unit} unit @param
   * {(Term & { a: number, b: number, value: number })[]} list @param {number} at @param {number} sum */
  factors(unit, list, at, sum) {
    const { lesson } = this, { said, model } = lesson, { x, w } = model.panels, number = unit.first + at, of = model.layers[unit.of].inputs[0];
    const from = of < 0 ? fill(said.of_channel, { name: channelName(lesson, number) }) : fill(said.of_map, { number });
    const columns = w.columns, reach = { w: w.range[1], p: Math.max(...list.map((t) => Math.abs(t.value))) || 1 };
    this.high = this.highest;
    if (columns > MOST_SIDE || w.rows > MOST_SIDE) return "";
    const cells = this.plan(columns, w.rows, x.channels > this.most), lens = cells.kind === "small" ? this.lens.told(list, columns) : "";
    const one = list.length === 1, titles = one
      ? [of < 0 ? `${said.window} ${from}` : fill(x.rows * x.columns === 1 ? said.input_unit : said.input, { number }), said.weight, said.product]
      : [said.window, said.kernel, said.products];
    const shortened = [list.map((t) => t.a), list.map((t) => t.b), list.map((t) => t.value)].some((values) => tight(values, columns, cells) && values.some((v) => short(v) !== v));
    const parts = [
      this.grid(cells, titles[0], one ? "" : from, list.map((t) => t.a), columns, x.range[1], undefined, list.map((t) => !t.inside)),
      "<i>×</i>", this.grid(cells, titles[1], "", list.map((t) => t.b), columns, reach.w),
      `<i>${shortened ? "≈" : asWritten(list.map((t) => [t.a, t.b]), list.map((t) => [t.value]))}</i>`,
      this.grid(cells, titles[2], one ? "" : `Σ ${format(sum)}`, list.map((t) => t.value), columns, reach.p),
    ];
    return `${lens}<div class="factors">${parts.join("")}</div>`;
  }

  /** How the cells of a kernel are written; the bars get the height that is left. @param {number} columns @param {number} rows @param
   * {boolean} many @returns {Cells} */
  plan(columns, rows, many) {
    const { phone } = this.lesson, third = (this.width - SIGNS) / 3, line = many ? MANY * (this.width < ONE_LINE ? 2 : 1) : 0;
    const rest = (/** @type {string} */ kind) => REST_OF_SUM + (kind === "small" ? LENS : line);
    const high = (/** @type {string} */ kind) => (phone ? Infinity : Math.floor((this.room - rest(kind) - LEAST_BARS) / rows));
    const wide = (/** @type {string} */ kind) => (phone && kind !== "small" ? this.width : third);
    const fits = CELLS.find((one) => columns <= one.columns && rows <= one.rows && one.across * columns <= wide(one.kind) && one.least + one.gap <= high(one.kind));
    const { kind, least, most, gap } = fits ?? CELLS[CELLS.length - 1];
    const across = kind === "small" ? Math.floor(third / columns) : Infinity, side = Math.max(least, Math.min(most, across - gap, high(kind) - gap));
    this.high = phone ? HIGH : Math.max(LEAST_BARS, Math.min(this.highest, this.room - rest(kind) - rows * (side + gap)));
    return { kind, side, noted: wide(kind) >= NOTED };
  }

  /** How a window that stands alone is written. @param {number} columns @param {number} rows @returns {Cells} */
  window(columns, rows) {
    const { kind, least, most, gap } = CELLS.find((one) => columns <= one.columns && rows <= one.rows) ?? CELLS[CELLS.length - 1];
    const room = this.lesson.phone ? most : Math.floor((this.room - REST_OF_SUM - LEAST_BARS) / rows) - gap;
    return { kind, side: Math.max(least, Math.min(most, room)), noted: true };
  }

  /** Numbers in coloured cells. @param {Cells} form @param {string} title @param {string} note @param {number[]} values @param {number} columns
   * @param {number} reach @param {(value: number) => boolean} [on] @param {boolean[]} [ghost] */
  grid(form, title, note, values, columns, reach, on = () => false, ghost = []) {
    const { lesson } = this, { palette, said } = lesson, few = tight(values, columns, form), plain = form.kind === "small";
    const cells = values.map((value, k) => {
      const rgb = palette.signed(value, reach), name = fill(said.cell, { row: Math.floor(k / columns), column: k % columns, text: format(value) });
      const style = ghost[k] ? "" : `background:${cssColour(rgb)};color:${inkOn(rgb)}`;
      return `<span role="gridcell" aria-label="${escape(name)}" class="${ghost[k] ? "ghost" : ""}${on(value) ? " on" : ""}${plain && this.lens.at === k ? " seen" : ""}" data-cell="${k}" title="${few ? format(value) : ""}" style="${style}">${plain ? "" : few ? narrow(value) : format(value)}</span>`;
    });
    const rows = range(Math.ceil(cells.length / columns)).map((r) => `<div role="row">${cells.slice(r * columns, (r + 1) * columns).join("")}</div>`);
    return `<figure><figcaption><b>${escape(title)}</b> <span class="dim">${form.noted ? escape(note) : ""}</span></figcaption><div class="grid ${form.kind}" role="grid" aria-label="${escape(title)}" style="--columns:${columns};--cell:${form.side}px">${rows.join("")}</div></figure>`;
  }
}

/** Whether cells side by side have room for short numbers only. @param {number[]} values @param {number} columns @param {Cells} form */
const tight = (values, columns, { kind }) => columns > WIDE || (kind === "middle" && columns > 1) || (columns === WIDE && values.some((value) => format(value).length > MOST_DIGITS));

/** As a narrow cell has it: hundredths below 1, tenths below 10, whole numbers above. @param {number} value */
function short(value) {
  const size = Math.abs(value), steps = size < 1 ? 100 : size < 10 ? 10 : 1;
  return Math.round(value * steps) / steps;
}

/** In few digits, with none before the point: "−.04", and "≈0" for what is not 0. @param {number} value */
function narrow(value) {
  const rounded = short(value);
  return rounded || !value ? format(rounded || 0).replace(/^(\u2212?)0\./, "$1.") : "≈0";
}

/** @param {import("./player.js").Network} lesson @param {number} number */
const channelName = (lesson, number) => lesson.said.channels[lesson.model.square.shape[0] === 3 ? number : 3];
