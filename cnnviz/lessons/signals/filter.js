// Filter: signal times filter, summed, is one output. Find: the outputs above a line are where the pattern is.

import { fill, format } from "../../player/js/numbers.js";
import { products, terms } from "../../player/js/relation.js";
import { listed, range } from "../../player/js/text.js";
import { cssColour } from "../../player/js/colour.js";
import { reach } from "./stage.js";
import { View, edge } from "./view.js";

export class FilterView extends View {
  signal = "x";
  get slides() { return this.model.relations.filter; }
  get outputs() { return this.model.panels.y.values.length; }
  get finds() { return this.lesson.state.view === "find"; }
  get count() { return this.outputs + (this.finds ? 1 : 0); }
  /** Whether the last step, the verdict, is on screen. */
  get judges() { return this.finds && !this.pointed && this.lesson.state.step >= this.outputs; }
  get sample() { return this.pointed?.kind === "sample" ? this.pointed.index : null; }
  /** The output in focus. */
  get at() {
    if (this.pointed?.kind === "output") return this.pointed.index;
    return this.judges ? this.model.header.filter.best : Math.min(this.lesson.state.step, this.outputs - 1);
  }
  get focus() { return this.column(this.at); }
  get where() { return fill(this.words.sentences[this.judges ? "all" : "output"], { at: this.at, step: this.lesson.state.step + 1, count: this.count }); }
  /** @param {number} output */
  column(output) { return this.model.columns[output]; }
  get list() { return products(terms(this.slides, "output", this.at), "input", this.model.panels.x, "weight", this.model.panels.w); }
  /** The columns of the window of an output: from its first to its last. @param {number} output */
  window(output) {
    const { column: axis } = this.slides;
    return [axis.position(output, 0), axis.position(output, axis.kernelSize - 1)];
  }
  get span() {
    const { column: axis } = this.slides, n = this.model.panels.x.values.length, last = this.outputs - 1;
    const [before, after] = [Math.min(0, axis.position(0, 0)), Math.max(n - 1, axis.position(last, axis.kernelSize - 1), this.column(last))];
    return n > 40 ? [before, after] : [Math.min(-2, before), Math.max(n + 1, after)];
  }
  hides(/** @type {number} */ output) { return this.lesson.predict.open && output === this.at; }
  get answer() { return this.judges ? null : { name: `y[${this.at}]`, value: this.model.panels.y.values[this.at], text: format(this.model.panels.y.values[this.at]) }; }
  /** @param {any} found */
  stepOf(found) {
    if (found.kind === "output") return found.index;
    return this.slides.column.nearest(found.index + this.slides.column.before);
  }

  /** @param {import("./stage.js").Stage} stage @param {{ width: number, height: number }} room */
  draw(stage, room) {
    const { panels } = this.model, digits = stage.digits, tall = room.height;
    const height = Math.round(tall * (digits ? 0.25 : 0.34)), top = this.overview(stage) + 20;
    const [from, to] = this.window(this.at);
    stage.name("x", top + height / 2, { small: this.hint(stage) });
    const axis = this.slides.column, reads = new Set(range(axis.length).map((place) => place - axis.before));
    const scale = this.signalBars(stage, top, height, (k) => (this.finds && this.judges ? 1 : k >= from && k <= to ? 1 : digits ? 0.75 : 1));
    for (const k of reads) if (k < 0 || k >= panels.x.values.length) stage.zero(k, scale);
    stage.indices(top + height + 12, 0, panels.x.values.length - 1);
    const frame = this.sample === null ? this.frame(stage, from, to, top - 2, height + 24) : null;
    if (this.sample !== null) stage.window(this.sample, this.sample, top - 2, height + 24);
    let y = top + height + 30;
    if (this.finds) this.found(stage, top - 2, height + 24);
    y = digits ? this.tiles(stage, y, tall) : y;
    if (frame && digits) stage.beam(frame, y - 6, { x: stage.x(this.focus) - stage.pitch * 0.45, width: stage.pitch * 0.9 }, y + 14);
    const share = this.finds ? Math.round(tall * 0.17) : 0;
    this.output(stage, y + 16, tall - y - 40 - share - (share && 12));
    if (this.finds) this.shares(stage, tall - share - 4, share - 14);
    stage.row("found", this.finds ? this.hits.map(String) : []);
  }

  /** Around what is read: one frame, or one for each tap where there are gaps between them. @param {import("./stage.js").Stage} stage @param {number} from
   * @param {number} to @param {number} y @param {number} height */
  frame(stage, from, to, y, height) {
    const { column: axis } = this.slides, taps = range(axis.kernelSize).map((k) => axis.position(this.at, k));
    if (to - from < axis.kernelSize || !stage.digits) return stage.window(from, to, y, height);
    for (const tap of taps) stage.window(tap, tap, y, height);
    return { x: stage.x(from) - stage.pitch / 2, width: (to - from + 1) * stage.pitch };
  }

