// Filter: signal times filter, summed, is one output. Find: the outputs above a line are where the pattern is.

import { cssColour } from "../../player/js/colour.js";
import { fill, fillCounted, format } from "../../player/js/numbers.js";
import { actButton, choiceButtons, codeLine, fact, heading, labelled, note } from "../../player/js/pieces.js";
import { products, terms } from "../../player/js/relation.js";
import { listed, range } from "../../player/js/text.js";
import { reach } from "../../player/js/timeline.js";
import { View } from "./view.js";

const HEARD = 1000; // samples: an eighth of a second

/** @typedef {import("./view.js").Timeline} Timeline @typedef {import("../../player/js/track.js").Scale} Scale */

export class FilterView extends View {
  get facts() { return this.model.header.filter; }
  /** Where the outputs stand. */
  get placed() { return { values: this.model.panels.y.values, first: this.facts.first, every: this.facts.every }; }
  get axis() { return this.model.relations.filter.column; }
  get channels() { return this.model.panels.x.channels; }
  get outputs() { return this.model.panels.y.columns; }
  get numbered() { return ["x", "y"]; }
  get finds() { return this.lesson.state.view === "find"; }
  get count() { return this.outputs + (this.finds ? 1 : 0); }
  /** Whether the last step, the verdict, is on screen. */
  get judges() { return this.finds && !this.pointed && this.lesson.state.step >= this.outputs; }
  /** The sample that is pointed at, its channel and its weights as seen from it. */
  get seenFrom() {
    if (this.pointed?.kind !== "sample") return null;
    const { index } = this.pointed, at = index % this.length, channel = (index - at) / this.length;
    /** @type {[number, number][]} */
    const pairs = this.axis.consumers(at);
    return { index, at, channel, pairs, readers: new Set(pairs.map(([output]) => output)) };
  }
  /** The output in focus. */
  get at() {
    if (this.pointed?.kind === "output") return this.pointed.index;
    return this.judges ? this.facts.best : Math.min(this.lesson.state.step, this.outputs - 1);
  }
  get focus() { return this.column(this.at); }
  get where() {
    const { at, count, words: { sentences } } = this;
    return fill(sentences[this.judges ? "all" : "output"], { at, step: this.lesson.state.step + 1, count });
  }
  /** @param {number} output */
  column(output) { return this.facts.first + output * this.facts.every; }
  get list() { return products(terms(this.model.relations.filter, "output", this.at), "input", this.model.panels.x, "weight", this.model.panels.w); }
  /** The columns of the window of an output: from its first to its last. @param {number} output */
  window(output) { return [this.axis.position(output, 0), this.axis.position(output, this.axis.kernelSize - 1)]; }
  get span() {
    const last = this.outputs - 1, after = Math.max(this.length - 1, this.window(last)[1], this.column(last));
    const before = Math.min(0, this.window(0)[0], this.column(0));
    return this.length > 40 ? [before, after] : [Math.min(-2, before), Math.max(this.length + 1, after)];
  }
  /** @param {number} output */
  hides(output) { return this.lesson.predict.open && output === this.at; }
  get answer() {
    const value = this.model.panels.y.values[this.at];
    return this.judges ? null : { name: `y[${this.at}]`, value, text: format(value) };
  }
  /** @param {import("./view.js").Found} found */
  pick({ kind, index }) { return kind === "output" ? index : this.axis.nearest((index % this.length) + this.axis.before); }

  // ---- drawn

