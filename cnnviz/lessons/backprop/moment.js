// What is known at one step: the state is (step, view, hidden), and this is a function of it.

import { terms } from "../../player/js/relation.js";

const DUST = 1e-12; // a sum that is smaller beside its terms is rounding

/** Sums so far of what outputs sent to inputs, kept from step to step. @type {WeakMap<object, Grown>} */
const kept = new WeakMap();

/** @typedef {{ id: string, kind: string, k: number, sums: Float64Array, sizes: Float64Array, met: Uint8Array }} Grown */

export class Moment {
  /** @param {import("./model.js").Chain} chain @param {number} step @param {import("./model.js").View} view */
  constructor(chain, step, view) {
    const { segment, k } = chain.locate(step, view);
    this.chain = chain;
    this.step = step;
    this.view = view;
    this.segment = segment;
    this.k = k;
    this.seen = segment.seen(view);
    this.layer = segment.layer ?? chain.last;
    /** @type {Map<object, (flat: number) => boolean>} */
    this.asked = new Map();
  }

  get kind() {
    if (this.segment.kind === "update" && this.k === this.segment.count - 1) return "result";
    return this.seen === "scatter" ? "scatter" : this.segment.kind;
  }

  /** @param {string | undefined} key */
  panel(key) { return this.chain.panels[key ?? ""]; }
  /** @param {string | undefined} key */
  gradient(key) { return this.chain.panels[`d:${key}`]; }
  get written() { return this.panel(this.segment.writes); }

  /** How many numbers of a panel are written by now, in reading order; null where they grow in place. @param {Panel} panel */
  upTo(panel) {
    if (panel.key.startsWith("new:")) return Math.max(0, this.k + 1 - this.firstOf(panel));
    if (panel.kind === "parameter" || panel.key === "x" || panel.key === "target") return Infinity;
    const writer = this.chain.writer(panel.key === "powers" ? "shares" : panel.key);
    if (!writer || writer.index < this.segment.index) return Infinity;
    if (writer.index > this.segment.index) return 0;
    if (writer.kind === "flatten" || writer.kind === "unflatten") return Infinity;
    return writer.kind === "route" || this.kind === "scatter" ? null : this.k + 1;
  }

  /** Which numbers of a panel are written by now. @param {Panel} panel */
  known(panel) {
    let known = this.asked.get(panel);
    if (!known) {
      const done = this.upTo(panel);
      known = done !== null ? (flat) => flat < done : this.kind === "scatter" ? () => true : (flat) => this.grown.met[flat] > 0;
      this.asked.set(panel, known);
    }
    return known;
  }

  /** The step of the update that writes a parameter's first number. @param {Panel} panel */
  firstOf(panel) {
    if (this.segment.kind !== "update") return Infinity;
    let before = 0;
    for (const own of this.chain.parameters) {
      if (`new:${own.key}` === panel.key) return before;
      before += own.values.length;
    }
    return Infinity;
  }

  /** A number as it stands at this step; sums that are not complete grow. @param {Panel} panel @param {number} flat */
  value(panel, flat) {
    const grows = panel.key === this.segment.writes && this.k < this.segment.steps(this.view) - 1;
    if (!grows || (this.kind !== "scatter" && this.kind !== "route")) return panel.values[flat];
    const { sums, sizes } = this.grown;
    return Math.abs(sums[flat]) < DUST * sizes[flat] ? 0 : sums[flat];
  }

  /** What the outputs up to this one have sent to each input, and which inputs they read. @returns {Grown} */
  get grown() {
    const { chain, segment: { id }, kind, k, layer } = this, { length } = this.written.values;
    let grown = kept.get(chain);
    if (!grown || grown.id !== id || grown.kind !== kind || grown.k > k) {
      grown = { id, kind, k: -1, sums: new Float64Array(length), sizes: new Float64Array(length), met: new Uint8Array(length) };
      kept.set(chain, grown);
    }
    while (grown.k < k) this.send(grown, ++grown.k, layer);
    return grown;
  }

  /** @param {Grown} grown @param {number} output @param {import("./payload").Layer} layer */
  send({ sums, sizes, met }, output, { relation, winners, y, weight }) {
    const value = this.gradient(y).values[output], { size } = relation.input;
    const all = terms(relation, "output", output), { mistake, shared } = this.layer;
    all.forEach((term, at) => {
      if (!term.inside) return;
      const wins = shared ? shared[output * all.length + at] : winners?.[output] === term.input % size;
      const part = weight ? value * this.panel(weight).values[term.weight] : wins ? value : 0, kept = mistake === "sum" ? 0 : 1;
      sums[term.input] = kept * sums[term.input] + part;
      sizes[term.input] = kept * sizes[term.input] + Math.abs(part);
      met[term.input] = 1;
    });
  }
}
