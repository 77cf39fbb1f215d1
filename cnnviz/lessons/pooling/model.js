// What payload.py packed: windows, values and gradients, and the questions that look them up.

import { panelsOf } from "../../player/js/panel.js";
import { Relation, terms, valueAt } from "../../player/js/relation.js";

/**
 * @typedef {Term & { value: number }} Member a place of a window, with its number
 * @typedef {Member & { share: number }} Share the part of an output's gradient that it gets
 * @typedef {"row" | "column"} AxisName
 */

export class PoolModel {
  /** @param {{ header: any, arrays: Record<string, Numbers> }} payload */
  constructor({ header, arrays }) {
    this.header = header;
    this.arrays = arrays;
    this.family = header.family;
    this.panels = panelsOf({ header, arrays });
    const relations = header.relations.map((/** @type {any} */ relation) => new Relation(relation, this.panels, arrays));
    /** What each output reads of the input. @type {Relation} */
    this.windows = relations[0];
    /** What each output reads of the maxima that are blurred, and they of the input. @type {Relation | undefined} */
    this.blur = relations[1];
    /** @type {Relation} */
    this.peaks = relations[2];
    this.input = this.panels.input;
    this.output = this.panels.output;
    this.count = this.output.size;
    /** From where to where the padded input goes. */
    this.extent = { row: extent(this.windows.row), column: extent(this.windows.column) };
    /** Whether any window reads a row, and a column. */
    this.read = { row: read(this.windows.row), column: read(this.windows.column) };
    /** Whether the padding holds copies of inputs. */
    this.repeats = [this.windows.row, this.windows.column].some((axis) => axis.repeats);
    /** @type {{ at: number, members: Member[] }} */
    this.kept = { at: -1, members: [] };
  }

  get hasWinner() { return this.family === "max"; }
  /** @param {number} row @param {number} column */
  uses(row, column) { return this.windows.uses(row, column); }
  /** The output there. @param {number} row @param {number} column */
  at(row, column) { return this.output.flat(0, row, column); }
  /** @param {number} output */
  place(output) { return this.output.position(output); }
  /** The input that won, or -1. @param {number} output @returns {number} */
  winner(output) { return this.arrays.winners?.[output] ?? -1; }

  /** From which row and column of the input an output's window goes, and to which it does not reach. @param {number} output */
  window(output) {
    const at = this.place(output), { row, column } = this.windows;
    /** @param {Axis} axis @param {number} i */
    const ends = (axis, i) => [axis.position(i, 0), axis.position(i, 0) + axis.span(i)[1]];
    return { row: ends(row, at.row), column: ends(column, at.column) };
  }

  /** From where to where an output is drawn; where a stride is larger than its window, the last ones can stand out and are cut off. @param
   * {AxisName} axis @param {number} i @returns {[number, number]} */
  drawn(axis, i) {
    const { left, width } = /** @type {{ left: ArrayLike<number>, width: ArrayLike<number> }} */ (this.windows[axis]);
    const [start, end] = this.extent[axis];
    return [Math.max(start, left[i]), Math.min(end, left[i] + width[i])];
  }

  /** Every place of an output's window, in reading order. The last one is kept. @param {number} output @returns {Member[]} */
  members(output) {
    if (this.kept.at !== output) this.kept = { at: output, members: members(this.windows, output) };
    return this.kept.members;
  }

  /** @param {number} output */
  inside(output) { return this.members(output).filter((t) => t.inside); }
  /** The same without the copies that padding makes of an input. @param {number} output */
  once(output) { return this.repeats ? once(this.inside(output)) : this.inside(output); }
  /** The inputs that hold an output's maximum. @param {number} output */
  holders(output) { return this.once(output).filter((t) => t.value === this.output.values[output]); }

  /** The maxima that blur pooling reads for one output, each with its weight. @param {number} output */
  blurred(output) {
    const { weights } = this.arrays;
    return members(/** @type {Relation} */ (this.blur), output).map((t) => ({ ...t, factor: weights[t.m] * weights[t.n] }));
  }

  /** The outputs that read an input. @param {number} row @param {number} column @returns {number[]} */
  readers(row, column) {
    const columns = this.windows.column.readers(column);
    return this.windows.row.readers(row).flatMap((i) => columns.map((j) => this.at(i, j)));
  }

  /** The outputs that an input won. @param {number} row @param {number} column */
  won(row, column) { return this.readers(row, column).filter((output) => this.winner(output) === this.input.flat(0, row, column)); }

  /** Which part of an output's gradient each input of its window gets. @param {number} output @param {string} tie @returns {Share[]} */
  shares(output, tie) {
    const places = this.placed(output, tie);
    if (!this.repeats) return places;
    const sums = sharesOf(places);
    return once(places).map((t) => ({ ...t, share: sums.get(t.input) ?? 0 }));
  }

