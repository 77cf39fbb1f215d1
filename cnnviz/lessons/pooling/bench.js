// Under the pictures: the window enlarged, what goes on in the middle, the result and its facts.

import { LEAST_FONT } from "../../player/js/legible.js";
import { fill, format, writeRich } from "../../player/js/numbers.js";
import { cssColour, inkOn, paint, parseHex } from "../../player/js/colour.js";
import { drawImage, haloCells, prepare } from "../../player/js/draw.js";
import { Cells } from "../../player/js/cells.js";
import { Part } from "./part.js";

export const MOST_CELLS = 81; // a larger window is drawn as a picture
const LARGEST_DIGITS = 24; // px
const WIDEST = 70; // px of a cell, where there is room beside it
const NOTE_CELL = 34; // px of a cell with room for a note

/** @typedef {{ m: number, n: number, text: string, rgb?: Rgb | null, mark: string, small?: string }} Enlarged */
/** @typedef {{ text: string, action?: string, on?: boolean }} Fact one of them can be a switch */

export class Bench extends Part {
  cells = new Cells(this.lesson, this.lesson.find(".first .cells"));
  /** Px of the enlarged window. */
  width = 0;

  /** @param {string} column @returns {HTMLCanvasElement} */
  drawing(column) { return this.lesson.find(`.${column} canvas.drawing`); }

  /** Which of the parts are there. @param {string} view */
  show(view) {
    const shift = view === "shift";
    const hidden = {
      ".first .cells": shift, ".first .drawing": !shift, ".second .drawing": view === "route", ".third .drawing": !shift,
      ".second .adds": view !== "route", ".outcome": shift,
    };
    for (const [selector, on] of Object.entries(hidden)) this.lesson.find(selector).hidden = on;
  }

  /** @param {string} column @param {string} title @param {string} note */
  label(column, title, note) {
    const { children } = this.lesson.find(`.${column} .label`);
    children[0].textContent = title;
    if (column === "first") this.cells.name(title);
    children[1].textContent = note;
  }

  // ---- forward

  draw() {
    const { model, palette, lesson } = this, { focus, predict: { open } } = lesson, value = model.output.values[focus];
    const rgb = palette.of(model.output, value, 0);
    this.show("mask");
    this.window(model.blur ? this.products() : this.members());
    lesson.race.draw();
    this.label("third", "", lesson.name(focus));
    if (open) this.result("?", "");
    else this.result(format(value), "", cssColour(rgb), inkOn(rgb));
    this.facts(open ? [] : this.forwardFacts());
  }

  /** @returns {Enlarged[]} */
  members() {
    const { model, notes, palette, lesson: { focus, predict: { open } } } = this, list = model.members(focus), legible = list.length <= MOST_CELLS;
    const winner = model.winner(focus), own = new Set(model.once(focus));
    const ends = model.window(focus), span = (/** @type {"row" | "column"} */ axis) => {
      const [from, end] = ends[axis];
      return fill(end - from > 1 ? notes[`${axis}s`] : notes[axis], { from: format(from), to: format(end - 1) });
    };
    this.label("first", notes.window, `${span("row")}, ${span("column")}`);
    return list.map((t) => {
      const { m, n, input, inside, value } = t;
      const holds = model.hasWinner && own.has(t) && value === model.output.values[focus];
      const won = holds && !open ? [input === winner || winner < 0 ? "won" : "tied"] : [];
      const mark = [...won, ...(model.hasWinner && !holds && !open ? ["dim"] : []), ...(inside ? [] : ["outside"]), ...(inside && t.border ? ["copy"] : [])].join(" ");
      const text = !legible ? "" : inside ? format(value) : model.hasWinner ? "" : "0";
      return { m, n, text, rgb: inside ? palette.of(model.input, value, 0) : null, mark };
    });
  }

  /** @returns {Enlarged[]} */
  products() {
    const { model, palette, notes } = this;
    this.label("first", notes.products, fill(notes.divided, { divisor: format(model.header.divisor) }));
    return model.blurred(this.lesson.focus).map(({ m, n, value, factor }) =>
      ({ m, n, text: format(value), small: `× ${format(factor)}`, rgb: palette.of(model.panels.peaks, value, 0), mark: "" }));
  }

  /** Numbered cells; a large window is drawn as a picture. @param {Enlarged[]} list */
  window(list) {
    const { area, bench } = this.places, last = list[list.length - 1], rows = last.m + 1, columns = last.n + 1, most = (area.column - 2) / columns;
    const many = list.length > MOST_CELLS;
    const cell = Math.min(bench / rows, most), wide = Math.min(most, Math.max(cell, Math.min(WIDEST, cell * 1.4))), height = cell * rows;
    this.cells.element.hidden = many;
    this.drawing("first").hidden = !many;
    this.width = (many ? Math.min(cell, wide) : wide) * columns;
    if (many) return this.picture(list, rows, columns, this.width / columns);
    const longest = Math.max(...list.map((t) => t.text.length));
    const font = Math.min(LARGEST_DIGITS, cell * (list[0].small ? 0.44 : 0.58), (wide * 0.9) / (longest * 0.58));
    const entries = cell > NOTE_CELL ? list : list.map((t) => ({ ...t, small: undefined }));
    this.cells.render(rows, columns, { width: this.width, height }, entries, font >= LEAST_FONT - 0.5 ? font : 0);
  }

  /** @param {Enlarged[]} list @param {number} rows @param {number} columns @param {number} cell */
  picture(list, rows, columns, cell) {
    const g = prepare(this.drawing("first"), cell * columns, cell * rows), none = parseHex(this.palette.sunk);
    drawImage(g, paint(columns, rows, (k) => list[k].rgb ?? none), 0, 0, cell);
    for (const t of list) if (t.mark === "won") haloCells(g, this.palette, { x: t.n * cell, y: t.m * cell, width: cell, height: cell }, 10);
  }

  // ---- the result

  /** @param {string} text @param {string} note @param {string} background @param {string} color @param {string} sign */
  result(text, note, background = "", color = "", sign = "") {
    const pixel = this.lesson.find(".pixel"), [strong, small] = pixel.children;
    strong.textContent = text;
    strong.className = sign;
    strong.style.fontSize = text.length > 6 ? "24px" : "36px";
    small.textContent = note;
    Object.assign(pixel.style, { background, color });
  }

  /** What is to be known beside it. @param {Fact[]} lines */
  facts(lines) {
    const element = this.lesson.find(".facts"), key = JSON.stringify(lines);
    if (element.dataset.key === key) return;
    element.dataset.key = key;
    element.replaceChildren(...lines.map(({ text, action, on }) => {
      const item = document.createElement(action ? "button" : "div");
      writeRich(item, text);
      if (!action) return item;
      Object.assign(item.dataset, { action });
      item.className = "chip";
      item.setAttribute("aria-pressed", String(on));
      return item;
    }));
  }

  forwardFacts() {
    const { model, words: { facts, forgotten }, lesson: { focus, forgets } } = this, winner = model.winner(focus), count = model.once(focus).length;
    const lines = [];
    if (model.hasWinner && winner >= 0) {
      const won = model.arrays.won[winner];
      lines.push(fill(facts.from, model.input.position(winner)), won > 1 ? fill(facts.wins, { won }) : facts.only_win, fill(facts.kept, { count }));
    } else if (model.family === "mean") lines.push(fill(facts.share, { divisor: format(model.arrays.divisors[focus]) }));
    const texts = lines.map((text) => ({ text }));
    return Object.keys(forgotten).length ? [...texts, { text: facts.forgotten, action: "forgotten", on: forgets }] : texts;
  }
}
