// Compare: how far a change of the picture travels, or what another network makes of it.

import { fill, format, writeRich } from "../../player/js/numbers.js";
import { press } from "../../player/js/rich.js";
import { percent } from "./answer.js";
import { Atlas } from "./atlas.js";
import { Edit } from "./compare_edit.js";
import { Networks } from "./compare_networks.js";
import { Sides } from "./compare_sides.js";
import { Second } from "./compare_strip.js";

const COMPARE_AGAIN_MS = 500; // while something is being worked out
const LEAST_STRIP = 64; // px: the maps of a column
const MOST_STRIP = 110;
const BETWEEN = 260; // px: all that is no map: titles, bars, steps; beside sentence and tabs
const SHARE = 0.28; // of the rest for each strip

export class Compare {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.box = lesson.find(".compare");
    /** @type {Map<string, Atlas>} */
    this.painted = new Map();
    /** What stands over the first picture and its answer, without and with a second one. @type {[HTMLElement, string, string][]} */
    this.heads = [[".strip .square b", "a"], [".strip .answer .caption b", "answer_before"]].map(([selector, name]) => {
      const head = lesson.find(selector);
      return [head, head.textContent, name];
    });
    this.second = new Second(this);
    this.edit = new Edit(this);
    this.sides = new Sides(this);
    this.networks = new Networks(this);
  }

  /** @param {string} selector @returns {any} */
  find(selector) { return this.box.querySelector(selector); }

  get data() { return this.lesson.header.compare; }
  get words() { return this.lesson.words.compare; }
  get on() { return this.lesson.state.view === "compare"; }
  /** Whether two pictures are compared, and all about them is here. */
  get known() { return this.on && Boolean(this.data?.said); }
  /** Whether all numbers of the chosen map are here. */
  get exact() { return this.known && this.lesson.exact && this.data.at[0] === this.lesson.layer && this.data.at[1] === this.lesson.map; }

  /** Each map's part of a layer's change, if it came. @param {number} layer @returns {Numbers | null} */
  part(layer) { return (this.known && this.lesson.model.arrays[`part:${layer}`]) || null; }

  /** First and last row and column that see the erased square, where not all do. @param {number} layer @returns {[number, number, number, number]
   * | null} */
  boxOf(layer) {
    const box = this.known && !this.edit.draft ? this.data.boxes[String(layer)] : null, [, rows, columns] = this.lesson.model.layers[layer].shape;
    return box && (box[1] - box[0] + 1 < rows || box[3] - box[2] + 1 < columns) ? box : null;
  }

  /** How far the colours of a layer's differences go. @param {number} layer */
  reach(layer) { return this.data.reaches[String(layer)] || 1; }

  /** @param {string} kind "after", "difference" or "second" @param {number} layer @param {number} reach @returns {Atlas | null} */
  atlas(kind, layer, reach) {
    const { arrays } = this.lesson.model, tiles = arrays[`${kind}:tiles:${layer}`], key = `${kind} ${layer}`;
    let known = this.painted.get(key);
    if (!known && tiles) {
      known = new Atlas(tiles, arrays[`${kind}:peak:${layer}`], reach, this.lesson.palette);
      this.painted.set(key, known);
    }
    return known ?? null;
  }

  // ---- what is asked of the server

  arrived() {
    clearTimeout(this.again);
    this.painted.clear();
    this.second.update();
    this.edit.arrived();
    this.networks.update();
    if (!this.on || (this.data && !this.data.running)) return;
    this.again = setTimeout(() => { if (this.lesson.section.isConnected && this.on) this.lesson.inquire({ kind: "compare", again: Boolean(this.data) }); }, this.data ? COMPARE_AGAIN_MS : 0);
  }

  /** @param {string} other */
  ask(other) { return this.lesson.send({ kind: "compare", other }); }

  // ---- what is drawn

  /** The height of the maps of one strip. @param {number} height of the lesson @param {number} around px of sentence and tabs */
  tall(height, around) {
    return Math.max(LEAST_STRIP, Math.min(MOST_STRIP, Math.round((height - BETWEEN - around) * SHARE)));
  }

  /** @param {{ width: number, height: number }} room @param {number} columns px @param {number} strip px @param {number} around px */
  layout({ width, height }, columns, strip, around) {
    this.second.layout(columns, strip);
    this.edit.layout(this.lesson.phone ? Math.min(150, width * 0.4) : strip + 48);
    this.sides.layout(width, height - BETWEEN - around - 2 * strip);
  }

  /** Over the first picture and its answer. */
  title() {
    for (const [head, alone, name] of this.heads) head.textContent = this.on ? this.words[name] : alone;
    this.lesson.section.classList.toggle("comparing", this.on);
  }

  draw() {
    const { lesson, data, words, known } = this;
    press(lesson.section, ".second button", lesson.state.against);
    lesson.find(".segmented.second").toggleAttribute("hidden", !known);
    lesson.find(".progress").hidden = !data?.running;
    lesson.find(".progress .told").textContent = data?.ahead ? fill(words.queue, { count: data.ahead }) : words.waits;
    this.edit.draw();
    for (const part of [".three", ".told"]) this.find(part).toggleAttribute("hidden", !known);
    this.find(".strip").style.visibility = data?.answers ? "" : "hidden";
    this.networks.draw();
    if (!data?.answers) return;
    this.second.draw();
    this.answers();
    if (known) this.sides.draw();
  }

  /** What became of each class. */
  answers() {
    const { data, words } = this, list = this.find(".answer ol"), key = JSON.stringify(data.answers);
    if (list.dataset.key === key) return;
    list.dataset.key = key;
    list.replaceChildren(...data.answers.map((/** @type {any} */ one) => {
      const item = document.createElement("li"), name = document.createElement("span"), value = document.createElement("b"), bar = document.createElement("i");
      name.textContent = name.title = one.name;
      if (one.before === null) value.textContent = percent(one.share);
      else writeRich(value, fill(words.answer, { before: percent(one.before), after: percent(one.share) }));
      value.title = one.change ?? "";
      bar.style.setProperty("--share", `${100 * one.share}%`);
      bar.className = one.before === null ? "" : "ticked";
      bar.style.setProperty("--before", `${100 * one.before}%`);
      item.append(name, value, bar);
      return item;
    }));
  }

  /** The numbers at a place of the chosen map. @param {{ row: number, column: number }} place */
  valueAt({ row, column }) {
    const { lesson, words } = this, { arrays, panels: { y } } = lesson.model, [, rows, columns] = lesson.shape, k = row * columns + column;
    const difference = arrays["difference:map"][k], put = { before: format(y.values[k]), after: format(arrays["after:map"][k]), difference: `${difference > 0 ? "+" : ""}${format(difference)}` };
    return rows * columns === 1 ? fill(words.value_unit, { number: lesson.map, ...put }) : fill(words.value, { row, column, ...put });
  }

  sentence() {
    const { data, words, lesson } = this;
    if (data?.problem) return data.problem;
    if (data?.agreement) return data.agreement;
    return this.known ? data.said[lesson.layer] : words.waits;
  }
}
