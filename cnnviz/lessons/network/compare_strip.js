// The second strip: under each column of the first one how far it changed, and where; or the columns of another network.

import { fill } from "../../player/js/numbers.js";
import { range } from "../../player/js/text.js";
import { Strip } from "./strip.js";

const TALLEST = 22; // px: the bar of the layer that changed most
const ROOM_FOR_PERCENT = 44; // px: a column that has room for "35.5 %"

export class Second {
  /** @param {import("./compare.js").Compare} compare */
  constructor(compare) {
    this.compare = compare;
    this.strip = new Strip(/** @type {any} */ (this));
    /** The column of another network that is looked at. */
    this.at = 0;
    /** @type {string} */
    this.made = "";
  }

  // ---- what a strip asks of a lesson

  get lesson() { return this.compare.lesson; }
  get phone() { return this.lesson.phone; }
  get words() { return this.lesson.words; }
  get palette() { return this.lesson.palette; }
  get network() { return this.compare.data?.second ?? null; }
  get model() { return { columns: this.network?.columns ?? this.lesson.model.columns }; }
  get column() { return this.network ? Math.min(this.at, this.network.columns.length - 1) : this.lesson.column; }
  /** @param {string} selector */
  find(selector) { return this.compare.find(selector); }
  /** @param {number} layer */
  seen(layer) { return this.network ? null : this.compare.boxOf(layer); }

  /** @param {number} k */
  toColumn(k) {
    if (!this.network) return this.lesson.toColumn(k);
    this.at = k;
    this.lesson.schedule();
  }

  /** What lights up with the first strip's columns does so without these. */
  light() {}

  /** @param {number} layer @returns {number[]} */
  order(layer) {
    if (!this.network) return this.lesson.order(layer);
    const mean = this.lesson.model.arrays[`second:mean:${layer}`];
    return range(mean.length).sort((a, b) => mean[b] - mean[a]);
  }

  /** @param {number} layer */
  atlas(layer) {
    const { compare, lesson, network } = this;
    if (network) return compare.atlas("second", layer, network.columns.find((/** @type {any} */ c) => c.face === layer).reach);
    const shown = lesson.state.against === "after" ? "after" : "difference";
    return compare.atlas(shown, layer, shown === "after" ? lesson.atlases.reach(layer) : compare.reach(layer));
  }

  // ---- the strip

  /** New columns, with their bars. */
  update() {
    const { compare, lesson } = this, { data } = compare;
    if (!data?.answers) return;
    const key = JSON.stringify([data.second?.columns, lesson.model.columns.map((/** @type {any} */ c) => c.face)]);
    if (key !== this.made) {
      this.made = key;
      this.at = 0;
      this.strip.update();
      for (const { button } of this.strip.columns) button.prepend(Object.assign(document.createElement("span"), { className: "change" }));
    }
    this.find(".columns").classList.toggle("bars", !this.network);
  }

  /** How far a column changed, as a number and a bar. @param {HTMLElement} button @param {number} k */
  bar(button, k) {
    const bar = /** @type {HTMLElement} */ (button.querySelector(".change")), { data, words } = this.compare, { changes } = data;
    if (this.network) return;
    const column = this.model.columns[k], { face } = column, finite = this.model.columns.map((/** @type {any} */ c) => changes[c.face] ?? 0), most = Math.max(...finite) || 1;
    const short = data.percents[face].replace(/\s%$/, "");
    bar.textContent = this.strip.columns[k].width < ROOM_FOR_PERCENT ? short : data.percents[face];
    bar.style.setProperty("--tall", `${Math.max(1, Math.round((TALLEST * (changes[face] ?? most)) / most))}px`);
    button.setAttribute("aria-description", fill(words.column_name, { change: data.percents[face], maps: this.strip.counted(column) }));
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    if (!this.compare.data?.answers) return;
    this.strip.layout(width, height);
    this.strip.columns.forEach(({ button }, k) => this.bar(button, k));
  }

  draw() {
    this.strip.draw();
  }
}
