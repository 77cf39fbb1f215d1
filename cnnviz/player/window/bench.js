// Under the pictures: window × kernel = products.

import { LEAST_FONT } from "../js/legible.js";
import { Cells } from "../js/cells.js";
import { fill, format } from "../js/numbers.js";
import { range } from "../js/text.js";

const SIGN = 26;
const RESULT = 116;
const LEDGER = 136; // px
const LEAST_CELL = 38;
const CELL_FONT = 26;
const DIGIT = 0.58; // width of a digit in parts of its height
const ROW_FILL = 0.62;
const COLUMN_FILL = 0.88;
const FEW = 4; // channels that have room for a button each
const NAMES = /** @type {const} */ (["window", "kernel", "products"]);

/** @typedef {typeof NAMES[number]} Name */

export class Bench {
  /** @param {any} player */
  constructor(player) {
    this.player = player;
    const cells = (/** @type {Name} */ name) => new Cells(player, player.find(`[data-testid=${name}]`), name === "kernel" ? "weight-" : "");
    this.grids = { window: cells("window"), kernel: cells("kernel"), products: cells("products") };
    for (const name of /** @type {const} */ (["window", "products"])) this.grids[name].pointed = (k) => player.hover(k === null ? null : { kind: "tap", tap: k });
    /** @type {{ width: number, height: number }[]} */
    this.sizes = [];
    /** The most letters of a number in each grid. @type {number[]} */
    this.digits = [];
  }

  /** What the numbers need at the smallest size that can be read, fixed until the payload changes: nothing jumps while stepping. @param {number}
   * height @param {boolean} phone */
  measure(height, phone) {
    const { row: { kernelSize: rows }, column: { kernelSize: columns } } = this.player.model;
    const least = rows > 4 ? 26 : LEAST_CELL;
    this.digits = this.longest();
    this.needs = this.digits.map((n) => columns * Math.max(least, n * DIGIT * LEAST_FONT + 8));
    this.total = this.needs.reduce((a, b) => a + b, 0);
    this.height = phone ? Math.max(rows * 30, 96) : height;
    this.legible = (this.height / rows) * ROW_FILL >= LEAST_FONT;
    this.core = this.legible ? this.total + 4 * SIGN + RESULT + LEDGER : 0;
  }

  /** @param {number} core @param {boolean} phone */
  layout(core, phone) {
    const { row: { kernelSize: rows }, column: { kernelSize: columns } } = this.player.model;
    const { needs = [], total = 1, height = 0 } = this;
    const room = phone ? (core - 14) / 2 : core - 4 * SIGN - RESULT - LEDGER;
    const scale = phone ? room / Math.max(...needs) : room / total;
    const digits = this.legible && scale >= 1, cell = height / rows;
    const square = (/** @type {number} */ width) => ({ width: Math.min(cell * columns, width), height: Math.min(cell, width / columns) * rows });
    this.sizes = needs.map((need) => {
      if (!digits) return square(phone ? room : room / 3);
      const widest = Math.max(need, Math.max(cell, 44) * 1.35 * columns);
      return { width: phone ? room : Math.min(need * scale, widest), height };
    });
    const fits = this.sizes.map(({ width }, k) => (COLUMN_FILL * width) / (columns * this.digits[k] * DIGIT));
    this.font = digits ? Math.min(CELL_FONT, LEAST_FONT * scale, cell * ROW_FILL, Math.max(LEAST_FONT, Math.min(...fits))) : 0;
  }

  longest() {
    const { sample, adds, weights: { values } } = this.player.model;
    const of = (/** @type {number[]} */ numbers) => Math.min(8, Math.max(1, ...numbers.map((v) => format(v).length)));
    if (!adds) return [of(sample), 1, 1];
    const weights = [...values], extremes = [Math.min(...sample), Math.max(...sample), sample[7] ?? 0];
    return [of(sample), of(weights), of(weights.flatMap((w) => extremes.map((x) => w * x)))];
  }

  draw() {
    const { hovered, model } = this.player;
    if (hovered?.kind === "input" && model.adds) this.drawAdded(hovered);
    else this.drawWindow();
  }

