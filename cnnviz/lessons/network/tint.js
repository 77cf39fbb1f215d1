// The colour of layers by a number of theirs: weights, multiply-adds, what they see, or time.

import { cssColour, inkOn, mix, parseHex } from "../../player/js/colour.js";
import { fill } from "../../player/js/numbers.js";

const THOUSAND = 1000;

export class Tint {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.box = lesson.find(".tint");
    /** One number a layer, and the largest of all that stand together: worked out once a drawing. @type {number[]} */
    this.values = [];
    this.most = 0;
    this.menu = this.box.querySelector("select");
    this.menu.addEventListener("change", () => lesson.set("tint", this.menu.value));
  }

  get words() { return this.lesson.words.layers; }
  get by() { return this.lesson.state.tint; }
  /** Whether there is something to colour by. */
  get on() { return this.lesson.state.view === "layers" && this.values.length > 0; }

  /** @returns {number[]} */
  numbers() {
    const { model } = this.lesson;
    if (this.by === "time") return model.times?.milliseconds ?? [];
    if (this.by === "field") return model.layers.map(({ field }) => Math.max(0, ...field));
    return this.by === "none" ? [] : model.layers.map((layer) => layer[/** @type {"work" | "parameters"} */ (this.by)]);
  }

  /** Of layers that stand together: their sum; of what they see, the last one's. @param {number[]} layers */
  of(layers) {
    const { values } = this;
    return this.by === "field" ? values[layers[layers.length - 1]] : layers.reduce((sum, k) => sum + values[k], 0);
  }

  /** Of layers that stand together. @param {number[]} layers @returns {import("../../player/js/colour.js").Rgb} */
  colour(layers) {
    const { lesson: { palette }, most } = this, value = this.of(layers);
    return mix(parseHex(palette.sunk), parseHex(palette.ink), most ? value / most : 0);
  }

  /** What is written of it. @param {number} value @param {number} [digits] */
  text(value, digits = 3) { return this.by === "time" ? brief(value) : inShort(value, this.words, digits); }

  update() {
    const { tints } = this.words;
    this.menu.replaceChildren(...Object.keys(tints).map((value) => new Option(tints[value], value)));
  }

  draw() {
    const { by, box, lesson } = this, { model } = lesson;
    this.values = this.numbers();
    const { on } = this;
    this.most = on ? [...model.columns, ...model.wiring.groups].reduce((most, { layers }) => Math.max(most, this.of(layers)), 0) : 0;
    this.menu.value = by;
    box.toggleAttribute("hidden", lesson.state.view !== "layers");
    box.querySelector(".ramp").toggleAttribute("hidden", !on);
    box.querySelector(".low").textContent = on ? "0" : "";
    box.querySelector(".high").textContent = on ? fill(this.words.scale[by], { high: this.text(this.most) }) : "";
    const { strip } = lesson, spans = strip.columns.map(({ button }) => /** @type {HTMLElement} */ (button.querySelector(".size")));
    spans.forEach((span, k) => this.mark(span, k));
    strip.box.classList.remove("bare"); // colours alone, where a number has no room
    strip.box.classList.toggle("bare", on && spans.some((span) => span.scrollWidth > span.clientWidth));
  }

  /** The number of a column under its maps, on its colour. @param {HTMLElement} span @param {number} k */
  mark(span, k) {
    const { lesson, on } = this, column = lesson.model.columns[k];
    span.classList.toggle("tinted", on);
    const told = on ? fill(this.words.scale[this.by], { high: this.text(this.of(column.layers)) }) : lesson.strip.counted(column);
    span.closest("button")?.setAttribute("aria-description", told);
    if (!on) {
      span.removeAttribute("style");
      span.textContent = lesson.strip.named(column).size;
      return;
    }
    const value = this.of(column.layers), colour = this.colour(column.layers);
    span.style.background = cssColour(colour);
    span.style.color = inkOn(colour);
    span.textContent = this.text(value, 2).replace(/(?<=\d) (?=\D)/, "");
  }
}

/** A few digits and a letter: "10.8 M". @param {number} value @param {Record<string, string>} words @param {number} [digits] */
export function inShort(value, words, digits = 3) {
  for (const [size, name] of /** @type {[number, string][]} */ ([[THOUSAND ** 3, "billion"], [THOUSAND ** 2, "million"], [THOUSAND, "thousand"]]))
    if (value >= size * 0.9995) return fill(words[name], { value: Number((value / size).toPrecision(digits)) });
  return String(value);
}

/** Milliseconds: two digits, none of which is made up. @param {number} value */
export const brief = (value) => (value >= 100 ? String(Math.round(value)) : value >= 0.01 ? value.toPrecision(2) : value > 0 ? "< 0.01" : "0");
