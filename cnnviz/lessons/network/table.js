// The layers as a table: what each gives, what it costs, what its units see, how long it takes.

import { fill } from "../../player/js/numbers.js";
import { listed } from "../../player/js/text.js";
import { brief, inShort } from "./tint.js";

const MOST_READ = 5; // of what a layer reads that are all told
const COUNTED = /** @type {const} */ (["parameters", "work"]);

export class LayerRows {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.table = lesson.find("table.layers");
    /** @type {HTMLElement[]} */
    this.rows = [];
    /** For what the rows were made, and the layer that was shown. */
    this.made = "";
    this.shown = -1;
    const layerAt = (/** @type {any} */ event) => {
      const row = event.target.closest("tr[data-layer]");
      return row ? Number(row.dataset.layer) : null;
    };
    this.table.addEventListener("click", (/** @type {any} */ event) => {
      const layer = layerAt(event);
      if (layer !== null) lesson.toLayer(layer);
    });
    this.table.addEventListener("pointerover", (/** @type {any} */ event) => {
      const layer = layerAt(event);
      lesson.light(layer === null ? [] : [layer]);
    });
    this.table.addEventListener("pointerleave", () => lesson.light([]));
  }

  update() { this.made = ""; }

  get words() { return this.lesson.words.layers; }

  make() {
    const { model } = this.lesson, { heads, unknown, whole } = this.words, times = model.times?.milliseconds ?? [];
    const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, one) => total + one, 0);
    const columns = [...COUNTED.map((name) => model.layers.map((layer) => layer[name])), times], sums = columns.map(sum);
    this.rows = model.layers.map((layer, k) => {
      const parts = [this.counted(layer.parameters), this.counted(layer.work), this.seen(layer.field), times.length ? brief(times[k]) : unknown];
      const one = row("td", [`${k + 1} ${layer.label}`, this.reads(layer.inputs), this.shape(layer.shape), ...parts]);
      [3, 4, 6].forEach((at, n) => sums[n] && one.children[at].setAttribute("style", `--part:${(100 * columns[n][k]) / sums[n]}%`));
      one.dataset.layer = String(k);
      return one;
    });
    const foot = row("td", [whole, "", "", this.counted(sums[0]), this.counted(sums[1]), "", times.length ? brief(sums[2]) : ""]);
    foot.className = "whole";
    const top = this.table.scrollTop;
    this.table.replaceChildren(section("thead", [row("th", Object.values(heads).map(String))]), section("tbody", [...this.rows, foot]));
    this.table.scrollTop = top;
  }

  /** @param {number[]} inputs */
  reads(inputs) { return listed(inputs.map((n) => (n < 0 ? this.lesson.said.first : String(n + 1))), MOST_READ, 3, ", "); }

  /** @param {number} count */
  counted(count) { return this.lesson.phone && count >= 1e6 ? inShort(count, this.words) : counted(count); }

  /** @param {[number, number, number]} shape */
  shape([maps, rows, columns]) { return rows * columns === 1 ? counted(maps) : `${maps} × ${rows} × ${columns}`; }

  /** Rows and columns that a unit sees. @param {number[]} field */
  seen([rows, columns]) {
    return rows === undefined ? "" : rows === columns ? `${rows}²` : fill(this.lesson.said.size, { rows, columns });
  }

  /** @param {Set<number>} layers */
  light(layers) { this.rows.forEach((one, k) => one.classList.toggle("lit", layers.has(k))); }

  draw() {
    const { lesson } = this, key = [lesson.phone, lesson.model.times?.done ?? 0].join();
    const anew = this.made !== key, moved = this.shown !== lesson.layer;
    if (anew) this.make();
    this.made = key;
    if (!anew && !moved) return;
    this.rows.forEach((one, k) => one.classList.toggle("on", k === lesson.layer));
    if (moved) this.rows[lesson.layer].scrollIntoView({ block: "nearest" }); // an answer alone leaves the table where it was scrolled to
    this.shown = lesson.layer;
  }
}

/** @param {number} count */
export const counted = (count) => (count ? count.toLocaleString("en") : "");

/** @param {string} tag @param {string[]} texts */
function row(tag, texts) {
  const one = document.createElement("tr");
  one.append(...texts.map((text) => Object.assign(document.createElement(tag), { textContent: text })));
  return one;
}

/** @param {string} tag @param {HTMLElement[]} rows */
function section(tag, rows) {
  const one = document.createElement(tag);
  one.append(...rows);
  return one;
}
