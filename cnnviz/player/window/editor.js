// The kernel is edited where it stands; one edit at a time travels, the newest always last.

import { fill, format, parseNumber } from "../js/numbers.js";

const ANSWER_MS = 1500;

export class Editor {
  constructor(player) {
    this.player = player;
    this.grid = player.find("[data-testid=kernel]");
    this.menu = player.find(".menu");
    this.waiting = false;
    this.cursor = 0;
    this.bind();
  }

  bind() {
    const grid = this.grid, { player } = this;
    const tapOf = (event) => {
      const cell = event.target.closest("[data-tap]");
      return cell ? Number(cell.dataset.tap) : -1;
    };
    grid.addEventListener("pointermove", (event) => {
      const tap = tapOf(event);
      if (tap >= 0 && !this.input && player.state.hover?.kind !== "input") player.hover({ kind: "kernel", tap });
    });
    grid.addEventListener("pointerleave", () => { if (!this.input) player.hover(null); });
    grid.addEventListener("click", (event) => { if (tapOf(event) >= 0) this.open(tapOf(event)); });
    grid.addEventListener("focus", () => {
      if (!this.input && !this.returning && grid.matches(":focus-visible")) this.choose(this.cursor);
    });
    grid.addEventListener("blur", () => { if (!this.input) player.hover(null); });
    grid.addEventListener("keydown", (event) => this.onKey(event));
    const ledger = player.find(".ledger .rows");
    ledger.addEventListener("change", (event) => this.changeBias(event.target));
    ledger.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.target.blur();
      event.stopPropagation();
    });
    this.more = player.find(".slot.kernel .more");
    this.more.addEventListener("click", () => this.showMenu(this.menu.hidden));
    this.menu.addEventListener("click", (event) => {
      const name = event.target.dataset.name;
      if (name) player.send({ kind: "action", name });
      this.showMenu(false);
      this.more.focus();
    });
    this.menu.addEventListener("keydown", (event) => this.onMenuKey(event));
    this.menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget !== this.more && !this.menu.contains(relatedTarget)) this.showMenu(false);
    });
  }

  // Move the keyboard's place in the kernel.
  choose(tap) {
    this.cursor = Math.max(0, Math.min(this.player.model.relation.taps - 1, tap));
    this.grid.setAttribute("aria-activedescendant", `weight-${this.cursor}`);
    this.player.hover({ kind: "kernel", tap: this.cursor });
  }

  onKey(event) {
    if (this.input || event.ctrlKey || event.metaKey || event.altKey) return;
    const columns = this.player.model.relation.column.taps, at = this.cursor;
    const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (event.key in moves) this.choose(at + moves[event.key]);
    else if (event.key === "Enter") this.open(at);
    else if (/^[-\d.]$/.test(event.key)) this.open(at, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The typed kernel cell behind an applied tap (a true convolution turns the kernel).
  cellOf(tap) { return this.player.model.arrays.cells[tap]; }

  typed() {
    const { channels, rows, columns, values } = this.player.model.panels.kernel;
    this.draft ??= Float64Array.from(values);
    return { channels, rows, columns };
  }

  indexOf(tap) {
    const { channels, rows, columns } = this.typed();
    const channel = Math.min(this.player.state.channel, channels - 1);
    return channel * rows * columns + this.cellOf(tap);
  }

  open(tap, text) {
    this.close();
    const index = this.indexOf(tap);
    const cell = this.grid.querySelector(`#weight-${tap}`), input = document.createElement("input");
    input.className = "edit";
    input.inputMode = "decimal";
    input.setAttribute("aria-label", "Weight");
    const width = Math.max(cell.offsetWidth, 60), height = Math.max(cell.offsetHeight, 34);
    input.style.cssText = `width:${width}px;height:${height}px;left:${cell.offsetLeft + (cell.offsetWidth - width) / 2}px;top:${cell.offsetTop + (cell.offsetHeight - height) / 2}px`;
    const old = this.draft[index];
    input.value = text ?? String(old);
    Object.assign(this, { input, tap, index, old });
    input.addEventListener("input", () => this.change(input.value));
    input.addEventListener("keydown", (event) => this.onEditKey(event));
    input.addEventListener("blur", () => this.close());
    this.choose(tap);
    this.grid.parentElement.append(input);
    input.focus();
    if (text === undefined) input.select();
    else this.change(text);
  }

  onEditKey(event) {
    event.stopPropagation();
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step) {
      const value = parseNumber(this.input.value) ?? this.old;
      this.input.value = String(Math.round((value + step) * 1e6) / 1e6);
      this.change(this.input.value);
    } else if (event.key === "Enter") this.close(true);
    else if (event.key === "Escape") {
      this.change(String(this.old));
      this.close(true);
    } else if (event.key === "Tab") {
      const next = this.tap + (event.shiftKey ? -1 : 1);
      if (next < 0 || next >= this.player.model.relation.taps) return;
      this.open(next);
    } else return;
    event.preventDefault();
  }

  change(text) {
    const { limit, words } = this.player.model, value = parseNumber(text, limit);
    const { columns } = this.typed(), cell = this.cellOf(this.tap);
    const where = { row: Math.floor(cell / columns), column: cell % columns, old: format(this.old), limit };
    const begun = /^[-+\u2212]?\.?$/.test(text.trim()); // not wrong yet, only not finished
    this.input.setAttribute("aria-invalid", value === null && !begun);
    this.player.complain(value === null && !begun ? fill(words.not_a_number, where) : "");
    this.draft[this.index] = value ?? this.old;
    this.post();
  }

  close(keepFocus) {
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

  changeBias(input) {
    const { model, filter } = this.player, value = parseNumber(input.value, model.limit);
    if (value === null) {
      input.value = format(model.bias[filter]);
      this.player.complain(fill(model.words.bias_not_a_number, model));
      return;
    }
    this.player.complain("");
    this.newBias = value;
    this.post();
  }

  post() {
    if (this.waiting) {
      this.again = true;
      return;
    }
    const { channels, rows, columns } = this.typed();
    const weight = Array.from({ length: channels }, (_, c) => Array.from({ length: rows }, (_, r) =>
      Array.from(this.draft.subarray((c * rows + r) * columns, (c * rows + r + 1) * columns))));
    const bias = this.newBias ?? this.player.model.bias[0];
    const message = JSON.stringify([weight, bias]);
    if (message === this.sent) return;
    this.sent = message;
    this.waiting = true;
    this.timer = setTimeout(() => this.answered(), ANSWER_MS);
    this.player.send({ kind: "edit", weight, bias });
  }

  // A new payload came: send what was typed meanwhile, or take over what the server holds.
  answered() {
    clearTimeout(this.timer);
    this.waiting = false;
    if (this.again) {
      this.again = false;
      this.post();
    } else if (!this.input) this.reset();
  }

  reset() {
    this.draft = null;
    this.newBias = undefined;
    this.sent = undefined;
  }

  showMenu(on) {
    const { menu, player } = this;
    menu.hidden = !on;
    this.more.setAttribute("aria-expanded", on);
    if (!on) return;
    menu.replaceChildren(...player.model.actions.map(([name, label]) => {
      const button = document.createElement("button");
      button.setAttribute("role", "menuitem");
      button.dataset.name = name;
      button.textContent = label;
      return button;
    }));
    const at = this.more.getBoundingClientRect(), box = player.section.getBoundingClientRect();
    menu.style.left = Math.max(0, Math.min(at.left - box.left, box.width - menu.offsetWidth)) + "px";
    menu.style.top = at.top - box.top - menu.offsetHeight - 6 + "px";
    menu.firstChild.focus();
  }

  onMenuKey(event) {
    const items = [...this.menu.children], at = items.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items.at((at + step) % items.length).focus();
    else if (event.key === "Escape") {
      this.showMenu(false);
      this.more.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
