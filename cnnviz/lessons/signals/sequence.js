// Sequence: two detectors and a layer that listens to both, by places or line by line as the algorithm runs.

import { cssColour } from "../../player/js/colour.js";
import { asWritten } from "../../player/js/exact.js";
import { factor, fill, format } from "../../player/js/numbers.js";
import { actButton, heading, note, tableRow } from "../../player/js/pieces.js";
import { products, terms } from "../../player/js/relation.js";
import { escape, range } from "../../player/js/text.js";
import { View, multiplied } from "./view.js";

const PRODUCT = 6; // the lines of the program that the view asks for, as trace_sequence.py has them
const RELU = 7;
const FOUND = 8;
const RAN = ["line", "layer", "at", "neuron", "channel", "tap", "read"]; // numbers of a line that ran; −1 for none

/** @typedef {import("./view.js").Timeline} Timeline */

export class SequenceView extends View {
  signal = "sx";
  get numbered() { return ["sx", "s1", "s2"]; }
  get byLine() { return Boolean(this.lesson.state.lines); }
  get count() { return this.byLine ? this.model.arrays.line_sums.length : this.length; }
  get step() { return Math.min(this.lesson.state.step, this.count - 1); }
  /** The line that runs, where, and its z. @returns {any} */
  get ran() {
    const { lines, line_sums: sums } = this.model.arrays, own = RAN.map((name, k) => [name, lines[this.step * RAN.length + k]]);
    return { ...Object.fromEntries(own), z: sums[this.step] };
  }
  get at() { return this.byLine ? Math.max(0, this.ran.at) : this.pointed?.index ?? this.step; }
  get focus() { return this.at; }
  /** The detector of the first layer that is looked at: pointed at, or where the algorithm runs; null for the second layer. @returns {number | null} */
  get detector() {
    if (this.byLine) return this.ran.layer === 1 ? Math.max(0, this.ran.neuron) : null;
    return this.pointed?.kind === "node" ? this.pointed.layer ?? 0 : null;
  }
  /** From the first place that the second layer's window reaches. */
  get span() { return [this.window(2, 0)[0], this.length]; }
  get where() {
    const { at, count, step, ran, words: { sentences } } = this;
    return fill(sentences[this.byLine ? "line" : "place"], { line: ran.line, at, step: step + 1, count });
  }
  get list() { return products(terms(this.model.relations.s2, "output", this.at), "input", this.model.panels.s1, "weight", this.model.panels.sw2); }
  get answer() {
    if (this.byLine) return this.ran.line === PRODUCT ? { name: "z", value: this.ran.z, text: format(this.ran.z) } : null;
    const value = this.model.panels.s2.values[this.at];
    return { name: `found[${this.at}]`, value, text: format(value) };
  }
  get asked() { return this.lesson.predict.open; }
  /** @param {import("./view.js").Found} found */
  pick({ index }) { return this.byLine ? null : index; }
  /** The window of a layer at a place. @param {number} layer @param {number} at */
  window(layer, at) {
    const axis = this.model.relations[`s${layer}`].column;
    return [axis.position(at, 0), axis.position(at, axis.kernelSize - 1)];
  }

  /** Whether an output of a layer is known where the algorithm stands. @param {number} layer @param {number} neuron @param {number} at */
  known(layer, neuron, at) {
    if (!this.byLine) return layer < 2 || at <= this.step;
    const { ran } = this, now = [ran.layer, ran.at, ran.neuron], asked = [layer, at, neuron], k = now.findIndex((part, n) => part !== asked[n]);
    return ran.line === FOUND || (k < 0 ? ran.line === RELU : now[k] > asked[k]);
  }

  /** @param {Timeline} stage @param {import("./view.js").Room} room */
  draw(stage, room) {
    const { at, detector, model: { header, panels } } = this, top = 20, height = Math.round(room.height * 0.22), from = top + height + 30;
    const row = Math.min(52, (room.height - from + 6) / 6.4), tile = row * 0.78, y = (/** @type {number} */ k) => from + k * row;
    const second = detector === null;
    const scale = this.signalBars(stage, top, height);
    for (const k of [-1, this.length]) stage.zero(k, scale);
    const [first, last] = second ? header.sequence.reads[at] : this.window(1, at), frame = stage.window(first, last, top - 2, height + 22);
    if (second) stage.text(this.samples(last - first + 1), frame.x + frame.width / 2, top - 12, { colour: this.lesson.palette.focus, weight: 650 });
    for (const channel of [0, 1]) this.heard(stage, channel, y(channel), tile);
    if (second) {
      const [left, right] = this.window(2, at), own = stage.window(left, right, y(0) - 4, 2 * row);
      for (const channel of [0, 1]) this.weightsAt(stage, ["on_lone", "on_block"][channel], panels.sw2, channel, left, y(2.3 + channel), tile);
      stage.beam(own, y(4.3) - 4, { x: stage.x(at) - stage.pitch / 2, width: stage.pitch }, y(4.3) + 14);
    } else if (!this.byLine || this.ran.at >= 0) this.weightsAt(stage, "w", panels.sw1, detector, this.window(1, at)[0], y(2.3), tile);
    this.found(stage, y(4.3) + 12, room.height - y(4.3) - 38);
  }

