// What all views share: their part of the axis, the signal on top, the overview, and pieces of the panel.

import { factor, format, writeRich } from "../../player/js/numbers.js";
import { equality, escape, listed, shownSum } from "../../player/js/text.js";
import { cssColour, inkOn } from "../../player/js/colour.js";
import { reach } from "./stage.js";

const ZOOMS = [Infinity, 160, 24]; // columns that are seen
const MANY = 40; // more columns can be zoomed
const OVERVIEW = 30; // px
const MOST_TERMS = 6;

/** A term of a sum. @typedef {ReturnType<typeof import("../../player/js/relation.js").products>[number]} Product */
/** @param {Product} term @param {number} k */
export const multiplied = ({ a, b }, k) => `${k ? factor(a) : format(a)}·${factor(b)}`;

/** An index, or undefined in place of −1. @param {number} index */
export const edge = (index) => (index < 0 ? undefined : index);

export class View {
  /** The panel of its signal. */
  signal = "x";
  /** What is pointed at. @type {{ kind: string, index: number, layer?: number } | null} */
  pointed = null;
  first = 0;

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
  get span() { return [0, this.model.panels[this.signal].values.length - 1]; }
  get where() { return ""; }
  /** @returns {Answer | null} */
  get answer() { return null; }
  /** @param {import("./stage.js").Stage} stage @param {{ width: number, height: number }} room */
  draw(stage, room) { void [stage, room]; }
  sentence() { return ""; }
  side() { return ""; }
  /** The step that belongs to what was clicked. @param {any} found @returns {number} */
  stepOf(found) { return found.index; }
  /** What a click does beside going to a step; true where it did something. @param {any} found @returns {boolean} */
  clicked(found) { void found; return false; }

  // ---- the part of the axis that is seen

  /** @returns {number[]} first and last column */
  get seen() {
    const [low, high] = this.span, many = ZOOMS[this.lesson.state.near];
    if (high - low < MANY || many > high - low) return [low, high];
    const { focus } = this, margin = Math.floor(many / 6);
    if (focus < this.first + margin || focus > this.first + many - 1 - margin) this.first = Math.round(focus - many / 2);
    this.first = Math.max(low, Math.min(high - many + 1, this.first));
    return [this.first, this.first + many - 1];
  }
  get zooms() { return this.span[1] - this.span[0] >= MANY; }

  /** All of a long signal in a strip, with a frame around what is seen. @param {import("./stage.js").Stage} stage */
  overview(stage) {
    const [low, high] = this.span, { values } = this.model.panels[this.signal];
    if (stage.low === low && stage.high === high) return 0;
    const seen = [stage.low, stage.high], { pitch } = stage, wide = stage.size.column - stage.left - 10;
    Object.assign(stage, { low, high, pitch: wide / (high - low + 1) });
    stage.bars(values, { y: 0, height: OVERVIEW - 4 });
    stage.window(Math.max(low, seen[0]), Math.min(high, seen[1]), 0, OVERVIEW - 4);
    const across = { low, left: stage.left, pitch: stage.pitch };
    Object.assign(stage, { low: seen[0], high: seen[1], pitch });
    stage.strip = { height: OVERVIEW, at: (/** @type {number} */ px) => Math.max(0, Math.min(values.length - 1, Math.floor((px - across.left) / across.pitch) + across.low)) };
    return OVERVIEW;
  }

  /** Products and a bias as a sum that can be followed: its terms, and whether they give `z` exactly as they are written. @param {Product[]} list
   * @param {number} bias @param {number} z @param {(term: Product, k: number) => string} write */
  summed(list, bias, z, write = multiplied) {
    const shown = list.reduce((sum, { a, b }) => sum + shownSum([a]) * shownSum([b]), shownSum([bias]));
    const extra = bias ? ` ${bias < 0 ? "−" : "+"} ${format(Math.abs(bias))}` : "";
    return { terms: (listed(list.map(write), MOST_TERMS, 3) || "0") + extra, same: equality(shown, shownSum([z])), z: format(z) };
  }

