// What a unit sees and where a pixel goes: links followed, hulls looked up. No geometry.

import { unpack } from "../../player/js/packing.js";

export const readField = (bytes) => {
  const { header, arrays } = unpack(bytes);
  return new FieldModel(header, arrays);
};

class FieldModel {
  constructor(header, arrays) {
    Object.assign(this, header);
    this.photo = arrays.photo;
    [this.channels, ...this.shape] = arrays.photo.shape;
    this.stages = header.stages.map((stage) => new FieldStage(stage, arrays));
    this.strength = arrays.strength ?? null;
  }

  get last() { return this.stages.length - 1; }
  exists(unit) {
    return unit && unit.layer <= this.last && this.stages[unit.layer].axes.every((axis, k) => unit.at[k] < axis.units);
  }

  // First and last pixel of a unit's box per axis; what lies outside the photo is padding.
  box(unit) { return this.stages[unit.layer].axes.map((axis, k) => axis.hull(0, unit.at[k])); }

  clipped(box) { return box.map(([first, last], k) => [Math.max(0, first), Math.min(this.shape[k] - 1, last)]); }

  // Per axis the positions, in the photo (0) and every stage up to the unit's own, that reach it.
  sees(unit, axis) {
    const levels = Array(unit.layer + 2);
    levels[unit.layer + 1] = [unit.at[axis]];
    for (let l = unit.layer; l >= 0; l--) levels[l] = follow(this.stages[l].axes[axis].reads, levels[l + 1]);
    return levels;
  }

  // Per axis the units of every stage that a pixel reaches; the photo's own position comes first.
  reaches(pixel, axis) {
    const levels = [[pixel[axis]]];
    for (const stage of this.stages) levels.push(follow(stage.axes[axis].feeds, levels.at(-1)));
    return levels;
  }

  // The unit of a layer whose box is centred nearest a pixel.
  nearest(layer, pixel) {
    return { layer, at: this.stages[layer].axes.map((axis, k) => axis.nearest(pixel[k])) };
  }

  centre(unit) { return this.box(unit).map(([first, last]) => (first + last) / 2); }
}

class FieldStage {
  constructor(header, arrays) {
    Object.assign(this, header);
    this.axes = header.axes.map((axis) => new FieldAxis(axis, arrays));
    this.levels = header.map ? arrays[header.map] : null;
  }

  get shape() { return this.axes.map((axis) => axis.units); }
}

class FieldAxis {
  constructor(header, arrays) {
    Object.assign(this, header);
    this.hulls = arrays[header.hulls];
    for (const name of ["reads", "feeds"]) {
      const [start, index] = header[name].map((key) => arrays[key]);
      this[name] = { start, index };
    }
  }

  // First and last position, in the photo (0) or a stage below (1 ...), that a unit's cone covers.
  hull(level, unit) {
    const k = 2 * (level * this.units + unit);
    return [this.hulls[k], this.hulls[k + 1]];
  }

  nearest(pixel) {
    const off = (unit) => Math.abs((this.hull(0, unit)[0] + this.hull(0, unit)[1]) / 2 - pixel);
    let best = 0;
    for (let unit = 1; unit < this.units; unit++) if (off(unit) < off(best)) best = unit;
    return best;
  }
}

// All positions linked to any of these, once each and rising.
function follow({ start, index }, positions) {
  const found = new Set();
  for (const p of positions) for (let k = start[p]; k < start[p + 1]; k++) found.add(index[k]);
  return [...found].sort((a, b) => a - b);
}

export const sameUnit = (a, b) => Boolean(a && b && a.layer === b.layer && a.at.every((v, k) => v === b.at[k]));
export const unitOf = ([layer, ...at]) => ({ layer: layer - 1, at });
export const listOf = (unit) => [unit.layer + 1, ...unit.at];
export const areaOf = (box) => box.reduce((size, [first, last]) => size * Math.max(0, last - first + 1), 1);
