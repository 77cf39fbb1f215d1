// Maps by what they do for a class: gradient times activation, summed up over each map.

import { fill, format } from "../../player/js/numbers.js";

const SORT_AGAIN_MS = 400; // while it is being worked out

export class ClassOrder {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
  }

  /** @returns {any} */
  get data() { return this.lesson.header.ordered; }
  /** Whether maps are shown in this order. */
  get on() { return this.lesson.state.sort === "class" && ["maps", "pictures"].includes(this.lesson.state.view); }
  /** Whether what came is for the class that is asked about. */
  get current() {
    const { data } = this, { label, versus } = this.lesson.why.question;
    return Boolean(data) && data.label === label && data.versus === versus;
  }

  /** The sums of a layer's maps, where they are known. @param {number} layer @returns {Numbers | null} */
  sums(layer) { return this.current ? this.lesson.model.arrays[`class:${layer}`] ?? null : null; }

  arrived() {
    clearTimeout(this.asking);
    const again = this.current && this.data.running;
    if (this.on && (!this.current || again)) this.asking = setTimeout(() => this.ask(), again ? SORT_AGAIN_MS : 0);
  }

  ask() {
    const { label, versus } = this.lesson.why.question;
    if (this.on && this.lesson.section.isConnected) this.lesson.inquire({ kind: "sort", label, versus });
  }

  /** A sum with its sign, anything else without. @param {number} value */
  written(value) { return this.on && value > 0 && this.sums(this.lesson.layer) ? `+${format(value)}` : format(value); }

  /** A map's rank for the class, and the one by activity. @param {number} number */
  ranks(number) {
    const { lesson } = this, { layer, model } = lesson, found = model.glance(layer);
    if (!this.on || !this.sums(layer) || !found) return "";
    const order = lesson.order(layer), active = found.mean.filter((/** @type {number} */ one) => one > found.mean[number]).length + 1;
    return fill(lesson.said.ranks, { rank: order.indexOf(number) + 1, count: order.length, active });
  }

  sentence() {
    const { lesson, data } = this, sums = this.on && lesson.state.view === "maps" ? this.sums(lesson.layer) : null;
    if (this.on && this.current && data.problem) return data.problem;
    if (!sums) return "";
    const { said, looked, shape: [count, rows, columns] } = lesson, title = fill(rows * columns === 1 ? said.unit : said.map, { number: looked });
    const name = data.other ? fill(said.rather, data) : data.name, total = format(Array.from(sums).reduce((sum, one) => sum + one, 0));
    return fill(said.by_class, { title, name, value: this.written(sums[looked]), count, total });
  }

  destroy() { clearTimeout(this.asking); }
}
