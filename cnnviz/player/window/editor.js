// The kernel is edited where it stands; one edit at a time travels, the newest always last.

import { fill, format, parseNumber } from "../js/numbers.js";
import { walking } from "../js/pointing.js";
import { range } from "../js/text.js";

const ANSWER_MS = 1500;
const LEAST_WIDTH = 60; // px of the field that is typed into
const LEAST_HEIGHT = 34;

export class Editor {
  /** @param {any} player */
  constructor(player) {
    this.player = player;
    this.grid = player.find("[data-testid=kernel]");
    this.waiting = false;
    this.cursor = 0;
    /** The field that is open. @type {HTMLInputElement | null} */
    this.input = null;
    /** The weights as they are being typed. @type {Float64Array | null} */
    this.draft = null;
    /** What was sent last. @type {string | undefined} */
    this.sent = undefined;
    this.bindGrid();
    const ledger = player.find(".ledger .rows");
    ledger.addEventListener("change", (/** @type {any} */ event) => this.changeBias(event.target));
    ledger.addEventListener("keydown", (/** @type {any} */ event) => {
      if (event.key === "Enter") event.target.blur();
      if (event.target.matches("input")) event.stopPropagation();
    });
  }

  bindGrid() {
    const { grid, player } = this;
    /** @param {any} event */
    const tapOf = (event) => Number(event.target.closest("[data-tap]")?.dataset.tap ?? -1);
    grid.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (tapOf(event) >= 0 && !this.input && event.pointerType !== "touch") player.hover({ kind: "kernel", tap: tapOf(event) });
    });
    grid.addEventListener("pointerleave", () => { if (!this.input) player.hover(null); });
    grid.addEventListener("click", (/** @type {Event} */ event) => {
      const added = player.hovered?.kind === "input"; // then the kernel stands there another way round
      if (added) player.hover(null);
      else if (tapOf(event) >= 0) this.open(tapOf(event));
    });
    grid.addEventListener("focus", () => { if (!this.input && !this.returning && grid.matches(":focus-visible")) this.choose(this.cursor); });
    grid.addEventListener("blur", () => { if (!this.input) player.hover(null); });
    walking(grid, (rows, columns) => { if (!this.input) this.choose(this.cursor + rows * player.model.column.kernelSize + columns); });
    grid.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.onKey(event));
  }

  /** Move the keyboard's place in the kernel. @param {number} tap */
  choose(tap) {
    this.cursor = Math.max(0, Math.min(this.player.model.relation.kernelSize - 1, tap));
    this.grid.setAttribute("aria-activedescendant", `weight-${this.cursor}`);
    this.player.hover({ kind: "kernel", tap: this.cursor });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (this.input || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Enter") this.open(this.cursor);
    else if (/^[-\d.]$/.test(event.key)) this.open(this.cursor, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The kernel as it was typed, and the numbers that stand for it while it is edited. */
  get typed() {
    const { kernel } = this.player.model.panels;
    this.draft ??= Float64Array.from(kernel.values);
    return { kernel, draft: this.draft };
  }

  /** @param {number} tap @param {string} [text] */
  open(tap, text) {
    this.close();
    const { kernel, draft } = this.typed, { state, model, words: { names } } = this.player, { row, column } = model.typed(tap);
    const input = this.field(this.grid.querySelector(`#weight-${tap}`), names.weight);
    this.index = kernel.flat(Math.min(state.channel, kernel.channels - 1), row, column);
    this.old = draft[this.index];
    input.value = text ?? String(this.old);
    this.choose(tap);
    Object.assign(this, { input });
    this.grid.parentElement.append(input);
    input.focus();
    if (text === undefined) input.select();
    else this.change(text);
  }

  /** A field over a cell, at least as large as can be typed into. @param {HTMLElement} cell @param {string} ariaLabel */
  field(cell, ariaLabel) {
    const input = Object.assign(document.createElement("input"), { className: "edit", inputMode: "decimal", ariaLabel });
    const width = Math.max(cell.offsetWidth, LEAST_WIDTH), height = Math.max(cell.offsetHeight, LEAST_HEIGHT);
    const left = cell.offsetLeft + (cell.offsetWidth - width) / 2, top = cell.offsetTop + (cell.offsetHeight - height) / 2;
    input.style.cssText = `width:${width}px;height:${height}px;left:${left}px;top:${top}px`;
    input.addEventListener("input", () => this.change(input.value));
    input.addEventListener("keydown", (event) => this.onEditKey(event, input));
    input.addEventListener("blur", () => { if (this.input === input) this.close(); });
    return input;
  }

  /** @param {KeyboardEvent} event @param {HTMLInputElement} input */
  onEditKey(event, input) {
    event.stopPropagation();
    /** @type {Record<string, number>} */
    const steps = { ArrowUp: 1, ArrowDown: -1 };
    if (steps[event.key]) {
      input.value = String(Math.round(((parseNumber(input.value) ?? this.old ?? 0) + steps[event.key]) * 1e6) / 1e6);
      this.change(input.value);
    } else if (event.key === "Enter") this.close(true);
    else if (event.key === "Escape") {
      this.change(String(this.old));
      this.close(true);
    } else if (event.key === "Tab") {
      const next = this.cursor + (event.shiftKey ? -1 : 1);
      if (next < 0 || next >= this.player.model.relation.kernelSize) return;
      this.open(next);
    } else return;
    event.preventDefault();
  }

  /** @param {string} text */
  change(text) {
    const { player, index = 0, old = 0 } = this, { limit } = player.header, { kernel, draft } = this.typed, value = parseNumber(text, limit);
    const begun = /^[-+\u2212]?\.?$/.test(text.trim()), wrong = value === null && !begun; // begun: not wrong yet, only not finished
    this.input?.setAttribute("aria-invalid", String(wrong));
    player.complain(wrong ? fill(player.words.sentences.not_a_number, { ...kernel.position(index), old: format(old), limit }) : "");
    draft[index] = value ?? old;
    this.post();
  }

  close(keepFocus = false) {
    const { input } = this;
    if (!input) return;
    this.input = null;
    input.remove();
    this.player.hover(null);
    if (!keepFocus) return;
    this.returning = true; // the new output is explained, not the weight
    this.grid.focus();
    this.returning = false;
  }

  /** @param {HTMLInputElement} input */
  changeBias(input) {
    const { player } = this, { limit } = player.header, value = parseNumber(input.value, limit);
    player.complain(value === null ? fill(player.words.sentences.bias_not_a_number, { limit }) : "");
    if (value === null) {
      input.value = format(player.bias);
      return;
    }
    this.newBias = value;
    this.post();
  }

  post() {
    if (this.waiting) {
      this.again = true;
      return;
    }
    const { kernel: { channels, rows, columns }, draft } = this.typed, bias = this.newBias ?? this.player.header.bias[0];
    const weight = range(channels).map((c) => range(rows).map((r) => [...draft.subarray((c * rows + r) * columns, (c * rows + r + 1) * columns)]));
    const message = JSON.stringify([weight, bias]);
    if (message === this.sent) return;
    this.sent = message;
    this.waiting = true;
    this.timer = setTimeout(() => this.answered(), ANSWER_MS);
    this.player.send({ kind: "edit", weight, bias });
  }

  /** A new payload came: send what was typed meanwhile, or take over what the server holds. */
  answered() {
    clearTimeout(this.timer);
    this.waiting = false;
    if (this.again) {
      this.again = false;
      this.post();
    } else if (!this.input) {
      this.draft = null;
      this.newBias = undefined;
      this.sent = undefined;
    }
  }
}
