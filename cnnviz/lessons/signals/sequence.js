// Sequence: two detectors and a layer that listens to both, by places or line by line as the algorithm runs.

import { factor, fill, format } from "../../player/js/numbers.js";
import { products, terms } from "../../player/js/relation.js";
import { equality, escape, range, shownSum } from "../../player/js/text.js";
import { cssColour } from "../../player/js/colour.js";
import { View, edge } from "./view.js";

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
  get span() { return [-1, this.length]; }
  get where() {
    const { sentences } = this.words;
    return this.byLine ? fill(sentences.line, { line: this.ran.line, step: this.step + 1, count: this.count }) : fill(sentences.place, { at: this.at, step: this.step + 1, count: this.count });
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
    const { panels: { s1, s2, sw2 }, relations, header } = this.model, { rows } = this.words, { palette } = this.lesson, { at, ran, byLine } = this;
    const top = 20, height = Math.round(room.height * 0.22), rest = room.height - top - height - 24, row = Math.min(52, rest / 6.4), tile = row * 0.78;
    const y = (/** @type {number} */ k) => top + height + 30 + k * row, second = this.detector === null, axis = relations.s2.column;
    stage.name("x", top + height / 2, { small: this.hint(stage) });
    const scale = this.signalBars(stage, top, height, () => 1);
    for (const k of [-1, this.length]) stage.zero(k, scale);
    stage.indices(top + height + 12, 0, this.length - 1);
    const [first, last] = second ? header.sequence.reads[at] : this.window(1, at);
    const frame = stage.window(first, last, top - 2, height + 22);
    if (second) stage.text(this.samples(last - first + 1), frame.x + frame.width / 2, top - 12, { colour: palette.focus, weight: 650 });
    for (const channel of [0, 1]) {
      stage.name(["lone", "block"][channel], y(channel) + tile / 2);
      for (let t = 0; t < this.length; t++) {
        const known = this.known(1, channel, t), value = s1.at(channel, 0, t), writes = byLine && ran.layer === 1 && ran.neuron === channel && ran.at === t;
        stage.tile(t, { y: y(channel), height: tile, value: known ? value : 0, text: known ? format(value) : "·", range: s1.range[1], here: writes || (byLine && ran.layer === 2 && ran.channel === channel && ran.read === t) });
      }
      stage.rows.push({ y: y(channel), height: tile, kind: "node", array: "s1", layer: channel, at: (/** @type {number} */ column) => (column >= 0 && column < this.length ? column : undefined) });
      stage.row(["lone", "block"][channel], stage.texts(this.length, (t) => (this.known(1, channel, t) ? format(s1.at(channel, 0, t)) : "·")));
    }
    if (second) {
      const places = range(axis.kernelSize).map((k) => axis.position(at, k)), own = stage.window(places[0], places[places.length - 1], y(0) - 4, 2 * row);
      for (const channel of [0, 1]) {
        stage.name(["on_lone", "on_block"][channel], y(2.3 + channel) + tile / 2);
        places.forEach((place, k) => stage.tile(place, { y: y(2.3 + channel), height: tile, value: sw2.at(channel, 0, k), range: sw2.range[1], here: byLine && ran.channel === channel && ran.tap === k }));
        stage.rows.push({ y: y(2.3 + channel), height: tile, kind: "weight", array: "sw2", at: (/** @type {number} */ column) => { const k = edge(places.indexOf(column)); return k === undefined ? k : channel * axis.kernelSize + k; } });
        stage.row(["w_lone", "w_block"][channel], places.map((_, k) => format(sw2.at(channel, 0, k))));
      }
      stage.beam(own, y(4.3) - 4, { x: stage.x(at) - stage.pitch / 2, width: stage.pitch }, y(4.3) + 14);
    } else if (!byLine || ran.at >= 0) this.firstFilter(stage, y(2.3), tile);
    const low = y(4.3) + 12, deep = room.height - low - 26, text = (/** @type {number} */ t) => (this.asked && t === at ? "?" : this.known(2, 0, t) ? format(s2.values[t]) : "·");
    stage.name("found", low + deep / 2, { small: rows.relu });
    const pale = (/** @type {number} */ t) => (this.asked && t === at ? 0 : this.known(2, 0, t) ? 1 : 0), colour = (/** @type {number} */ value) => cssColour(palette.signed(0.3 + 0.4 * value / s2.range[1], 1));
    stage.bars(s2.values, { y: low, height: deep, pale, colour, text });
    stage.indices(low + deep + 12, 0, this.length - 1);
    stage.rows.push({ y: low, height: deep + 20, kind: "output", array: "s2", at: (/** @type {number} */ column) => (column >= 0 && column < this.length ? column : undefined) });
    if (second) stage.window(at, at, low - 4, deep + 8);
    stage.row("found", stage.texts(this.length, text));
  }

  /** The window of a layer at a place. @param {number} layer @param {number} at */
  window(layer, at) {
    const axis = this.model.relations[`s${layer}`].column;
    return [axis.position(at, 0), axis.position(at, axis.kernelSize - 1)];
  }

  /** The filter of the neuron that runs, under its window. @param {import("./stage.js").Stage} stage @param {number} y @param {number} height */
  firstFilter(stage, y, height) {
    const { sw1 } = this.model.panels, { ran, byLine } = this, axis = this.model.relations.s1.column, neuron = this.detector ?? 0;
    for (let k = 0; k < axis.kernelSize; k++) stage.tile(axis.position(this.at, k), { y, height, value: sw1.at(neuron, 0, k), range: sw1.range[1], here: byLine && ran.tap === k });
    stage.name("w", y + height / 2);
  }

  // ---- what is said

  sentence() {
    if (this.byLine) return this.lineSaid();
    return this.detector === null ? this.placeSaid() : this.detectorSaid(this.detector);
  }

  /** @param {number} channel */
  detectorSaid(channel) {
    const { panels: { sx, sw1, sb, s1 }, relations } = this.model, { sentences } = this.words, { at } = this, bias = sb.values[channel];
    const list = products(terms(relations.s1, "output", channel * this.length + at), "input", sx, "weight", sw1), z = list.reduce((sum, { value }) => sum + value, bias);
    const shown = list.reduce((sum, { a, b }) => sum + shownSum([a]) * shownSum([b]), shownSum([bias])), extra = bias ? ` ${bias < 0 ? "−" : "+"} ${format(Math.abs(bias))}` : "";
    const written = list.map(({ a, b }, k) => `${k ? factor(a) : format(a)}·${factor(b)}`).join(" + ") + extra;
    return fill(sentences.detector, { name: this.names[channel], at, terms: written, same: equality(shown, shownSum([z])), z: format(z), value: format(s1.at(channel, 0, at)) });
  }

  placeSaid() {
    const { sentences } = this.words, { panels: { sb, s2 } } = this.model, { at } = this, added = this.list.filter(({ value }) => value !== 0), bias = sb.values[2];
    const shown = added.reduce((sum, { a, b }) => sum + shownSum([a]) * shownSum([b]), shownSum([bias])), z = added.reduce((sum, { value }) => sum + value, bias);
    const written = added.map(({ a, b, channel, column }, k) => fill(sentences.heard, { a: k ? factor(a) : format(a), b: factor(b), name: this.names[channel], at: column })).join(" + ") || "0";
    const both = new Set(added.map(({ channel }) => channel)).size > 1, value = s2.values[at];
    const extra = bias ? ` ${bias < 0 ? "−" : "+"} ${format(Math.abs(bias))}` : "";
    return fill(sentences.sequence, { at, terms: written + extra, same: equality(shown, shownSum([z])), z: format(z), value: format(value), what: value > 0 && both ? sentences.in_order : "" });
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
    const { facts, code } = this.words, { ran, byLine, model: { panels: { sw1, sw2 } } } = this, taps = sw1.columns, wide = sw2.columns;
    const row = (/** @type {string} */ name, /** @type {string} */ array, /** @type {number} */ from, /** @type {number} */ count, /** @type {number | null} */ bias) =>
      `<tr><td>${name}</td>${range(count).map((k) => `<td>${this.weight(array, from + k)}</td>`).join("")}<td>${bias === null ? "" : `+ ${this.weight("sb", bias)}`}</td></tr>`;
    const first = row(facts.lone, "sw1", 0, taps, 0) + row(facts.block, "sw1", taps, taps, 1), second = row(facts.lone, "sw2", 0, wide, 2) + row(facts.block, "sw2", wide, wide, null);
    const lines = code.lines.map((/** @type {string} */ text, /** @type {number} */ k) => `<span class="${byLine && ran.line === k ? "here" : ""}">${escape(text)}</span>`).join("");
    const loop = byLine ? this.note(`${fill(facts.loop, { layer: ran.layer, t: edge(ran.at) ?? "–", j: edge(ran.neuron) ?? "–" })}, *${fill(facts.z, { z: this.asked ? "?" : format(ran.z) })}*`) : "";
    return this.title(facts.what) + `<table>${first}</table>` + this.title(facts.order) + `<table>${second}</table>` + this.choices("sequence") + this.button("by", byLine ? facts.places : facts.lines)
      + `<pre data-testid="code">${lines}</pre>` + loop;
  }
}
