// The maps of a layer in the order that was chosen: by what they do on the picture, or by number.

import { range } from "../../player/js/text.js";

export class Ranking {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {Map<string, number[]>} */
    this.ordered = new Map();
  }

  /** What was put in order is forgotten. */
  clear() { this.ordered.clear(); }

  /** @param {number} layer @returns {number[]} */
  of(layer) {
    const { lesson } = this, part = lesson.compare.part(layer), key = `${layer} ${part ? "part" : lesson.state.sort}`, known = this.ordered.get(key);
    if (known) return known;
    const list = range(lesson.model.layers[layer].shape[0]), by = part ?? this.by(layer);
    if (by) list.sort((a, b) => by[b] - by[a]);
    this.ordered.set(key, list);
    return list;
  }

  /** What the maps of a layer are put in order by, or nothing. @param {number} layer @returns {ArrayLike<number> | undefined} */
  by(layer) {
    const { lesson } = this, found = lesson.model.glance(layer);
    return found ? { active: found.mean, varied: found.spread, class: lesson.byClass.sums(layer) ?? found.mean }[/** @type {string} */ (lesson.state.sort)] : undefined;
  }

  /** The number that stands beside a map. @param {number} layer @param {number} number */
  strength(layer, number) {
    const { lesson: { model, state, byClass } } = this, found = model.glance(layer);
    const sums = state.sort === "class" ? byClass.sums(layer) : null;
    return sums ? sums[number] : found ? (state.sort === "varied" ? found.spread : found.mean)[number] : 0;
  }
}
