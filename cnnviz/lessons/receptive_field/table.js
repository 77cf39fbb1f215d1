// The layers as a table that can be edited; its rows line up with the side view's.

import { fill, format, parseNumber, writeRich } from "../../player/js/numbers.js";
import { escape } from "../../player/js/text.js";
import { across } from "./formulas.js";

const FIELDS = ["kernel_size", "stride", "dilation", "padding"];
const RESULTS = ["size", "jump", "start"];
const KINDS_SHOWN = ["conv", "max", "average"];
const NEW_LAYER = { kind: "conv", maps: 1, kernel_size: 3, stride: 1, dilation: 1, padding: 1 };

export class LayerTable {
  /** @param {import("./player.js").ReceptiveField} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.body = lesson.find(".layers tbody");
    this.heads = lesson.all(".layers th").map((th) => th.textContent);
    /** The label of the field whose new value is on its way. @type {string | null} */
    this.sent = null;
    /** The layers as they were edited, until that is answered. @type {any} */
    this.draft = null;
    this.number = 0;
    /** What the body was written from, and the last event that was answered then. */
    this.html = "";
    this.written = -1;
    this.body.addEventListener("change", (/** @type {any} */ { target }) => { if (target.matches("select")) this.edited(target); });
    this.body.addEventListener("focusout", (/** @type {any} */ { target }) => this.left(target));
    this.body.addEventListener("keydown", (/** @type {any} */ { key, target }) => { if (key === "Enter") this.left(target); });
    this.filling = false;
    this.body.addEventListener("click", (/** @type {any} */ event) => this.clicked(event.target));
  }

  update() {
    const answered = this.lesson.answered(this.number);
    this.draft = answered ? null : this.draft.filter(Boolean);
    const { model: { stages, shape }, notes } = this.lesson, count = Math.max(stages.length, this.stack?.length ?? 0);
    const results = [td(across(shape)), ...["1", "1", "0"].map((text) => td(text, "big"))];
    const photo = this.row(0, [td(notes.photo), ...Array(5).fill(td("")), ...results, td(""), td("")]);
    const html = [photo, ...Array.from({ length: count }, (_, layer) => this.layer(layer))].join(""), held = this.held();
    if (html === this.html && this.number === this.written) return; // nobody has changed anything: a list that is open stays open
    Object.assign(this, { html, written: answered ? this.number : -1 });
    this.filling = true;
    this.body.innerHTML = html;
    this.filling = false;
    for (const { cells } of this.body.rows) // on a phone each cell carries its heading
      for (let k = 0, column = 0; k < cells.length; column += cells[k++].colSpan) cells[k].dataset.head = this.heads[column];
    this.hold(held);
  }

  /** @param {number} number @param {string[]} cells */
  row(number, cells) { return `<tr data-layer="${number}">${cells.join("")}</tr>`; }

  /** @param {number} layer */
  layer(layer) {
    const { stack, lesson: { model, notes } } = this, settings = stack?.[layer], stage = model.stages[layer], number = { layer: layer + 1 };
    const remove = settings && stack.length > 1 ? `<button class="remove" aria-label="${fill(notes.remove, number)}">×</button>` : "";
    const weights = !stage || stage.header.weights === "0" ? "" : stage.header.weights;
    return this.row(layer + 1, [
      td(`<i>${layer + 1}</i>${settings ? this.choice(layer, settings.kind) : escape(stage.header.title)}`),
      td(settings?.kind === "conv" ? this.input(layer, "maps", settings.maps) : settings ? "" : stage.header.maps),
      ...(settings ? FIELDS.map((field) => td(this.input(layer, field, settings[field]))) : [td(escape(stage.header.detail), "detail", 4)]),
      ...(stage ? this.results(stage) : [td(notes.misfit, "misfit", 4)]),
      td(weights), td(remove),
    ]);
  }

  /** @param {import("./field.js").Field["stages"][number]} stage */
  results({ shape, header: { axes } }) {
    const both = (/** @type {string} */ name) => [...new Set(axes.map((/** @type {any} */ axis) => format(axis[name])))].join(" × ");
    return [td(across(shape)), ...RESULTS.map((name) => td(both(name), `big ${name}`))];
  }

  /** @param {number} layer @param {string} kind */
  choice(layer, kind) {
    const options = KINDS_SHOWN.map((one) => `<option${one === kind ? " selected" : ""}>${one}</option>`);
    return `<select aria-label="${fill(this.lesson.notes.kind_of, { layer: layer + 1 })}">${options.join("")}</select>`;
  }

  /** @param {number} layer @param {string} field @param {number} value */
  input(layer, field, value) {
    const { notes } = this.lesson, label = fill(notes.field_of, { field: notes[`field_${field}`], layer: layer + 1 });
    return `<input type="text" inputmode="numeric" value="${value}" data-field="${field}" aria-label="${label}" />`;
  }

  draw() {
    const { lesson } = this, { header: { total, comparison, note }, model, predict, layer } = lesson;
    for (const row of this.body.rows) row.classList.toggle("on", layer >= 0 && Number(row.dataset.layer) === layer + 1);
    model.stages.forEach(({ header: { axes } }, k) => {
      const size = axes[0].size === axes[1].size ? format(axes[0].size) : axes.map((/** @type {any} */ axis) => format(axis.size)).join(" × ");
      this.body.rows[k + 1].querySelector(".size").textContent = lesson.hides(k) ? "?" : size;
    });
    writeRich(lesson.find(".cost"), [total, predict.open ? "" : comparison, note].filter(Boolean).join(" · "));
  }

  // ---- where somebody is in the table, and what they have begun to write there

  held() {
    const active = this.body.getRootNode().activeElement, label = active?.getAttribute("aria-label");
    return this.body.contains(active) ? { label, value: active.matches("input") && label !== this.sent && active.value !== active.defaultValue ? active.value : null } : null;
  }

  /** @param {{ label: string, value: string | null } | null} held */
  hold(held) {
    this.sent = null;
    const again = held && [...this.body.querySelectorAll("[aria-label]")].find((e) => e.getAttribute("aria-label") === held.label);
    if (!again) return;
    if (held.value !== null) again.value = held.value;
    again.focus();
    again.select?.();
  }

  // ---- edits: the layers as the table shows them go up; the answer is a new payload

  /** The layers as they stand now, with what is not answered yet; null where they can't be edited. @returns {any[] | null} */
  get stack() { return this.draft ?? this.lesson.header.stack; }

  /** To be edited; one that is taken away leaves a gap until the answer. @returns {any[]} */
  layers() { return this.draft ??= this.lesson.header.stack.map((/** @type {object} */ settings) => ({ ...settings })); }

  send() { this.number = this.lesson.edit(this.layers().filter(Boolean)); }

  /** A field was left, or taken with Enter. Browsers tell no change of what was begun before the table was written anew. @param {any} target */
  left(target) {
    const layer = Number(target.closest("tr").dataset.layer) - 1, { field } = target.dataset;
    if (!this.filling && target.matches("input") && target.value !== String(this.stack?.[layer]?.[field])) this.edited(target);
  }

  /** @param {any} target */
  edited(target) {
    const layers = this.layers(), settings = layers[Number(target.closest("tr").dataset.layer) - 1];
    if (!settings) return;
    this.sent = target.getAttribute("aria-label");
    if (target.matches("select")) Object.assign(settings, { kind: target.value }, target.value === "conv" ? {} : { maps: 1 });
    else settings[target.dataset.field] = parseNumber(target.value) ?? 0.5; // 0.5 fits nowhere: the answer says what does
    this.send();
  }

  /** @param {any} target */
  clicked(target) {
    const layer = Number(target.closest("tr").dataset.layer) - 1;
    if (target.closest(".remove")) {
      this.layers()[layer] = null;
      this.send();
    } else if (!target.closest("input, select")) this.lesson.toLayer(layer);
  }

  /** The layers with one more, or why there can't be one. */
  add() {
    const { lesson, stack } = this, { words: { sentences }, header: { most } } = lesson;
    if (!stack || stack.length >= most) return lesson.complain(stack ? fill(sentences.full, { layers: most }) : sentences.fixed);
    this.layers().push({ ...NEW_LAYER });
    this.send();
    lesson.added = this.number;
  }
}

/** @param {string | number} inner @param {string} name @param {number} columns */
const td = (inner, name = "", columns = 1) => `<td class="${name}" colspan="${columns}">${inner}</td>`;
