// The kernel and its bias are edited where they stand.

import { CellField } from "../js/field.js";
import { fill, format, parseNumber } from "../js/numbers.js";
import { walking } from "../js/pointing.js";
import { range } from "../js/text.js";

/** @extends {CellField<number>} */
export class Editor extends CellField {
  live = true;
  cursor = 0;

  /** @param {any} player */
  constructor(player) {
    const grid = player.find("[data-testid=kernel]");
    super(player, grid.parentElement);
    this.grid = grid;
    this.bindGrid();
    const ledger = player.find(".ledger .rows");
    ledger.addEventListener("change", (/** @type {any} */ event) => this.changeBias(event.target));
    ledger.addEventListener("keydown", (/** @type {any} */ event) => {
      if (event.key === "Enter") event.target.blur();
      if (event.target.matches("input")) event.stopPropagation();
    });
  }

  bindGrid() {
    const { grid, lesson: player } = this;
    const tapOf = (/** @type {any} */ event) => Number(event.target.closest("[data-tap]")?.dataset.tap ?? -1);
    /** @param {string} kind @param {(event: any) => void} act while no weight is written */
    const listen = (kind, act) => grid.addEventListener(kind, (/** @type {Event} */ event) => { if (this.index === null) act(event); });
    listen("pointermove", (event) => { if (tapOf(event) >= 0 && event.pointerType !== "touch") player.hover({ kind: "kernel", tap: tapOf(event) }); });
    for (const kind of ["pointerleave", "blur"]) listen(kind, () => player.hover(null));
    listen("focus", () => { if (!this.returning && grid.matches(":focus-visible")) this.choose(this.cursor); });
    listen("keydown", (event) => this.begin(event));
    listen("paste", (event) => this.paste(event, this.cursor));
    grid.addEventListener("click", (/** @type {Event} */ event) => {
      const added = player.hovered?.kind === "input"; // then the kernel stands there another way round
      if (added) player.hover(null);
      else if (tapOf(event) >= 0) this.open(tapOf(event));
    });
    walking(grid, (rows, columns) => { if (this.index === null) this.choose(this.cursor + rows * player.model.column.kernelSize + columns); });
  }

  /** Move the keyboard's place in the kernel. @param {number} tap */
  choose(tap) {
    this.cursor = Math.max(0, Math.min(this.lesson.model.relation.kernelSize - 1, tap));
    this.grid.setAttribute("aria-activedescendant", `weight-${this.cursor}`);
    this.lesson.hover({ kind: "kernel", tap: this.cursor });
  }

  /** @param {KeyboardEvent} event on the kernel */
  begin(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Enter") this.open(this.cursor);
    else if (/^[-\d.]$/.test(event.key)) this.open(this.cursor, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // ---- the field

  get kernel() { return this.lesson.model.panels.kernel; }
  get weights() { return this.draft("weight", this.kernel.values); }
  get bias() { return this.draft("bias", this.lesson.header.bias); }

  /** The weight under a cell, as it was typed. @param {number} tap @returns {number} */
  flat(tap) {
    const { kernel, lesson: { state, model } } = this, { row, column } = model.typed(tap);
    return kernel.flat(Math.min(state.channel, kernel.channels - 1), row, column);
  }

  /** @param {number} tap */
  cell(tap) {
    const { header: { limit }, words: { names } } = this.lesson;
    return { element: this.grid.querySelector(`#weight-${tap}`), name: names.weight, value: this.weights[this.flat(tap)], limit };
  }

  /** @param {number} tap @param {string} [text] */
  open(tap, text) {
    super.open(tap, text);
    this.choose(tap);
  }

  /** @param {number} tap @param {number} value */
  put(tap, value) {
    this.weights[this.flat(tap)] = value;
    this.edit();
  }

  /** @param {number} tap */
  where(tap) { return { index: this.flat(tap) }; }

  /** @param {number} tap */
  refusal(tap) {
    const { header: { limit }, words: { sentences } } = this.lesson;
    return fill(sentences.not_a_number, { ...this.kernel.position(this.flat(tap)), old: format(this.old), limit });
  }

  /** @param {number} tap @param {1 | -1} by */
  beside(tap, by) { return tap + by >= 0 && tap + by < this.lesson.model.relation.kernelSize ? tap + by : null; }

  close(byKey = false) {
    if (this.index !== null) this.lesson.hover(null);
    super.close(byKey);
  }

  left() {
    this.returning = true; // the new output is explained, not the weight
    this.grid.focus();
    this.returning = false;
  }

  /** @param {HTMLInputElement} input */
  changeBias(input) {
    const { lesson: player } = this, { limit } = player.header, value = parseNumber(input.value, limit);
    player.complain(value === null ? fill(player.words.sentences.bias_not_a_number, { limit }) : "");
    if (value === null) {
      input.value = format(player.bias);
      return;
    }
    this.bias[0] = value;
    this.edit();
  }

  /** Kernel and bias are one message. */
  edit() {
    const { weights, kernel: { channels, rows, columns } } = this;
    const weight = range(channels).map((c) => range(rows).map((r) => [...weights.subarray((c * rows + r) * columns, (c * rows + r + 1) * columns)]));
    this.post("kernel", { kind: "edit", weight, bias: this.bias[0] });
  }
}