  /** The filter under the window, and the products under it; or, for one sample, its weights as seen from it. @param {import("./stage.js").Stage} stage
   * @param {number} y @param {number} tall */
  tiles(stage, y, tall) {
    const { panels: { w }, header } = this.model, high = Math.max(26, Math.min(46, tall * 0.085)), range = w.range[1];
    const { column: axis } = this.slides, mirrored = this.sample !== null;
    stage.name("w", y + high / 2);
    if (mirrored) {
      for (const [output, k] of axis.consumers(this.sample)) stage.tile(this.column(output), { y, height: high, value: w.values[k], range });
      return y + high + 14;
    }
    const list = this.list, most = Math.max(...list.map(({ value }) => Math.abs(value)), 1);
    for (const { value, b, q } of list) {
      const column = q - axis.before;
      stage.tile(column, { y, height: high, value: b, range });
      if (!this.finds) stage.tile(column, { y: y + high + 7, height: high, value, range: most });
    }
    stage.rows.push({ y, height: high, kind: "weight", array: "w", at: (column) => edge(list.findIndex(({ q }) => q - axis.before === column)) });
    stage.row("w", list.map(({ b }) => format(b)));
    if (this.finds) return y + high + 12;
    stage.name("products", y + high * 1.5 + 7);
    stage.row("products", list.map(({ value }) => format(value)));
    if (header.filter.bias) {
      const column = Math.max(...list.map(({ q }) => q - axis.before)) + 1.5;
      stage.text(`${header.filter.bias < 0 ? "−" : "+"} ${format(Math.abs(header.filter.bias))}`, stage.x(column), y + high * 1.5 + 7, { size: 18, weight: 650 });
    }
    return y + 2 * high + 20;
  }

  /** @param {import("./stage.js").Stage} stage @param {number} y @param {number} height */
  output(stage, y, height) {
    const { panels: { y: out, z }, header } = this.model, { palette, state } = this.lesson, relu = header.filter.relu;
    const known = (/** @type {number} */ k) => this.judges || this.pointed || k <= state.step || !stage.digits;
    const size = Math.max(...reach(out.values).map(Math.abs)), [low, high] = reach(relu ? z.values : out.values);
    const bounds = /** @type {[number, number]} */ (this.finds ? [Math.min(low, state.threshold), Math.max(high, state.threshold)] : [low, high]);
    stage.name("y", y + height / 2, { small: relu ? this.words.rows.relu : "" });
    const readers = this.sample === null ? null : new Set(this.slides.column.readers(this.sample));
    const look = { y, height, scale: bounds, column: (/** @type {number} */ k) => this.column(k) };
    const pale = (/** @type {number} */ k) => (this.hides(k) ? 0 : readers ? (readers.has(k) ? 1 : 0.3) : known(k) ? 1 : 0.3);
    const colour = (/** @type {number} */ value) => cssColour(palette.signed(Math.sign(value) * (0.25 + 0.75 * Math.abs(value) / size), 1));
    const scale = stage.bars(out.values, { ...look, pale: () => 0, text: () => "" }); // the digits stand on the line of the threshold
    if (this.finds) this.threshold(stage, scale);
    stage.bars(out.values, { ...look, colour, pale, text: (k) => (this.hides(k) ? "?" : format(out.values[k])) });
    if (relu && stage.digits) for (let k = 0; k < z.values.length; k++) if (z.values[k] < 0 && stage.seen(this.column(k))) {
      const x = stage.x(this.column(k)) - stage.pitch * 0.31;
      stage.g.setLineDash([4, 3]);
      stage.stroke({ x, y: scale.y, width: stage.pitch * 0.62, height: -z.values[k] * scale.height }, palette.line2, 1.5);
      stage.g.setLineDash([]);
    }
    const back = new Map([...this.model.columns].map((column, k) => [column, k]));
    stage.rows.push({ y: y - 6, height: height + 24, kind: "output", array: "y", at: (column) => this.nearest(back, column) });
    stage.indices(y + height + 12, 0, this.outputs - 1, (k) => this.column(k));
    if (!readers) stage.window(this.focus, this.focus, y - 6, height + 10);
    else for (const column of [...readers].map((k) => this.column(k))) if (stage.seen(column))
      stage.stroke({ x: stage.x(column) - stage.pitch * 0.42, y: y - 6, width: stage.pitch * 0.84, height: height + 10 }, palette.focus, 2);
    stage.row("y", stage.texts(this.outputs, (k) => (this.hides(k) ? "?" : format(out.values[k])), look.column));
  }

  /** The output in a column; with a stride the next one before it. @param {Map<number, number>} back @param {number} column */
  nearest(back, column) {
    for (let k = column; k > column - 4; k--) if (back.has(k)) return back.get(k);
    return undefined;
  }

  /** @param {import("./stage.js").Stage} stage @param {import("./stage.js").Scale} scale */
  threshold(stage, scale) {
    const { palette, state: { threshold } } = this.lesson, y = scale.y - threshold * scale.height;
    stage.line([stage.left, y], [stage.end + 4, y], palette.ink, { width: 2, dash: [7, 5] });
    stage.fill({ x: stage.left - 7, y: y - 7, width: 14, height: 14 }, palette.ink);
    stage.text(format(threshold), Math.min(stage.end + 26, stage.size.column - 14), y - 11, { weight: 650 });
    stage.rows.push({ y: y - 9, height: 18, kind: "threshold", array: "", at: () => 0, value: (at) => (scale.y - at) / scale.height });
  }

