// Beside the kernels: the picture with its answer, or who is taken for whom; and below them the most wrong pictures.

import { paint } from "../../player/js/colour.js";
import { drawImage, prepare } from "../../player/js/draw.js";
import { fill } from "../../player/js/numbers.js";
import { pointing } from "../../player/js/pointing.js";
import { press } from "../../player/js/rich.js";
import { escape, range } from "../../player/js/text.js";

const THUMB = 40; // px
const INK = 9; // of a pixel that is drawn over, as the server has it
const EDGE = 4; // of those beside it
const LONG = 4; // pictures, where names are longer than a digit

/** A share in per cent, with one decimal. @param {number} share */
export const percent = (share) => (share > 0 && share < 0.0005 ? "<0.1" : String(Math.round(1000 * share) / 10));

export class Side {
  /** @param {import("./player.js").Training} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.side = 150;
    this.cell = "";
    const thumbs = lesson.find(".thumbs"), table = lesson.find(".mistakes table");
    thumbs.addEventListener("click", (/** @type {any} */ event) => {
      const button = event.target.closest("button");
      if (button) lesson.look(Number(button.dataset.value));
    });
    /** What is being drawn, a level for each pixel. @type {number[] | null} */
    this.drawn = null;
    this.drawing = false;
    /** The last message that handed it in. */
    this.sent = 0;
    pointing(lesson.find("canvas.picture"), { grab: (at) => (this.drawing = this.stroke(at)), drag: (at) => void this.stroke(at), drop: () => this.drop() });
    table.addEventListener("pointerover", (/** @type {any} */ event) => this.hover(event.target.closest("td")?.dataset.cell ?? ""));
    table.addEventListener("click", (/** @type {any} */ event) => this.open(event.target.closest("td")?.dataset.cell ?? ""));
    table.addEventListener("pointerleave", () => this.hover(""));
  }

  /** @param {string} cell */
  hover(cell) {
    if (cell === this.cell || this.lesson.playback.playing) return;
    this.cell = cell;
    this.lesson.schedule();
  }

  /** Whether names are longer than a digit. */
  get long() { return this.lesson.model.header.classes.some((/** @type {string} */ name) => name.length > 2); }

  /** The first picture that was taken so, or the one after that which is looked at. @param {string} cell */
  open(cell) {
    const { lesson } = this, { model, moment } = lesson, [truth, answer] = cell.split(",").map(Number), answers = model.at("answers", moment);
    const places = range(model.facts.tests).filter((k) => model.arrays.labels[k] === truth && answers[k] === answer);
    if (cell && places.length) lesson.look(places.find((place) => place > lesson.asksFor) ?? places[0]);
  }

  /** Ink where the pointer is; false where nothing is drawn on. @param {[number, number]} at */
  stroke([x, y]) {
    const { lesson } = this, { shape } = lesson.model.arrays.picture, [rows, columns] = shape, { side } = this;
    if (lesson.state.side !== "draw") return false;
    this.drawn ??= Array.from(lesson.model.arrays.picture, (level) => Math.round((level * INK) / 255));
    const row = Math.floor((y / side) * rows), column = Math.floor((x / side) * columns);
    for (const [r, c, ink] of [[row, column, INK], [row - 1, column, EDGE], [row + 1, column, EDGE], [row, column - 1, EDGE], [row, column + 1, EDGE]])
      if (r >= 0 && c >= 0 && r < rows && c < columns) this.drawn[r * columns + c] = Math.max(this.drawn[r * columns + c], ink);
    lesson.schedule();
    return true;
  }

  drop() {
    this.drawing = false;
    this.handIn();
  }

  /** The drawing goes to the network. */
  handIn() {
    const { drawn, lesson } = this;
    if (drawn) this.sent = lesson.seen(lesson.asksFor, true, { kind: "draw", cells: drawn.join("") });
  }

  /** A payload is here: what is being drawn, or is not answered yet, is newer. */
  arrived() {
    const { drawn, drawing, lesson, sent } = this, fits = drawn?.length === lesson.model.arrays.picture.length;
    if (!fits || (!drawing && lesson.answered(sent))) this.drawn = null;
  }

  /** A sheet without ink. */
  clear() {
    this.drawn = Array.from(this.lesson.model.arrays.picture, () => 0);
    this.handIn();
  }

  draw() {
    const { lesson } = this, { state } = lesson, mistakes = state.side === "mistakes";
    press(lesson.section, ".sides button", state.side);
    lesson.section.classList.toggle("long", this.long);
    lesson.find(".clear").hidden = state.side !== "draw";
    lesson.find(".looked").hidden = mistakes;
    lesson.find(".mistakes").hidden = !mistakes;
    if (mistakes) this.confusion();
    else this.picture();
    this.wrong();
  }

  /** A picture, darker where there is more ink; a photo as it is. @param {ArrayLike<number>} levels @param {number} rows @param {number} columns */
  ink(levels, rows, columns) {
    const { palette, model } = this.lesson, panel = { colour: model.header.colour, range: [0, 255] };
    return paint(columns, rows, (k) => palette.of(panel, levels[k]));
  }

  picture() {
    const { lesson, side } = this, { model, moment, said } = lesson, { picture } = model.arrays, [rows, columns] = picture.shape;
    const canvas = lesson.find("canvas.picture"), g = prepare(canvas, side, side), cell = side / columns, drawing = lesson.state.side === "draw", drawn = drawing ? this.drawn : null;
    drawImage(g, this.ink(drawn?.map((level) => (level * 255) / INK) ?? picture, rows, columns), 0, 0, cell);
    canvas.setAttribute("aria-label", drawing ? said.drawn_name : fill(said.picture_name, { place: lesson.place, count: model.facts.tests }));
    canvas.classList.toggle("pad", drawing);
    const shares = model.at("answer", moment), names = model.header.classes, { truth } = model.header, best = model.answer(moment), a = model.beside, theirs = a?.facts.answers ? a.at("answer", a.alike(model, moment)) : null;
    const html = names.map((/** @type {string} */ name, /** @type {number} */ k) => `<li class="${k === truth ? "truth" : ""} ${k === best ? (best === truth || truth < 0 ? "good" : "bad") : ""}"><span>${escape(name)}</span><em><i style="width:${Math.max(1, 100 * (shares[k] || 0)).toFixed(1)}%"></i>${theirs ? `<u style="left:${(100 * theirs[k]).toFixed(1)}%"></u>` : ""}</em><b>${shares[k] >= 0.005 ? percent(shares[k]) : ""}</b></li>`);
    lesson.find(".shares").innerHTML = html.join("");
    const says = lesson.find(".says");
    says.className = `says ${best === truth ? "good" : truth < 0 ? "" : "bad"}`;
    says.querySelector("b").textContent = fill(said.says, { name: names[best] });
    says.querySelector(".share").textContent = Number.isFinite(shares[best]) ? `${percent(shares[best])} %` : "";
    says.querySelector(".truth").textContent = truth < 0 ? said.draw_here : fill(best === truth ? said.right : said.wrong, { name: names[truth] });
  }

  confusion() {
    const { lesson } = this, { model, moment, palette, said } = lesson, table = model.at("confusion", moment), names = model.header.classes, { length } = names;
    const most = model.mostTaken(moment), panel = { colour: /** @type {const} */ ("signed"), range: [-most * 1.6, most * 1.6] };
    const head = names.map((/** @type {string} */ name) => `<th scope="col" title="${escape(name)}">${escape(name.slice(0, 3))}</th>`).join("");
    const rows = names.map((/** @type {string} */ name, /** @type {number} */ r) => {
      const cells = names.map((/** @type {string} */ _, /** @type {number} */ c) => {
        const count = table[r * length + c], wrong = r !== c && count, colour = wrong ? `background:rgb(${palette.of(panel, count).join()})` : "";
        return `<td data-cell="${r},${c}" class="${r === c ? "own" : ""}" style="${colour}">${count || ""}</td>`;
      });
      return `<tr><th scope="row">${escape(name)}</th>${cells.join("")}</tr>`;
    });
    const element = lesson.find(".mistakes table");
    element.innerHTML = `<caption class="spoken">${escape(fill(said.confusion_name, { step: model.steps(moment) }))}</caption><thead><tr><td></td>${head}</tr></thead><tbody>${rows.join("")}</tbody>`;
    lesson.find(".mistakes p").textContent = this.cell ? this.told(table, names) : said.confusion;
  }

  /** @param {ArrayLike<number>} table @param {string[]} names */
  told(table, names) {
    const [row, column] = this.cell.split(",").map(Number), { length } = names, all = names.reduce((sum, _, k) => sum + table[row * length + k], 0);
    return fill(this.lesson.said.cell, { count: table[row * length + column], all, truth: names[row], answer: names[column] }).replaceAll("*", "");
  }

  wrong() {
    const { lesson } = this, { model, moment, said } = lesson, { tests, labels } = model.arrays, [, rows, columns] = tests.shape, size = rows * columns;
    const places = [...model.at("wrong", moment)].filter((place) => place >= 0).slice(0, this.long ? LONG : undefined), took = model.at("took", moment), names = model.header.classes, thumbs = lesson.find(".thumbs");
    const key = places.map((place, k) => [place, took[k]]).join();
    if (thumbs.dataset.key === key && thumbs.dataset.scheme === lesson.palette.scheme) return;
    thumbs.classList.toggle("long", this.long);
    Object.assign(thumbs.dataset, { key, scheme: lesson.palette.scheme });
    if (!places.length) return void (thumbs.textContent = said.none_wrong);
    thumbs.replaceChildren(...places.map((place, k) => {
      const button = document.createElement("button"), canvas = document.createElement("canvas"), text = document.createElement("span");
      button.dataset.value = String(place);
      button.setAttribute("aria-label", fill(said.thumb, { truth: names[labels[place]], answer: names[took[k]] }));
      drawImage(prepare(canvas, THUMB, THUMB), this.ink(tests.subarray(place * size, (place + 1) * size), rows, columns), 0, 0, THUMB / columns);
      text.textContent = `${names[labels[place]]}→${names[took[k]]}`;
      button.append(canvas, text);
      return button;
    }));
  }
}