  /** A channel of the first layer: what one detector heard. @param {Timeline} stage @param {number} channel @param {number} y @param {number} height */
  heard(stage, channel, y, height) {
    const { s1 } = this.model.panels, { ran, byLine } = this, values = this.row("s1", channel);
    const here = !byLine ? -1 : ran.layer === 2 && ran.channel === channel ? ran.read : ran.layer === 1 && ran.neuron === channel ? ran.at : -1;
    const text = (/** @type {number} */ t) => (this.known(1, channel, t) ? format(values[t]) : "·");
    stage.tiles({ key: ["lone", "block"][channel], y, height, values, text, kind: "node", layer: channel }, (t) =>
      ({ range: s1.range[1], here: t === here, ...(this.known(1, channel, t) ? {} : { value: 0 }) }));
  }

  /** A row of weights under the window that it meets. @param {Timeline} stage @param {string} key @param {Panel} panel @param {number} row @param
   * {number} first its column @param {number} y @param {number} height */
  weightsAt(stage, key, panel, row, first, y, height) {
    const values = this.row(panel.key, row), own = panel.key === "sw1" || this.ran.channel === row;
    stage.tiles({ key, y, height, values, first, kind: "weight", array: panel.key, offset: row * panel.columns }, (k) =>
      ({ range: panel.range[1], here: this.byLine && own && this.ran.tap === k }));
  }

  /** What the second layer found. @param {Timeline} stage @param {number} y @param {number} height */
  found(stage, y, height) {
    const { s2: { values, range: [, most] } } = this.model.panels, { at } = this;
    const hidden = (/** @type {number} */ t) => this.asked && t === at && !this.byLine;
    const text = (/** @type {number} */ t) => (hidden(t) ? "?" : this.known(2, 0, t) ? format(values[t]) : "·");
    const colour = (/** @type {number} */ value) => cssColour(this.lesson.palette.signed(0.3 + (0.4 * value) / most, 1));
    const row = { key: "found", small: this.words.rows.relu, y, height, values, text, kind: "output", below: 20 };
    stage.bars(row, { colour, pale: (t) => Number(!hidden(t) && this.known(2, 0, t)) });
    stage.indices({ y: y + height + 12, values });
    if (this.detector === null) stage.window(at, at, y - 4, height + 8);
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
    return fill(this.words.sentences.detector, { ...sum, name: this.words.detectors[channel], at, value: format(s1.at(channel, 0, at)) });
  }

  placeSaid() {
    const { sentences, detectors } = this.words, { panels: { sb, s2, sz2 } } = this.model, { at } = this;
    const added = this.list.filter(({ value }) => value !== 0);
    const both = new Set(added.map(({ channel }) => channel)).size > 1, value = s2.values[at];
    const write = (/** @type {import("./view.js").Product} */ term, /** @type {number} */ k) =>
      fill(sentences.heard, { product: multiplied(term, k), name: detectors[term.channel], at: term.column });
    const sum = this.summed(added, sb.values[2], sz2.values[at], write);
    return fill(sentences.sequence, { ...sum, at, value: format(value), what: value > 0 && both ? sentences.in_order : "" });
  }

  /** One line of the program, with the numbers that it met. */
  lineSaid() {
    const { sentences, lines } = this.words, { line, layer, at, neuron, channel, tap, read, z } = this.ran;
    const { panels: { s1, sx, sw1, sw2 }, arrays } = this.model;
    const w = layer > 1 ? sw2.at(Math.max(0, channel), 0, tap) : sw1.at(Math.max(0, neuron), 0, tap);
    const y = read < 0 ? 0 : layer > 1 ? s1.at(channel, 0, read) : sx.values[read];
    const before = arrays.line_sums[Math.max(0, this.step - 1)];
    const met = read < 0 ? sentences.zero : `y[${layer - 1}, ${Math.max(0, channel)}, ${read}]`;
    const where = { layer, t: at, j: neuron, i: channel, m: tap, rows: layer > 1 ? sentences.channels : sentences.the_signal };
    const whether = z > 0 ? sentences.is : sentences.isnt;
    return fill(lines[line], { ...where, z: format(z), whether, before: format(before), w: factor(w), y: factor(y), same: asWritten([[before], [w, y]], [[z]]), read: met });
  }

  side() {
    const { facts, code } = this.words, { ran, byLine } = this, there = (/** @type {number} */ index) => (index < 0 ? "–" : index);
    const lines = code.map((/** @type {string} */ text, /** @type {number} */ k) => `<span class="${byLine && ran.line === k ? "here" : ""}">${escape(text)}</span>`);
    const loop = { layer: ran.layer, t: there(ran.at), j: there(ran.neuron) }, z = this.asked ? "?" : format(ran.z);
    return [
      heading(facts.what), this.weights("sw1", [0, 1]), heading(facts.order), this.weights("sw2", [2]), this.choices("sequence"),
      actButton("by", byLine ? facts.places : facts.lines), `<pre data-testid="code">${lines.join("")}</pre>`,
      byLine ? note(`${fill(facts.loop, loop)}, *${fill(facts.z, { z })}*`) : "",
    ];
  }

  /** Two rows of weights that can be typed over, and the biases behind them. @param {string} array @param {number[]} biases */
  weights(array, biases) {
    const { columns } = this.model.panels[array], rows = this.words.detectors.map((/** @type {string} */ name, /** @type {number} */ row) => {
      const tiles = range(columns).map((k) => this.tile(array, row * columns + k));
      return tableRow(name, [...tiles, row in biases ? `+ ${this.tile("sb", biases[row])}` : ""]);
    });
    return `<table>${rows.join("")}</table>`;
  }
}
