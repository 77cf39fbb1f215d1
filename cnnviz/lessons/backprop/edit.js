// A parameter or input cell, changed in place. What is no number is refused and stays as it was typed.

import { MINUS, fill, parseNumber } from "../../player/js/numbers.js";
import { fine } from "./formula.js";

export class Edit {
  constructor(player) {
    this.player = player;
    this.input = player.find(".edit");
    player.find(".bench").addEventListener("dblclick", (event) => {
      const cell = event.target.closest("[data-at]");
      if (cell && this.editable(cell)) this.begin(cell);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => { if (!this.input.hidden && !this.stay) this.commit(false); });
  }

  editable(cell) { return Boolean(this.panelOf(cell)?.editable); }
  panelOf(cell) { return this.player.chain.panels[cell.dataset.at.slice(0, cell.dataset.at.lastIndexOf(":"))]; }
  flatOf(cell) { return Number(cell.dataset.at.slice(cell.dataset.at.lastIndexOf(":") + 1)); }
  cells() { return [...this.player.find(".bench").querySelectorAll(".cell[data-at]")].filter((cell) => this.editable(cell)); }

  // By key: the number that this step reads, a parameter first.
  open() {
    const cells = this.cells(), lit = cells.filter((cell) => "k" in cell.dataset);
    const parameter = (list) => list.find((cell) => this.panelOf(cell).kind === "parameter");
    const cell = parameter(lit) ?? lit[0] ?? parameter(cells) ?? cells[0];
    if (cell) this.begin(cell);
    else this.player.complain(this.player.chain.words.editing.none);
  }

  begin(cell) {
    const { player, input } = this, zoom = player.scale;
    const box = cell.getBoundingClientRect(), board = player.find(".work").getBoundingClientRect();
    player.transport.play(false);
    this.panel = this.panelOf(cell);
    this.flat = this.flatOf(cell);
    this.value = this.panel.values[this.flat];
    const width = Math.max(64, box.width / zoom + 8), height = Math.max(36, box.height / zoom);
    Object.assign(input.style, {
      left: `${(box.left + box.width / 2 - board.left) / zoom - width / 2}px`,
      top: `${(box.top + box.height / 2 - board.top) / zoom - height / 2}px`,
      width: `${width}px`, height: `${height}px`,
    });
    input.hidden = false;
    input.value = String(this.value).replace("-", MINUS);
    input.setAttribute("aria-label", this.panel.title(this.flat));
    input.removeAttribute("aria-invalid");
    player.complain(fill(player.chain.words.editing.open, { name: this.panel.title(this.flat), value: fine(this.value) }));
    input.focus();
    input.select();
  }

  key(event) {
    event.stopPropagation();
    if (event.key === "Escape") return this.close();
    if (event.key === "Enter") return this.commit(true);
    if (event.key !== "Tab") return;
    event.preventDefault();
    const cells = this.cells(), at = cells.findIndex((cell) => cell.dataset.at === `${this.panel.key}:${this.flat}`);
    const next = cells[(at + (event.shiftKey ? -1 : 1) + cells.length) % cells.length];
    if (this.commit(true)) this.begin(next);
  }

  // Send what was typed; on a word the field stays open with it.
  commit(refocus) {
    const { player, input } = this, { limit, words } = player.chain, value = parseNumber(input.value, limit);
    if (value === null) {
      input.setAttribute("aria-invalid", "true");
      const name = this.panel.title(this.flat), most = limit.toLocaleString("en");
      player.complain(fill(words.editing.no_number, { name, value: fine(this.value), text: input.value, limit: most }));
      if (refocus) input.focus();
      return false;
    }
    this.close(refocus);
    if (value !== this.value) {
      const values = [...this.panel.values];
      values[this.flat] = value;
      player.send({ kind: "edit", array: this.panel.array, values });
    }
    return true;
  }

  close(refocus = true) {
    this.stay = true;
    this.input.hidden = true;
    this.stay = false;
    this.player.complain("");
    if (refocus) this.player.find(".board").focus({ preventScroll: true });
  }
}
