// A number that is dragged up and down, and which part of a long axis is seen.

const STARTS = 4; // px: less is a click

/** @typedef {import("./timeline.js").Found} Found */

export class Drag {
  moved = false;

  /** @param {Found} found @param {number[]} from where the pointer went down */
  constructor(found, from) {
    this.found = found;
    this.from = from;
  }

  /** The number that the pointer asks for; null while it has not moved. @param {number[]} at @returns {number | null} */
  to([x, y]) {
    const { value, grid } = this.found;
    this.moved ||= Math.hypot(x - this.from[0], y - this.from[1]) >= STARTS;
    if (!this.moved || !value || !grid) return null;
    const near = Math.max(grid.low, Math.min(grid.high, value(y)));
    return Math.round(near / grid.step) / (1 / grid.step);
  }
}

/** The first of `many` columns between `low` and `high` that are seen: as before, unless the focus comes near an edge. @param
 * {{ low: number, high: number, many: number, focus: number }} axis @param {number} first */
export function following({ low, high, many, focus }, first) {
  const margin = Math.floor(many / 6), off = focus < first + margin || focus > first + many - 1 - margin;
  return Math.max(low, Math.min(high - many + 1, off ? Math.round(focus - many / 2) : first));
}