  /** Forward: the window times the kernel, cell by cell. */
  drawWindow() {
    const { model, palette, state, hues, markedTap, reached, terms, header, predict, words: { names } } = this.player;
    const { input, relation } = model;
    /** @type {import("./model.js").Product[]} */
    const shown = terms.filter((/** @type {any} */ t) => t.channel === state.channel), first = terms.indexOf(shown[0]);
    const tap = (/** @type {import("./model.js").Product} */ t) => model.tap(t);
    /** @param {import("./model.js").Product} t @param {boolean} marked @param {string} more */
    const mark = (t, marked, more = "") => [marked ? "mark" : "", more].filter(Boolean).join(" ");
    const hue = (/** @type {import("./model.js").Product} */ t) => (hues ? palette.hue(tap(t), relation.kernelSize) : "");
    this.render("window", shown.map((t) => ({
      text: format(t.a), rgb: palette.of(input, t.a, t.channel), hue: hue(t),
      mark: mark(t, tap(t) === markedTap || (!predict.open && relation.takes(t)), t.border ? "border" : ""),
    })));
    if (model.adds) {
      this.render("kernel", shown.map((t) => ({
        text: format(t.b), rgb: palette.signed(t.b, model.weightLimit), mark: mark(t, tap(t) === markedTap), hue: hue(t),
      })));
      this.render("products", shown.map((t, k) => (first + k >= reached ? { text: "", mark: mark(t, tap(t) === markedTap, "ghost") }
        : { text: format(t.value), rgb: palette.signed(t.value, model.productLimit), mark: mark(t, tap(t) === markedTap) })));
    }
    const at = shown[markedTap], several = input.channels > 1;
    this.label("window", names.window, several && !this.buttons ? input.header.names[state.channel] : "", at?.a);
    this.label("kernel", names.kernel, header.flipped ? names.flipped : model.panels.kernel?.header.title ?? "", at?.b);
    this.label("products", names.products, "", at && first + markedTap < reached ? at.value : undefined);
  }

  /** The glance from the input: what one pixel adds to each output that reads it. @param {import("./model.js").Place} pixel */
  drawAdded(pixel) {
    const { palette, state, filter, words: { names }, header } = this.player;
    /** @type {import("./model.js").Model} */
    const model = this.player.model;
    const { taps: fed, sums, repeated, value } = model.added(filter, state.channel, pixel);
    const { kernelSize } = model.relation, taps = range(kernelSize).map((k) => kernelSize - 1 - k);
    const columns = new Set(sums.map((s) => s.j)).size, shape = repeated ? [sums.length / columns, columns] : undefined;
    const weights = repeated ? sums.map((s) => s.weight) : taps.map((tap) => model.weightAt(filter, state.channel, tap));
    this.render("window", [{ text: format(value), rgb: palette.of(model.input, value, state.channel) }], [1, 1]);
    this.render("kernel", weights.map((w) => ({ text: format(w), rgb: palette.signed(w, model.weightLimit) })), shape);
    this.render("products", weights.map((w, k) => (repeated || fed.has(taps[k])
      ? { text: format(w * value), rgb: palette.signed(w * value, model.productLimit) } : { text: "", mark: "ghost" })), shape);
    this.label("window", names.one_input, "");
    this.label("kernel", names.kernel, repeated ? names.summed : header.flipped ? names.as_typed : names.flipped);
    this.label("products", names.adds, "");
  }

  /** @param {Name} name @param {Cell[]} entries @param {number[]} [shape] rows and columns, where it is not the kernel's */
  render(name, entries, shape) {
    const { model: { row, column }, words: { names } } = this.player;
    const size = this.sizes[NAMES.indexOf(name)], [rows, columns] = shape ?? [row.kernelSize, column.kernelSize];
    const longest = Math.max(1, ...entries.map(({ text }) => text.length));
    const fits = Math.min(CELL_FONT + 6, (size.height / rows) * ROW_FILL, (size.width / columns) * 0.95 / (longest * DIGIT));
    const { element } = this.grids[name];
    this.grids[name].render(rows, columns, size, entries, shape ? (fits < LEAST_FONT ? 0 : fits) : this.font ?? 0);
    element.parentElement?.style.setProperty("width", `${size.width}px`);
    if (name !== "kernel") this.grids[name].name(names[name]);
  }

  /** @param {Name} name @param {string} title @param {string} note @param {number} [value] of the marked cell */
  label(name, title, note, value) {
    const [b, span, em] = this.player.find(`.slot.${name} .label`).children;
    b.textContent = title;
    span.textContent = value === undefined || this.font ? note : "";
    em.textContent = value === undefined ? "" : format(value);
  }

  /** Buttons for the channels beside the window, where there are a few. */
  captions() {
    const { header: { names, short }, channels } = this.player.model.input, box = this.player.find(".channels");
    this.buttons = channels > 1 && channels <= FEW;
    box.hidden = !this.buttons;
    box.replaceChildren(...(this.buttons ? short : []).map((/** @type {string} */ textContent, /** @type {number} */ k) => {
      const button = Object.assign(document.createElement("button"), { textContent, ariaLabel: names[k], title: names[k] });
      Object.assign(button.dataset, { action: "channel", value: String(k) });
      return button;
    }));
  }
}

/** The size of a picture in words. @param {Record<string, string>} names @param {Panel} panel @param {boolean} short */
export const sizeOf = (names, { rows, columns, channels }, short) =>
  fill(channels > 1 && !short ? names.size_channels : names.size, { rows, columns, channels });