  /** The places at or above the threshold. @returns {number[]} */
  get hits() {
    const { y } = this.model.panels, found = [];
    for (let k = 0; k < y.values.length; k++) if (y.values[k] >= this.lesson.state.threshold) found.push(k);
    return found;
  }

  /** @param {import("./stage.js").Stage} stage @param {number} y @param {number} height */
  found(stage, y, height) {
    if (!stage.digits) {
      const marks = this.hits.map((k) => this.column(k)).filter((column) => stage.seen(column));
      for (const column of marks) stage.fill({ x: stage.x(column) - 0.75, y: y - 10, width: 1.5, height: 8 }, this.lesson.palette.ink);
      return;
    }
    for (const k of this.hits) {
      const [from, to] = this.window(k);
      if ((this.judges || k <= this.lesson.state.step) && stage.seen(from) && stage.seen(to)) stage.corners(from, to, y, height);
    }
  }

  /** @param {import("./stage.js").Stage} stage @param {number} y @param {number} height */
  shares(stage, y, height) {
    const { shares } = this.model.panels, text = (/** @type {number} */ k) => format(Math.round(1000 * shares.values[k]) / 10);
    stage.name("shares", y + height / 2);
    stage.bars(shares.values, { y, height, column: (k) => this.column(k), colour: () => this.lesson.palette.line2, text });
    stage.row("shares", stage.texts(this.outputs, text, (k) => this.column(k)));
  }

  // ---- what is said

  sentence() {
    const { panels: { y, z }, header: { filter } } = this.model, { sentences } = this.words, { threshold } = this.lesson.state;
    if (this.sample !== null) return this.seenFrom(this.sample);
    const put = { name: `y[${this.at}]`, value: format(y.values[this.at]), threshold: format(threshold), at: filter.best, count: this.outputs };
    if (this.judges) return fill(sentences[y.values[filter.best] >= threshold ? "is_in" : "is_not"], { ...put, value: format(y.values[filter.best]) });
    if (this.finds) return fill(sentences[y.values[this.at] >= threshold ? "found" : "not_found"], put);
    const list = this.list;
    if (!list.some(({ inside }) => inside) && !filter.bias) return fill(sentences.outside, put);
    const { terms: written, same, z: value } = this.summed(list, filter.bias, z.values[this.at]);
    const [own, most, least] = [this.at, filter.best, filter.least].map((k) => y.values[k]);
    const fit = most === least ? "" : own === most ? sentences.best : own === least ? sentences.worst : "";
    const relu = filter.relu ? fill(sentences.relu, put) : "", name = `${filter.relu ? "z" : "y"}[${this.at}]`;
    return fill(sentences.filter, { name, terms: written, same, value, relu, fit });
  }

  /** @param {number} at a sample */
  seenFrom(at) {
    const { panels: { x, w } } = this.model, { sentences } = this.words;
    /** @type {[number, number][]} */
    const pairs = this.slides.column.consumers(at);
    const few = (/** @type {string[]} */ texts) => listed(texts, 5, 3, ", ");
    const put = { at, value: format(x.values[at]), readers: few(pairs.map(([k]) => `y[${k}]`)), weights: few(pairs.map(([, m]) => format(w.values[m]))) };
    return fill(pairs.length ? sentences.sample : sentences.nobody, put);
  }

  side() { return this.finds ? this.sideFound() : this.sideOne(); }

  sideOne() {
    const { panels: { y, sums }, header: { filter } } = this.model, { facts } = this.words, { at } = this;
    const number = (/** @type {ArrayLike<number>} */ values) => (this.hides(at) ? "?" : format(values[at]));
    return [
      this.title(fill(facts.one, { name: `y[${at}]` })), this.fact(facts.products, number(sums.values)),
      `<div class="fact"><span>${facts.bias}</span>${this.weight("bias", 0)}</div>`,
      this.fact(filter.relu ? facts.relu : facts.no_relu, number(y.values), "large"), this.choices("filter"), this.note(filter.about),
      this.note(fill(facts.length, { count: this.outputs, formula: filter.length })), this.line(facts.pytorch, filter.code),
    ].join("");
  }

  sideFound() {
    const { panels: { y }, header: { filter } } = this.model, { facts } = this.words, { hits } = this;
    return [
      this.title(facts.where), this.fact(facts.here, hits.length > 4 ? fill(facts.moved, { moved: hits.length, count: this.outputs }) : hits.join(", ") || "–", "large"),
      this.fact(facts.threshold, format(this.lesson.state.threshold)), this.title(facts.whether),
      this.fact(`${facts.max}, ${fill(facts.at, { at: filter.best })}`, format(y.values[filter.best]), "large"),
      this.fact(facts.weighted, format(filter.weighted)), this.fact(facts.mean, format(filter.mean)),
      this.labelled(facts.move, this.button("left", facts.left) + this.button("right", facts.right)), this.choices("find"),
    ].join("");
  }
}
