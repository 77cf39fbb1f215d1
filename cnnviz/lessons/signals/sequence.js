// Sequence: two detectors and a layer that listens to both, by places or line by line as the algorithm runs.

import { factor, fill, format } from "../../player/js/numbers.js";
import { products, terms } from "../../player/js/relation.js";
import { equality, escape, range, shownSum } from "../../player/js/text.js";
import { cssColour } from "../../player/js/colour.js";
import { View, edge, multiplied } from "./view.js";

const WHERE = 7; // numbers of a line that ran: line, layer, place, neuron, channel, tap, place read
const LINE = { layer: 1, place: 2, neuron: 3, bias: 4, product: 6, relu: 7, found: 8 }; // as trace_sequence.py has them

export class SequenceView extends View {
  signal = "sx";
  get length() { return this.model.panels.sx.values.length; }
  get byLine() { return Boolean(this.lesson.state.lines); }
  get count() { return this.byLine ? this.model.arrays.line_sums.length : this.length; }
  get step() { return Math.min(this.lesson.state.step, this.count - 1); }
  /** The line that runs, and where; −1 is nowhere. */
  get ran() {
    const from = this.step * WHERE, [line, layer, at, neuron, channel, tap, read] = this.model.arrays.lines.subarray(from, from + WHERE);
    return { line, layer, at, neuron, channel, tap, read, z: this.model.arrays.line_sums[this.step] };
  }
  get at() {
    if (this.byLine) return Math.max(0, this.ran.at);
    return this.pointed?.kind === "node" || this.pointed?.kind === "sample" || this.pointed?.kind === "output" ? this.pointed.index : this.step;
  }
  get focus() { return this.at; }
  /** The detector of the first layer that is looked at: pointed at, or where the algorithm runs; null for the second layer. @returns {number | null} */
  get detector() {
    if (this.byLine) return this.ran.layer === 1 ? Math.max(0, this.ran.neuron) : null;
    return this.pointed?.kind === "node" ? this.pointed.layer ?? 0 : null;
  }
  /** From the first place that the second layer's window reaches. */
  get span() { return [this.window(2, 0)[0], this.length]; }
  get where() {
    const { sentences } = this.words;
    return fill(this.byLine ? sentences.line : sentences.place, { line: this.ran.line, at: this.at, step: this.step + 1, count: this.count });
  }
  get list() { return products(terms(this.model.relations.s2, "output", this.at), "input", this.model.panels.s1, "weight", this.model.panels.sw2); }
  get answer() {
    if (this.byLine) return this.ran.line === LINE.product ? { name: "z", value: this.ran.z, text: format(this.ran.z) } : null;
    const value = this.model.panels.s2.values[this.at];
    return { name: `found[${this.at}]`, value, text: format(value) };
  }
  get asked() { return this.lesson.predict.open; }
  /** What channel 0 or 1 of the first layer is called in the second: the rows of its filter stay, their channels swap. */
  get names() { return [this.words.facts.lone, this.words.facts.block]; }

  /** Whether an output of a layer is known where the algorithm stands. @param {number} layer @param {number} neuron @param {number} at */
  known(layer, neuron, at) {
    if (!this.byLine) return layer < 2 || at <= this.step;
    const { ran } = this;
    if (ran.line === LINE.found || ran.layer > layer) return true;
    if (ran.layer < layer || ran.at < at) return false;
    if (ran.at > at || ran.neuron > neuron) return true;
    return ran.neuron === neuron && ran.line === LINE.relu;
  }

  /** The steps of places: also where one of the first layer is clicked. @param {any} found */
  clicked(found) {
    if (this.byLine) return true;
    this.lesson.go(found.index);
    return true;
  }

