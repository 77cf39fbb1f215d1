// What the server sent: layers, columns, and the numbers behind one map.

import { panelsOf } from "../../player/js/panel.js";
import { Relation } from "../../player/js/relation.js";

/**
 * @typedef {{ name: string, label: string, inputs: number[], shape: [number, number, number], said: string, parameters: number, work: number, field: number[] }} Layer
 * @typedef {{ layers: number[], label: string, skipped: number, reach: number, silent: number, said: string,
 *   face: number, maps: number, rows: number, columns: number }} Column
 * @typedef {{ layer: number, map: number, of: number, rule: string, first: number, bias: number, biased: boolean, then: string, name: string, adds: boolean }} Unit
 */

export class Model {
  /** @param {Payload<any>} payload */
  constructor({ header, arrays }) {
    this.arrays = arrays;
    /** @type {Layer[]} */
    this.layers = header.layers;
    /** @type {Column[]} */
    this.columns = header.columns.map((/** @type {Column} */ column) => {
      const face = /** @type {number} */ (column.layers.at(-1)), [maps, rows, columns] = this.layers[face].shape;
      return { ...column, face, maps, rows, columns };
    });
    this.answers = header.answers;
    /** @type {number} */
    /** @type {{ long: boolean, groups: import("./wires.js").Group[] }} */
    this.wiring = header.wiring;
    /** @type {{ milliseconds: number[], done: number, runs: number, running: boolean, ahead: number, problem: string } | null} */
    this.times = header.times;
    this.classes = header.classes;
    /** @type {Unit} */
    this.unit = header.unit;
    this.panels = panelsOf({ header, arrays });
    this.reads = header.relations.length ? new Relation(header.relations[0], this.panels, arrays) : null;
    /** @type {Record<string, [string, string]>} */
    this.reach = header.reach;
    this.square = arrays.square;
  }

  /** @param {number} layer */
  columnOf(layer) { return this.columns.findIndex(({ layers }) => layers.includes(layer)); }

  /** Small pictures and strengths of a layer's maps, if they came. @param {number} layer */
  glance(layer) {
    const { arrays } = this;
    if (!arrays[`tiles:${layer}`]) return null;
    return { tiles: arrays[`tiles:${layer}`], peak: arrays[`peak:${layer}`], mean: arrays[`mean:${layer}`], spread: arrays[`spread:${layer}`] };
  }

  /** First and last row, first and last column that a unit of the chosen layer sees of another, or of the picture (−1). @param {number} other
   * @param {number} row @param {number} column @returns {[number, number, number, number] | null} */
  seen(other, row, column) {
    const names = this.reach[String(other)];
    if (!names) return null;
    const [rows, columns] = names.map((name) => this.arrays[name]);
    return rows[2 * row] < 0 || columns[2 * column] < 0 ? null : [rows[2 * row], rows[2 * row + 1], columns[2 * column], columns[2 * column + 1]];
  }
}