  /** @param {Timeline} stage @param {import("./view.js").Room} room */
  draw(stage, { height: tall }) {
    const top = this.overview(stage) + 20, { digits } = stage, { axis, channels } = this, [from, to] = this.window(this.at), seen = this.seenFrom;
    const each = Math.round((tall * (digits ? 0.25 : 0.34)) / (channels > 1 ? 0.9 * channels : 1)), under = top + channels * (each + 22) - 22;
    const pale = (/** @type {number} */ k) => (!digits || this.judges || (k >= from && k <= to) ? 1 : 0.75);
    for (const channel of range(channels)) {
      const scale = this.signalBars(stage, top + channel * (each + 22), each, { pale, channel, indices: channel === channels - 1 });
      for (let place = 0; place < axis.length; place++) if (axis.outside(place)) stage.zero(place - axis.before, scale);
    }
    if (this.finds) this.found(stage, top - 2, under - top + 24);
    const own = seen ? top + seen.channel * (each + 22) - 2 : 0;
    const frame = seen ? stage.window(seen.at, seen.at, own, each + 24) : this.frame(stage, top - 2, under - top + 26);
    const y = digits ? this.tiles(stage, under + 30, tall) : under + 30, share = this.finds ? Math.round(tall * 0.17) : 0;
    if (!seen && digits) stage.beam(frame, y - 6, { x: stage.x(this.focus) - stage.pitch * 0.45, width: stage.pitch * 0.9 }, y + 14);
    this.output(stage, y + 16, tall - y - 40 - (share && share + 12));
    if (share) this.shares(stage, tall - share - 4, share - 14);
  }

  /** Around what is read: one frame, or one for each tap where there are gaps between them. @param {Timeline} stage @param {number} y @param {number} height */
  frame(stage, y, height) {
    const [from, to] = this.window(this.at), { axis } = this;
    if (to - from < axis.kernelSize || !stage.digits) return stage.window(from, to, y, height);
    for (const k of range(axis.kernelSize)) stage.window(axis.position(this.at, k), axis.position(this.at, k), y, height);
    return { x: stage.x(from) - stage.pitch / 2, width: (to - from + 1) * stage.pitch };
  }

  /** The filter under the window, and the products under it; or, for one sample, its weights as seen from it. @param {Timeline} stage @param {number} y
   * @param {number} tall */
  tiles(stage, y, tall) {
    const { panels: { w }, header: { filter } } = this.model, { channels, axis, list } = this;
    const high = Math.max(24, Math.min(46, (tall * 0.085) / (channels > 1 ? 1.25 : 1)));
    const look = () => ({ range: w.range[1] }), seen = this.seenFrom, name = channels > 1 ? "w_of" : "w";
    const [first] = this.window(this.at), every = (this.window(this.at)[1] - first) / Math.max(1, axis.kernelSize - 1);
    if (seen) {
      stage.name(name, y + high / 2, { put: { channel: seen.channel } });
      for (const [output, k] of seen.pairs) {
        const value = w.at(seen.channel, 0, k);
        stage.tile(this.column(output), { y, height: high, value, text: format(value), ...look() });
      }
      return y + high + 14;
    }
    const most = Math.max(...list.map(({ value }) => Math.abs(value)), 1);
    for (const channel of range(channels)) {
      const own = list.filter((term) => term.channel === channel);
      const row = { height: high, first, every: every || 1, put: { channel } }, told = channels > 1 ? ` ${channel}` : "";
      const weights = { key: name, told: `w${told}`, values: own.map(({ b }) => b), kind: "weight", array: "w", offset: channel * axis.kernelSize };
      stage.tiles({ ...row, ...weights, y }, look);
      y += high + 7;
      if (this.finds) continue;
      stage.tiles({ ...row, key: "products", told: `products${told}`, y, values: own.map(({ value }) => value) }, () => ({ range: most }));
      y += high + 7;
    }
    if (filter.bias && !this.finds) {
      const text = `${filter.bias < 0 ? "−" : "+"} ${format(Math.abs(filter.bias))}`;
      stage.text(text, stage.x(this.window(this.at)[1] + 1.5), y - 7 - high / 2, { size: 18, weight: 650 });
    }
    return y + 6;
  }