  /** @param {import("./stage.js").Stage} stage @param {{ width: number, height: number }} room */
  draw(stage, room) {
    const { at } = this, top = 20, height = Math.round(room.height * 0.22), from = top + height + 30;
    const row = Math.min(52, (room.height - from + 6) / 6.4), tile = row * 0.78, y = (/** @type {number} */ k) => from + k * row, second = this.detector === null;
    stage.name("x", top + height / 2, { small: this.hint(stage) });
    const scale = this.signalBars(stage, top, height, () => 1);
    for (const k of [-1, this.length]) stage.zero(k, scale);
    stage.indices(top + height + 12, 0, this.length - 1);
    const [first, last] = second ? this.model.header.sequence.reads[at] : this.window(1, at), frame = stage.window(first, last, top - 2, height + 22);
    if (second) stage.text(this.samples(last - first + 1), frame.x + frame.width / 2, top - 12, { colour: this.lesson.palette.focus, weight: 650 });
    for (const channel of [0, 1]) this.heard(stage, channel, y(channel), tile);
    if (second) {
      const [left, right] = this.window(2, at), own = stage.window(left, right, y(0) - 4, 2 * row);
      for (const channel of [0, 1]) this.secondFilter(stage, channel, y(2.3 + channel), tile);
      stage.beam(own, y(4.3) - 4, { x: stage.x(at) - stage.pitch / 2, width: stage.pitch }, y(4.3) + 14);
    } else if (!this.byLine || this.ran.at >= 0) this.firstFilter(stage, y(2.3), tile);
    this.found(stage, y(4.3) + 12, room.height - y(4.3) - 38);
  }

  /** A channel of the first layer: what one detector heard. @param {import("./stage.js").Stage} stage @param {number} channel @param {number} y @param
   * {number} height */
  heard(stage, channel, y, height) {
    const { s1 } = this.model.panels, { ran, byLine } = this, name = ["lone", "block"][channel];
    const text = (/** @type {number} */ t) => (this.known(1, channel, t) ? format(s1.at(channel, 0, t)) : "·");
    const reads = byLine && ran.layer === 2 && ran.channel === channel ? ran.read : -1, writes = byLine && ran.layer === 1 && ran.neuron === channel ? ran.at : -1;
    for (let t = 0; t < this.length; t++)
      stage.tile(t, { y, height, value: this.known(1, channel, t) ? s1.at(channel, 0, t) : 0, text: text(t), range: s1.range[1], here: t === reads || t === writes });
    stage.name(name, y + height / 2);
    stage.rows.push({ y, height, kind: "node", array: "s1", layer: channel, at: this.inside(this.length) });
    stage.row(name, stage.texts(this.length, text));
  }

  /** What the second layer found. @param {import("./stage.js").Stage} stage @param {number} y @param {number} height */
  found(stage, y, height) {
    const { s2 } = this.model.panels, { at } = this, hidden = (/** @type {number} */ t) => this.asked && t === at && !this.byLine;
    const text = (/** @type {number} */ t) => (hidden(t) ? "?" : this.known(2, 0, t) ? format(s2.values[t]) : "·");
    const colour = (/** @type {number} */ value) => cssColour(this.lesson.palette.signed(0.3 + 0.4 * value / s2.range[1], 1));
    stage.name("found", y + height / 2, { small: this.words.rows.relu });
    stage.bars(s2.values, { y, height, pale: (t) => Number(!hidden(t) && this.known(2, 0, t)), colour, text });
    stage.indices(y + height + 12, 0, this.length - 1);
    stage.rows.push({ y, height: height + 20, kind: "output", array: "s2", at: this.inside(this.length) });
    if (this.detector === null) stage.window(at, at, y - 4, height + 8);
    stage.row("found", stage.texts(this.length, text));
  }

  /** The window of a layer at a place. @param {number} layer @param {number} at */
  window(layer, at) {
    const axis = this.model.relations[`s${layer}`].column;
    return [axis.position(at, 0), axis.position(at, axis.kernelSize - 1)];
  }

  /** The filter of the detector in focus, under its window. @param {import("./stage.js").Stage} stage @param {number} y @param {number} height */
  firstFilter(stage, y, height) {
    const { sw1 } = this.model.panels, axis = this.model.relations.s1.column, neuron = this.detector ?? 0;
    for (let k = 0; k < axis.kernelSize; k++) {
      const here = this.byLine && this.ran.tap === k;
      stage.tile(axis.position(this.at, k), { y, height, value: sw1.at(neuron, 0, k), range: sw1.range[1], here });
    }
    stage.name("w", y + height / 2);
  }

  /** The row of the second filter that reads one channel. @param {import("./stage.js").Stage} stage @param {number} channel @param {number} y @param
   * {number} height */
  secondFilter(stage, channel, y, height) {
    const { sw2 } = this.model.panels, axis = this.model.relations.s2.column, places = range(axis.kernelSize).map((k) => axis.position(this.at, k));
    stage.name(["on_lone", "on_block"][channel], y + height / 2);
    places.forEach((place, k) => {
      const here = this.byLine && this.ran.channel === channel && this.ran.tap === k;
      stage.tile(place, { y, height, value: sw2.at(channel, 0, k), range: sw2.range[1], here });
    });
    const at = (/** @type {number} */ column) => (places.includes(column) ? channel * axis.kernelSize + places.indexOf(column) : undefined);
    stage.rows.push({ y, height, kind: "weight", array: "sw2", at });
    stage.row(["w_lone", "w_block"][channel], places.map((_, k) => format(sw2.at(channel, 0, k))));
  }

