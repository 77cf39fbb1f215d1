// All maps of a layer as small pictures, painted once one under the other.

import { paint } from "../../player/js/colour.js";

const LEVELS = 127;

export class Atlas {
  /** @param {Numbers} tiles parts of each map's largest magnitude @param {Numbers} peak @param {number} reach of the common scale, 0 for one of
   * its own each @param {Palette} palette */
  constructor(tiles, peak, reach, palette) {
    const [count, rows, columns] = tiles.shape, size = rows * columns;
    // A canvas may not be higher than 16,384 px: many maps stand side by side.
    this.across = Math.ceil((count * rows) / 8192);
    this.rows = rows;
    this.columns = columns;
    const down = Math.ceil(count / this.across), width = this.across * columns;
    this.image = paint(width, down * rows, (k) => {
      const y = Math.floor(k / width), x = k % width, number = Math.floor(y / rows) * this.across + Math.floor(x / columns);
      if (number >= count) return [0, 0, 0, 0];
      const level = tiles[number * size + (y % rows) * columns + (x % columns)];
      return palette.signed(reach ? (level / LEVELS) * peak[number] : level, reach || LEVELS);
    });
  }

  /** @param {CanvasRenderingContext2D} g @param {number} number @param {Box} box */
  draw(g, number, { x, y, width, height }) {
    const { rows, columns, across } = this;
    g.imageSmoothingEnabled = width < columns;
    g.drawImage(this.image, (number % across) * columns, Math.floor(number / across) * rows, columns, rows, x, y, width, height);
  }
}

/** The maps of each layer as they were painted. */
export class Atlases {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {Map<string, Atlas>} */
    this.painted = new Map();
  }

  /** What was painted is forgotten. */
  clear() { this.painted.clear(); }

  /** How far the common scale of a layer goes. @param {number} layer */
  reach(layer) {
    const { columns, unit, panels } = this.lesson.model, column = columns.find(({ face }) => face === layer);
    return column ? column.reach : unit.layer === layer ? panels.y.range[1] : 1;
  }

  /** @param {number} layer @returns {Atlas} */
  of(layer) {
    const { lesson: { state, compare, model, palette } } = this, own = state.scale === "own" && !compare.on, key = `${layer} ${own}`;
    let known = this.painted.get(key);
    if (!known) {
      const found = model.glance(layer) ?? /** @type {any} */ (model.glance(model.columns[model.columnOf(layer)].face));
      known = new Atlas(found.tiles, found.peak, own ? 0 : this.reach(layer), palette);
      this.painted.set(key, known);
    }
    return known;
  }
}