  /** @param {Timeline} stage @param {number} y @param {number} height */
  output(stage, y, height) {
    const { panels: { y: out, z } } = this.model, { palette, state } = this.lesson, { relu } = this.facts, seen = this.seenFrom, { placed } = this;
    const [least, most] = reach(out.values), size = Math.max(most, -least), [low, high] = reach(relu ? z.values : out.values);
    /** @type {[number, number]} */
    const scale = this.finds ? [Math.min(low, state.threshold), Math.max(high, state.threshold)] : [low, high];
    const known = (/** @type {number} */ k) => this.judges || this.pointed || k <= state.step || !stage.digits;
    const pale = (/** @type {number} */ k) => (this.hides(k) ? 0 : (seen ? seen.readers.has(k) : known(k)) ? 1 : 0.3);
    const colour = (/** @type {number} */ value) => cssColour(palette.signed(Math.sign(value) * (0.25 + 0.75 * Math.abs(value) / size), 1));
    const under = this.finds && stage.digits ? this.threshold(stage, y, height, scale) : null; // digits stand on it
    const text = (/** @type {number} */ k) => (this.hides(k) ? "?" : format(out.values[k])), small = relu ? this.words.rows.relu : "";
    const row = { key: "y", small, y, height, ...placed, text, kind: "output", array: "y", wide: placed.every, above: 6, below: 18 };
    const drawn = stage.bars(row, { colour, pale, scale });
    const line = this.finds && !under ? this.threshold(stage, y, height, scale) : under;
    if (line) stage.rows.push(line);
    if (relu && stage.digits) for (const k of stage.inView(placed))
      if (z.values[k] < 0) stage.ghost(this.column(k), z.values[k], drawn, palette.line2);
    stage.indices({ y: y + height + 12, ...placed });
    if (!seen) stage.window(this.focus, this.focus, y - 6, height + 10);
    else for (const column of [...seen.readers].map((k) => this.column(k)))
      if (stage.seen(column)) stage.stroke({ x: stage.x(column) - stage.pitch * 0.42, y: y - 6, width: stage.pitch * 0.84, height: height + 10 }, palette.focus, 2);
  }

  /** The line that can be dragged. @param {Timeline} stage @param {number} y @param {number} height @param {[number, number]} scale */
  threshold(stage, y, height, scale) {
    const { palette, state: { threshold } } = this.lesson;
    const { y: zero, height: unit } = stage.bars({ key: "", y, height, values: [] }, { scale }), at = zero - threshold * unit;
    stage.line([[stage.left, at], [stage.end + 4, at]], palette.ink, { width: 2, dash: [7, 5] });
    stage.fill({ x: stage.left - 7, y: at - 7, width: 14, height: 14 }, palette.ink);
    stage.text(format(threshold), stage.left - 2, at - 16, { weight: 650, align: "right" });
    const row = { key: "", y: at - 5, height: 10, values: [threshold], first: stage.low - 2, every: 1e9, wide: 1e9, kind: "threshold", cursor: "ns-resize" };
    return { ...row, value: (/** @type {number} */ px) => (zero - px) / unit, grid: { step: 0.05, low: -Infinity, high: Infinity } };
  }

  /** The places at or above the threshold. @returns {number[]} */
  get hits() {
    const { values } = this.model.panels.y, { threshold } = this.lesson.state;
    return range(this.outputs).filter((k) => values[k] >= threshold);
  }

  /** @param {Timeline} stage @param {number} y @param {number} height */
  found(stage, y, height) {
    const { hits } = this, { palette, state: { step } } = this.lesson;
    stage.tells("found", hits.length && stage.digits ? hits.map(String) : []);
    if (!stage.digits) {
      const marks = new Set(hits.map((k) => this.column(k)).filter((column) => stage.seen(column)).map((column) => Math.round(stage.x(column))));
      for (const x of marks) stage.fill({ x: x - 0.75, y: y - 10, width: 1.5, height: 8 }, palette.ink);
    } else for (const k of hits) {
      const [from, to] = this.window(k);
      if ((this.judges || k <= step) && stage.seen(from) && stage.seen(to)) stage.corners(from, to, y, height);
    }
  }