  // ---- what is said

  sentence() {
    if (this.byLine) return this.lineSaid();
    return this.detector === null ? this.placeSaid() : this.detectorSaid(this.detector);
  }

  /** @param {number} channel */
  detectorSaid(channel) {
    const { panels: { sx, sw1, sb, s1, sz1 }, relations } = this.model, { at } = this;
    const list = products(terms(relations.s1, "output", channel * this.length + at), "input", sx, "weight", sw1);
    const sum = this.summed(list, sb.values[channel], sz1.at(channel, 0, at));
    return fill(this.words.sentences.detector, { ...sum, name: this.names[channel], at, value: format(s1.at(channel, 0, at)) });
  }

  placeSaid() {
    const { sentences } = this.words, { panels: { sb, s2, sz2 } } = this.model, { at } = this, added = this.list.filter(({ value }) => value !== 0);
    const both = new Set(added.map(({ channel }) => channel)).size > 1, value = s2.values[at];
    const write = (/** @type {import("./view.js").Product} */ term, /** @type {number} */ k) =>
      fill(sentences.heard, { product: multiplied(term, k), name: this.names[term.channel], at: term.column });
    const sum = this.summed(added, sb.values[2], sz2.values[at], write);
    return fill(sentences.sequence, { ...sum, at, value: format(value), what: value > 0 && both ? sentences.in_order : "" });
  }

  lineSaid() {
    const { sentences } = this.words, { line, layer, at, neuron, channel, tap, read, z } = this.ran, { panels: { s1, sx, sw1, sw2 }, arrays } = this.model;
    const put = { layer, t: at, j: neuron, i: channel, m: tap, z: format(z) };
    if (line === LINE.layer) return fill(sentences.layers, { ...put, rows: layer > 1 ? sentences.channels : sentences.the_signal });
    if (line === LINE.place) return fill(sentences.places, put);
    if (line === LINE.neuron) return fill(sentences.neurons, put);
    if (line === LINE.bias) return fill(sentences.bias, put);
    if (line === LINE.relu) return fill(sentences.kept, put);
    if (line === LINE.found) return fill(sentences.largest, { ...put, whether: z > 0 ? sentences.is : sentences.isnt });
    const before = arrays.line_sums[this.step - 1], w = layer > 1 ? sw2.at(channel, 0, tap) : sw1.at(neuron, 0, tap);
    const y = read < 0 ? 0 : layer > 1 ? s1.at(channel, 0, read) : sx.values[read];
    const shown = shownSum([before]) + shownSum([w]) * shownSum([y]), met = read < 0 ? sentences.zero : `y[${layer - 1}, ${channel}, ${read}]`;
    return fill(sentences.product, { ...put, before: format(before), w: factor(w), y: factor(y), same: equality(shown, shownSum([z])), read: met });
  }

  side() {
    const { facts, code } = this.words, { ran, byLine } = this;
    const lines = code.lines.map((/** @type {string} */ text, /** @type {number} */ k) => `<span class="${byLine && ran.line === k ? "here" : ""}">${escape(text)}</span>`);
    const loop = { layer: ran.layer, t: edge(ran.at) ?? "–", j: edge(ran.neuron) ?? "–" }, z = this.asked ? "?" : format(ran.z);
    return [
      this.title(facts.what), this.weights("sw1", [0, 1]), this.title(facts.order), this.weights("sw2", [2]), this.choices("sequence"),
      this.button("by", byLine ? facts.places : facts.lines), `<pre data-testid="code">${lines.join("")}</pre>`,
      byLine ? this.note(`${fill(facts.loop, loop)}, *${fill(facts.z, { z })}*`) : "",
    ].join("");
  }

  /** Two rows of weights that can be typed over, and the biases behind them. @param {string} array @param {number[]} biases */
  weights(array, biases) {
    const { columns } = this.model.panels[array], rows = this.names.map((name, row) => {
      const tiles = range(columns).map((k) => this.weight(array, row * columns + k));
      return this.tableRow(name, [...tiles, row in biases ? `+ ${this.weight("sb", biases[row])}` : ""]);
    });
    return `<table>${rows.join("")}</table>`;
  }
}
