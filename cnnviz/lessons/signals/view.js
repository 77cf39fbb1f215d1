// What all views share: their part of the axis, the signal on top, sums as text, and the numbers and choices of the panel.

import { cssColour } from "../../player/js/colour.js";
import { following } from "../../player/js/drag.js";
import { asWritten } from "../../player/js/exact.js";
import { factor, fillCounted, format } from "../../player/js/numbers.js";
import { choiceRows, numberTile } from "../../player/js/pieces.js";
import { listed } from "../../player/js/text.js";
import { reach } from "../../player/js/timeline.js";
import { pitchFor } from "../../player/js/track.js";

const CLOSER = 160; // columns
const LEAST_COLUMN = 30; // px of a column with a number, where only some are seen
const MOST_TERMS = 6;

/** @typedef {import("../../player/js/timeline.js").Timeline} Timeline @typedef {import("../../player/js/timeline.js").Found} Found
 * @typedef {ReturnType<typeof import("../../player/js/relation.js").products>[number]} Product
 * @typedef {{ width: number, height: number }} Room */

/** @param {Product} term @param {number} k */
export const multiplied = ({ a, b }, k) => `${k ? factor(a) : format(a)}·${factor(b)}`;

export class View {
  /** The panel of its signal. */
  signal = "x";
  /** What is pointed at. @type {{ kind: string, index: number, layer?: number } | null} */
  pointed = null;
  first = 0;
  wide = 1; // px of the axis

  /** @param {any} lesson */
  constructor(lesson) { this.lesson = lesson; }
  /** @returns {any} */
  get model() { return this.lesson.model; }
  get words() { return this.lesson.words; }

  // ---- for a view to say

  get count() { return 1; }
  /** The step to begin with where one comes by the buttons of the views. */
  get opening() { return 0; }
  /** The column in focus. */
  get focus() { return 0; }
  /** The first and the last column. @returns {number[]} */
  get span() { return [0, this.length - 1]; }
  get where() { return ""; }
  /** @returns {Answer | null} */
  get answer() { return null; }
  /** Panels whose numbers stand one beside the other. @returns {string[]} */
  get numbered() { return [this.signal]; }
  /** @param {Timeline} stage @param {Room} room */
  draw(stage, room) { void [stage, room]; }
  sentence() { return ""; }
  /** The pieces of the panel. @returns {string[]} */
  side() { return []; }
  /** The step that a click leads to; null for none. @param {Found} found @returns {number | null} */
  pick(found) { return found.index; }

  // ---- the part of the axis that is seen

  get length() { return this.model.panels[this.signal].columns; }
  get letters() {
    const { letters, panels } = this.model;
    const most = (/** @type {string} */ key) => Array.from(panels[key].values, format).reduce((length, text) => Math.max(length, text.length), 1);
    const of = (/** @type {string} */ key) => (letters[key] ??= most(key));
    return Math.max(...this.numbered.map(of));
  }
  /** How many columns there are. */
  get columns() { return this.span[1] - this.span[0] + 1; }
  /** How many have room for their numbers. */
  get numbers() { return Math.floor(this.wide / Math.max(LEAST_COLUMN, pitchFor(this.letters))); }
  get zooms() { return this.columns * pitchFor(this.letters) > this.wide; }
  /** The next zoom: of a short signal only its numbers are one. */
  get closer() { return (this.lesson.state.near + (this.lesson.state.near || this.columns > CLOSER ? 1 : 2)) % 3; }
  /** What a Timeline begins with. @param {number} width px of the axis @returns {{ low: number, high: number, letters: number }} */
  part(width) {
    this.wide = width;
    const [low, high] = this.span, { letters } = this, many = [Infinity, CLOSER, this.numbers][this.lesson.state.near];
    if (!this.zooms || many >= this.columns) return { low, high, letters };
    this.first = following({ low, high, many, focus: this.focus }, this.first);
    return { low: this.first, high: this.first + many - 1, letters };
  }
  /** @param {Timeline} stage */
  overview(stage) { return stage.overview(this.span[0], this.span[1], this.row(this.signal, 0)); }

  // ---- what is said

  /** Products and a bias as a sum that can be followed: its terms, and whether they give `z` exactly as they are written. @param {Product[]} list
   * @param {number} bias @param {number} z @param {(term: Product, k: number) => string} write */
  summed(list, bias, z, write = multiplied) {
    const extra = bias ? ` ${bias < 0 ? "−" : "+"} ${format(Math.abs(bias))}` : "";
    const same = asWritten([...list.map(({ a, b }) => [a, b]), [bias]], [[z]]);
    return { terms: (listed(list.map(write), MOST_TERMS, 3) || "0") + extra, same, z: format(z) };
  }

  /** So many samples, in words. @param {number} count */
  samples(count) { return fillCounted(this.words.rows, "samples", { count }); }

  // ---- the signal, and pieces of the panel

  /** A row of a panel: always the same array, so that what is drawn of it can be kept. @param {string} key @param {number} channel @returns
   * {Float64Array} */
  row(key, channel) {
    const { rows, panels: { [key]: panel } } = this.model;
    return (rows[`${key} ${channel}`] ??= panel.values.subarray(channel * panel.columns, (channel + 1) * panel.columns));
  }

  /** One channel of the signal in bars that can be pointed at and dragged. @param {Timeline} stage @param {number} y @param {number} height @param
   * {{ pale?: (index: number) => number, channel?: number, values?: ArrayLike<number>, indices?: boolean }} look */
  signalBars(stage, y, height, { pale, channel = 0, values, indices = true } = {}) {
    const { palette, hand: { held } } = this.lesson, panel = this.model.panels[this.signal], { rows } = this.words, offset = channel * this.length;
    const own = values ?? this.row(this.signal, channel), [low, high] = reach(own), largest = Math.max(high, -low);
    const colour = low < 0 ? (/** @type {number} */ value) => cssColour(palette.signed(value, largest)) : undefined;
    const small = stage.digits ? rows.drag : this.zooms ? rows.zoom : "", name = panel.channels > 1 ? "channel" : "x";
    const names = { key: name, put: { channel }, told: name + (panel.channels > 1 ? ` ${channel}` : ""), small };
    const row = { ...names, y, height, values: own, kind: "sample", array: this.signal, offset, above: 4, below: 20 };
    const scale = stage.bars(row, { pale, colour, scale: held?.found.offset === offset && held.found.kind === "sample" ? held.scale : null });
    if (indices) stage.indices({ y: y + height + 12, values: own });
    return scale;
  }

  /** A number that can be typed over. @param {string} array @param {number} index */
  tile(array, index) { return numberTile(this.lesson, this.model.panels[array], index); }
  /** @param {string} view */
  choices(view) { return choiceRows(this.model.header.choices[view]); }
}