  /** @param {Timeline} stage @param {number} y @param {number} height */
  shares(stage, y, height) {
    const { values } = this.model.panels.shares, text = (/** @type {number} */ k) => format(Math.round(1000 * values[k]) / 10);
    stage.bars({ key: "shares", y, height, ...this.placed, values, text }, { colour: () => this.lesson.palette.line2 });
  }

  // ---- what is said

  sentence() {
    const { panels: { x, w, y, z } } = this.model, { sentences } = this.words, { threshold } = this.lesson.state;
    const { at, facts, seenFrom: seen } = this;
    const put = { name: `y[${at}]`, value: format(y.values[at]), threshold: format(threshold), at, count: this.outputs };
    const above = y.values[at] >= threshold;
    if (seen) {
      const few = (/** @type {string[]} */ texts) => listed(texts, 5, 3, ", ");
      const weights = few(seen.pairs.map(([, m]) => format(w.at(seen.channel, 0, m))));
      const own = { name: x.title(seen.index), value: format(x.values[seen.index]), readers: few(seen.pairs.map(([k]) => `y[${k}]`)), weights };
      return fill(seen.pairs.length ? sentences.sample : sentences.nobody, own);
    }
    if (this.judges) return fillCounted(sentences, above ? "is_in" : "is_not", put);
    if (this.finds) return fill(sentences[above ? "found" : "not_found"], put);
    const { list } = this;
    if (!list.some(({ inside }) => inside) && !facts.bias) return fill(sentences.outside, put);
    const { terms: written, same, z: value } = this.summed(list, facts.bias, z.values[at]);
    const [own, most, least] = [at, facts.best, facts.least].map((k) => y.values[k]);
    const fit = most === least ? "" : own === most ? sentences.best : own === least ? sentences.worst : "";
    const relu = facts.relu ? fill(sentences.relu, put) : "";
    return fill(sentences.filter, { name: `${relu ? "z" : "y"}[${at}]`, terms: written, same, value, relu, fit });
  }

  side() { return this.finds ? this.sideFound() : this.sideOne(); }

  sideOne() {
    const { panels: { y, sums }, header: { choices } } = this.model, { facts: says } = this.words, { at, facts } = this;
    const number = (/** @type {ArrayLike<number>} */ values) => (this.hides(at) ? "?" : format(values[at]));
    return [
      heading(fill(says.one, { name: `y[${at}]` })), fact(says.products, number(sums.values)),
      `<div class="fact"><span>${says.bias}</span><span>${choiceButtons(choices.bias[0])} ${this.tile("bias", 0)}</span></div>`,
      fact(facts.relu ? says.relu : says.no_relu, number(y.values), "large"), this.sound(), this.choices("filter"),
      labelled(says.zeros, `${this.tile("pad", 0)} ${says.and} ${this.tile("pad", 1)}`), note(facts.about),
      note(fillCounted(says, "length", { count: this.outputs, formula: facts.length })), codeLine(says.pytorch, facts.code),
    ];
  }

  sideFound() {
    const { panels: { y } } = this.model, { facts: says } = this.words, { hits, facts } = this;
    const places = hits.length > 4 ? fill(says.moved, { moved: hits.length, count: this.outputs }) : hits.join(", ") || "–";
    return [
      heading(says.where), fact(says.here, places, "large"),
      fact(says.threshold, format(this.lesson.state.threshold)), heading(says.whether),
      fact(`${says.max}, ${fill(says.at, { at: facts.best })}`, format(y.values[facts.best]), "large"),
      fact(says.weighted, format(facts.weighted)), fact(says.mean, format(facts.mean)), this.sound(),
      labelled(says.move, actButton("left", says.left) + actButton("right", says.right)), this.choices("find"),
    ];
  }

  /** What can be heard: a long signal that swings to both sides, and what the filter makes of it. */
  sound() {
    const { facts: says } = this.words, { values } = this.model.panels.x;
    if (this.length < HEARD || reach(values)[0] >= 0) return "";
    return labelled(says.play, actButton("hear", says.hear) + actButton("hear_output", says.hear_output));
  }
}
