// The chain as it was sent: panels, layers with their relations, and the steps between start and update.

import { panelsOf } from "../../player/js/panel.js";
import { Relation } from "../../player/js/relation.js";

/** @typedef {"gather" | "scatter"} View */

export class Chain {
  /** @param {import("./payload").ChainPayload} payload */
  constructor({ header, arrays }) {
    this.header = header;
    this.arrays = arrays;
    this.panels = panelsOf({ header, arrays });
    this.layers = header.layers.map((layer) => readLayer(layer, this.panels, arrays));
    this.segments = header.segments.map((segment, index) => new Segment(segment, index, this));
    this.parameters = Object.values(this.panels).filter((panel) => panel.kind === "parameter" && !panel.key.startsWith("new:"));
  }

  get last() { return /** @type {import("./payload").Layer} */ (this.layers.at(-1)); }
  /** Two payloads have the same steps, though their numbers may differ. */
  get shape() { return JSON.stringify(this.segments.map((segment) => [segment.id, segment.count])); }

  /** Global number of a segment's first step. @param {number} index @param {View} view */
  from(index, view) { return this.segments.slice(0, index).reduce((sum, segment) => sum + segment.steps(view), 0); }

  /** @param {View} view */
  count(view) { return this.from(this.segments.length, view); }

  /** The segment of a step, and the step's number in it. @param {number} step @param {View} view */
  locate(step, view) {
    let k = Math.max(0, step);
    for (const segment of this.segments) {
      if (k < segment.steps(view)) return { segment, k };
      k -= segment.steps(view);
    }
    const segment = /** @type {Segment} */ (this.segments.at(-1));
    return { segment, k: segment.steps(view) - 1 };
  }

  /** The segment that writes a panel, if one does. @param {string} key */
  writer(key) { return this.segments.find((segment) => segment.writes === key); }
}

/** A layer with its tables in place of their names. @param {import("./payload").LayerHeader} header @param {Record<string, Panel>} panels @param
 * {Record<string, Numbers>} arrays @returns {import("./payload").Layer} */
function readLayer(header, panels, arrays) {
  const { relation, gather, winners, slope, curve, passed = slope, shared } = header;
  const [forth, back] = [relation, gather].map((one) => one && new Relation(one, panels, arrays));
  const [won, steep, drawn, through, equal] = [winners, slope, curve, passed, shared].map((name) => arrays[name ?? ""]);
  const tables = { winners: won, slope: steep, curve: drawn, passed: through, shared: equal };
  return { ...header, ...tables, relation: /** @type {Relation} */ (forth), gather: back ?? null };
}

/** A stretch of steps of one kind. */
class Segment {
  /** @param {import("./payload").SegmentHeader} header @param {number} index @param {Chain} chain */
  constructor(header, index, chain) {
    this.index = index;
    this.id = header.id;
    this.kind = header.kind;
    this.direction = header.direction;
    this.label = header.label;
    this.count = header.count;
    this.writes = header.writes;
    this.scatter = header.scatter;
    this.layer = chain.layers[header.layer] ?? null;
    /** Of padding that is no zero there is no gathering. */
    this.forced = Boolean(this.scatter) && !this.layer.gather;
    /** @type {Record<View, ArrayLike<number> | undefined>} */
    this.visits = { gather: chain.arrays[header.visits ?? ""], scatter: chain.arrays[header.scatter_visits ?? ""] };
  }

  /** Whether one can choose between two views: only for the input gradient of a convolution. */
  get twoViews() { return Boolean(this.scatter) && !this.forced; }

  /** @param {View} view @returns {View} */
  seen(view) { return this.scatter && (view === "scatter" || this.forced) ? "scatter" : "gather"; }
  /** @param {View} view */
  steps(view) { return this.seen(view) === "scatter" ? this.scatter : this.count; }
  /** How many numbers it writes, which are its steps but for the result of an update. @param {View} view */
  numbers(view) { return this.steps(view) - Number(this.kind === "update"); }
  /** The steps where "next number" stops, if not at all of them. @param {View} view */
  stops(view) {
    const visits = this.visits[this.seen(view)];
    return visits && Array.from(visits);
  }
  /** @param {View} view */
  entry(view) { return this.stops(view)?.[0] ?? 0; }
  /** @param {View} view */
  exit(view) { return this.stops(view)?.at(-1) ?? this.steps(view) - 1; }

  /** The step after (+1) or before (-1) one of this segment; null when that is in another segment. @param {number} k @param {1 | -1} direction
   * @param {View} view */
  beside(k, direction, view) {
    const visits = this.stops(view), at = visits ? visits.indexOf(k) : -1;
    if (visits && at >= 0) return visits[at + direction] ?? null;
    const next = k + direction;
    return next >= 0 && next < this.steps(view) ? next : null;
  }
}
