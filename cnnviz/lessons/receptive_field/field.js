// What a unit sees and where a pixel goes: tables followed, hulls looked up. No geometry.

import { Axis } from "../../player/js/axis.js";

/**
 * @typedef {{ layer: number, at: number[] }} Unit its stage, from 0, its row and its column
 * @typedef {number[][]} Box first and last position along rows and along columns
 * @typedef {number[][]} Levels the positions in the photo (0) and in every stage (1 ...), along one axis
 */

export class Field {
  /** @param {Payload<any>} payload */
  constructor({ header, arrays }) {
    this.fresh = header.fresh;
    this.why = header.why;
    this.effective = header.effective;
    this.photo = arrays.photo;
    this.channels = arrays.photo.shape[0];
    this.shape = arrays.photo.shape.slice(1);
    /** @type {Stage[]} */
    this.stages = header.stages.map((/** @type {any} */ stage) => new Stage(stage, arrays));
    this.strength = arrays.strength ?? null;
    /** The cone that was looked up last. @type {{ key: string, levels: Levels[] }} */
    this.kept = { key: "", levels: [] };
  }

  get last() { return this.stages.length - 1; }
  /** How many pixels and units there are. */
  get shapes() { return JSON.stringify([this.shape, ...this.stages.map(({ shape }) => shape)]); }
  /** @param {Unit | null} unit */
  exists(unit) { return unit !== null && this.stages[unit.layer]?.shape.every((units, axis) => unit.at[axis] < units) === true; }

  /** First and last pixel of a unit's box; what lies outside of the photo is padding. @param {Unit} unit @returns {Box} */
  box({ layer, at }) { return at.map((k, axis) => this.stages[layer].hull(axis, 0, k)); }

  /** @param {Box} box @returns {Box} */
  clipped(box) { return box.map(([first, last], axis) => [Math.max(0, first), Math.min(this.shape[axis] - 1, last)]); }

  /** The pixels of two boxes. @param {Box} a @param {Box} b */
  shared(a, b) { return this.clipped(a.map(([first, last], k) => [Math.max(first, b[k][0]), Math.min(last, b[k][1])])); }

  /** Along each axis the positions, in the photo and in every stage up to the unit's own, that reach it. @param {Unit} unit */
  sees({ layer, at }) {
    return this.followed(`see ${layer} ${at}`, (axis) => {
      const levels = [[at[axis]]];
      for (let l = layer; l >= 0; l--) levels.unshift(this.stages[l].axes[axis].reads(levels[0]));
      return levels;
    });
  }

  /** How many rows and columns of the photo two units both read: gaps between them do not count. @param {Unit} a @param {Unit} b */
  common(a, b) {
    const [one, other] = [a, b].map((unit) => this.sees(unit).map(([read]) => read));
    return one.map((read, axis) => read.filter((/** @type {number} */ place) => other[axis].includes(place)).length);
  }

  /** Along each axis the units of every stage that a pixel reaches, after the pixel itself. @param {number[]} pixel */
  reaches(pixel) {
    return this.followed(`reach ${pixel}`, (axis) => {
      const levels = [[pixel[axis]]];
      for (const stage of this.stages) levels.push(stage.axes[axis].feeds(levels[levels.length - 1]));
      return levels;
    });
  }

  /** @param {string} key @param {(axis: number) => Levels} along */
  followed(key, along) {
    if (this.kept.key !== key) this.kept = { key, levels: [0, 1].map(along) };
    return this.kept.levels;
  }

  /** The unit of a layer whose box is centred nearest a pixel. @param {number} layer @param {number[]} pixel @returns {Unit} */
  nearest(layer, pixel) {
    const stage = this.stages[layer];
    return { layer, at: stage.shape.map((_, axis) => stage.nearest(axis, pixel[axis])) };
  }

  /** @param {Unit} unit */
  centre(unit) { return this.box(unit).map(([first, last]) => (first + last) / 2); }
}

class Stage {
  /** @param {any} header @param {Record<string, Numbers>} arrays */
  constructor(header, arrays) {
    this.header = header;
    /** @type {Axis[]} */
    this.axes = header.axes.map((/** @type {any} */ axis) => new Axis(axis, arrays));
    this.shape = this.axes.map((axis) => axis.outputs);
    /** @type {Numbers[]} */
    this.hulls = header.axes.map((/** @type {any} */ axis) => arrays[axis.hulls]);
    this.levels = header.map ? arrays[header.map] : null;
  }

  /** First and last position, in the photo (0) or a stage below (1 ...), that a unit's cone covers. @param {number} axis @param {number} level
   * @param {number} unit @returns {[number, number]} */
  hull(axis, level, unit) {
    const k = 2 * (level * this.shape[axis] + unit), hulls = this.hulls[axis];
    return [hulls[k], hulls[k + 1]];
  }

  /** @param {number} axis @param {number} pixel */
  nearest(axis, pixel) {
    const off = (/** @type {number} */ unit) => Math.abs((this.hull(axis, 0, unit)[0] + this.hull(axis, 0, unit)[1]) / 2 - pixel);
    let best = 0;
    for (let unit = 1; unit < this.shape[axis]; unit++) if (off(unit) < off(best)) best = unit;
    return best;
  }
}

/** @param {Unit | null | undefined} a @param {Unit | null | undefined} b */
export const sameUnit = (a, b) => Boolean(a && b && a.layer === b.layer && a.at.every((v, k) => v === b.at[k]));
/** @param {number[]} list @returns {Unit} */
export const unitOf = ([layer, ...at]) => ({ layer: layer - 1, at });
/** @param {Unit} unit */
export const listOf = ({ layer, at }) => [layer + 1, ...at];
/** @param {Box} box */
export const sizesOf = (box) => box.map(([first, last]) => Math.max(0, last - first + 1));
/** @param {Box} box */
export const areaOf = (box) => sizesOf(box).reduce((a, b) => a * b, 1);

/** Runs of neighbours in a rising list, as [first, last]. @param {number[]} list */
export function runs(list) {
  /** @type {[number, number][]} */
  const found = [];
  for (const k of list) {
    const run = found[found.length - 1];
    if (run && run[1] === k - 1) run[1] = k;
    else found.push([k, k]);
  }
  return found;
}