  /** The same place by place: a copy in the padding has a share of its own. @param {number} output @param {string} tie @returns {Share[]} */
  placed(output, tie) {
    const { divisors, inner_derivative: inner, outer_derivative: outer } = this.arrays;
    if (this.blur) return this.blurShares(output, tie);
    if (this.hasWinner) return ofMaximum(this.once(output), this.output.values[output], this.winner(output), tie);
    return this.inside(output).map((t) => ({ ...t, share: this.family === "mean" ? 1 / divisors[output] : inner[t.input] * outer[output] }));
  }

  /** @param {number} output @param {string} tie @returns {Share[]} */
  blurShares(output, tie) {
    const { divisor } = this.header;
    const sums = sharesOf(this.blurred(output).flatMap((peak) => {
      const window = members(this.peaks, peak.input).filter((t) => t.inside);
      return ofMaximum(window, peak.value, this.winner(peak.input), tie)
        .map(({ input, share }) => ({ input, share: (share * peak.factor) / divisor }));
    }));
    return this.inside(output).map((t) => ({ ...t, share: sums.get(t.input) ?? 0 }));
  }
}

/** @param {Axis} axis @returns {[number, number]} */
const extent = (axis) => {
  const [first, length] = axis.span(axis.outputs - 1);
  return [Math.min(0, axis.position(0, 0)), Math.max(axis.inputs, first + length - axis.before)];
};
/** @param {Axis} axis */
const read = (axis) => Uint8Array.from({ length: axis.inputs }, (_, k) => Number(axis.uses(k) > 0));
/** @param {Relation} relation @param {number} output @returns {Member[]} */
const members = (relation, output) => terms(relation, "output", output).map((t) => ({ ...t, value: valueAt(relation.input, t.input) }));

/** What comes to each input. @param {{ input: number, share: number }[]} list */
const sharesOf = (list) => list.reduce((sums, { input, share }) => sums.set(input, (sums.get(input) ?? 0) + share), new Map());

/** Each input at one place: its own, where that is in the list. @template {Term} T @param {T[]} list @returns {T[]} */
function once(list) {
  const places = new Map();
  for (const t of list) if (!t.border || !places.has(t.input)) places.set(t.input, t);
  return [...places.values()];
}

/** The three rules for equal maxima. @param {Member[]} list @param {number} value @param {number} winner @param {string} tie @returns {Share[]} */
export function ofMaximum(list, value, winner, tie) {
  const ties = list.filter((t) => t.value === value).length;
  if (tie === "first") return list.map((t) => ({ ...t, share: Number(t.input === winner) }));
  return list.map((t) => ({ ...t, share: t.value !== value ? 0 : tie === "split" ? 1 / ties : 1 }));
}

/** A gradient on the output and what comes to the input, by the rule for ties that is chosen. */
export class Gradient {
  /** @param {PoolModel} model @param {{ dy: string, tie: string, one: number }} state @param {number} pin */
  constructor(model, { dy, tie, one }, pin) {
    const { routes } = model.header, kind = dy === "own" && !routes.own ? "ones" : dy, route = routes[kind];
    this.model = model;
    this.tie = tie;
    this.one = one;
    this.pin = pin;
    /** Its pictures on small cells. @type {Record<string, HTMLCanvasElement>} */
    this.images = {};
    /** The shares of the one cell. @type {Map<number, number> | null} */
    this.single = route ? null : new Map(model.shares(pin, tie).map((t) => [t.input, one * t.share]));
    const rule = routes.ones.arrived.only === undefined ? tie : "only", shares = [...(this.single?.values() ?? [])];
    this.sent = route ? route.sent : one;
    this.arrived = route ? route.arrived[rule] : shares.reduce((sum, v) => sum + v, 0);
    this.limit = route ? route.limit[rule] : largest(shares);
    this.dx = route ? model.arrays[`dx_${kind}_${rule}`] : [];
    this.dy = route ? model.arrays[`dy_${kind}`] : [];
    this.putLimit = route ? largest(this.dy) : Math.abs(one) || 1;
  }

  /** What comes to an input. @param {number} input @returns {number} */
  at(input) { return this.single ? this.single.get(input) ?? 0 : this.dx[input]; }
  /** What was put on an output. @param {number} output @returns {number} */
  put(output) { return this.single ? (output === this.pin ? this.one : 0) : this.dy[output]; }

  /** What comes to one input, output by output; only those that send something. @param {number} row @param {number} column */
  parts(row, column) {
    const { model, tie } = this, input = model.input.flat(0, row, column);
    return model.readers(row, column).flatMap((output) => {
      const put = this.put(output), share = put && model.shares(output, tie).find((t) => t.input === input)?.share;
      return share ? [{ output, value: put * share }] : [];
    });
  }
}

/** The largest magnitude, 1 where all are 0. @param {ArrayLike<number>} values */
export const largest = (values) => Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