  /** What stands in a column of a row of so many places. @param {number} length @returns {(column: number) => number | undefined} */
  inside(length) { return (column) => (column >= 0 && column < length ? column : undefined); }

  /** So many samples, in words. @param {number} count */
  samples(count) { return count === 1 ? this.words.rows.one_sample : this.words.rows.reads.replace("{count}", String(count)); }

  /** What can be done with the signal: its bars, or what is seen of it. @param {import("./stage.js").Stage} stage */
  hint(stage) { return stage.digits ? this.words.rows.drag : this.zooms ? this.words.rows.zoom : ""; }

  /** The signal in bars that can be pointed at and dragged. @param {import("./stage.js").Stage} stage @param {number} y @param {number} height @param {(index: number) => number} pale
   * @param {ArrayLike<number>} values */
  signalBars(stage, y, height, pale, values = this.model.panels[this.signal].values) {
    const { palette, frozen } = this.lesson, [low, high] = reach(values), signed = low < 0, largest = Math.max(high, -low);
    const colour = signed ? (/** @type {number} */ value) => cssColour(palette.signed(value, largest)) : undefined;
    const scale = stage.bars(values, { y, height, pale, scale: frozen ?? undefined, ...(colour ? { colour } : {}) });
    const value = (/** @type {number} */ px) => (scale.y - px) / scale.height, bounds = /** @type {[number, number]} */ ([scale.low, scale.high]);
    stage.rows.push({ y: y - 4, height: height + 24, kind: "sample", array: this.signal, at: this.inside(values.length), value, scale: bounds });
    stage.row("x", stage.texts(values.length, (k) => format(values[k])));
    return scale;
  }

  // ---- pieces of the panel

  /** @param {string} text */
  title(text) { return `<h2>${escape(text)}</h2>`; }
  /** @param {string[]} parts what it is, its number, how it looks */
  fact(...[what, value, look = ""]) { return `<div class="fact ${look}"><span>${escape(what)}</span><b>${escape(value)}</b></div>`; }
  /** A sentence; what stands between stars is bold. @param {string} text */
  note(text) {
    const p = document.createElement("p");
    writeRich(p, text);
    delete p.dataset.text;
    return p.outerHTML;
  }
  /** @param {string} title @param {string} code */
  line(title, code) { return `<p><b>${escape(title)}</b><br><code>${escape(code)}</code></p>`; }
  /** @param {string} action @param {string} text @param {string} look */
  button(action, text, look = "") { return `<button class="act ${look}" data-action="${action}">${escape(text)}</button>`; }
  /** A weight that can be typed over. @param {string} array @param {number} index */
  weight(array, index) {
    const panel = this.model.panels[array], rgb = this.lesson.palette.signed(panel.values[index], panel.range[1]);
    return `<button class="tile" data-array="${array}" data-index="${index}" style="background:${cssColour(rgb)};color:${inkOn(rgb)}">${format(panel.values[index])}</button>`;
  }
  /** Controls with a word before them. @param {string} label @param {string} html */
  labelled(label, html) { return `<div class="choice"><span>${escape(label)}</span>${html}</div>`; }
  /** A row of a table: its head, then its cells. @param {string} head @param {string[]} cells @param {string} look */
  tableRow(head, cells, look = "") { return `<tr class="${look}"><td>${head}</td>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`; }
  /** The choices of a view: each sends what is chosen. @param {string} view */
  choices(view) {
    const rows = this.model.header.choices[view].map((/** @type {any} */ { name, label, options, now }) => {
      const buttons = options.map((/** @type {any} */ [value, text]) => {
        const pressed = String(value) === String(now);
        return `<button data-set="${name}" data-value="${escape(value)}" aria-pressed="${pressed}">${escape(text)}</button>`;
      });
      return this.labelled(label, `<span class="segmented" role="group" aria-label="${escape(label)}">${buttons.join("")}</span>`);
    });
    return `<div class="choices">${rows.join("")}</div>`;
  }
}
