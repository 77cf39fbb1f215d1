// A round of "Which kernel made this map?": a map, four kernels to choose from, why, and the score.

import { context, cssColour, inkOn, paintLevels } from "../js/colour.js";
import { fill, format, writeRich } from "../js/numbers.js";

/**
 * @typedef {{ title: string, weight: number[][], divisor: number, right: boolean, said: string }} Choice
 * @typedef {{ seed: number, questions: { array: string, choices: Choice[] }[], words: Record<string, string> }} Drawn
 */

export class Round {
  /** @param {any} player */
  constructor(player) {
    this.player = player;
    this.dialog = player.find("dialog.round");
    this.seed = this.number = this.right = this.sent = 0;
    /** What was chosen; null while it is asked. @type {Choice | null} */
    this.chosen = null;
    const on = (/** @type {string} */ selector, /** @type {() => void} */ act) => this.find(selector).addEventListener("click", act);
    on(".close", () => this.dialog.close());
    on(".next", () => this.next());
    this.dialog.addEventListener("close", () => { if (this.seed) this.send(false); });
    for (const kind of ["keydown", "click"]) this.dialog.addEventListener(kind, (/** @type {Event} */ event) => event.stopPropagation());
  }

  /** @param {string} selector @returns {any} */
  find(selector) { return this.dialog.querySelector(selector); }
  /** @returns {Drawn} */
  get drawn() { return this.player.header.round; }
  get question() { return this.drawn.questions[this.number]; }
  get over() { return this.number === this.drawn.questions.length; }

  /** @param {boolean} on another round, or none */
  send(on) {
    this.seed = on ? this.seed : 0;
    this.sent = this.player.send({ kind: "round", on });
  }

  /** The button that begins a round, where there can be one. */
  opener() {
    if (!this.drawn) return [];
    const button = Object.assign(document.createElement("button"), { className: "begin", textContent: this.drawn.words.name });
    button.addEventListener("click", () => this.send(true));
    return [button];
  }

  /** What the server drew, or that there is no round. */
  update() {
    const seed = this.drawn?.seed ?? 0, { dialog, player } = this;
    if (seed !== this.seed && !player.answered(this.sent)) return; // it tells of the one before
    player.state.round = seed;
    if (seed === this.seed) return void (seed && this.draw());
    Object.assign(this, { seed, number: 0, right: 0, chosen: null });
    if (!seed) return dialog.close();
    if (!dialog.open) dialog.showModal();
    this.draw();
  }

  next() {
    if (this.over) return this.send(true);
    this.number++;
    this.chosen = null;
    this.draw();
    this.find(this.over ? ".next" : ".choices button").focus();
  }

  /** @param {Choice} choice */
  choose(choice) {
    if (this.chosen) return;
    this.chosen = choice;
    this.right += Number(choice.right);
    this.draw();
    this.find(".next").focus();
  }

  draw() {
    const { words, questions } = this.drawn, { chosen, over, right, number } = this, count = questions.length;
    const asked = number + Number(Boolean(chosen));
    this.find("h2").textContent = words.name;
    this.find(".close").textContent = words.close;
    this.find(".score").textContent = over ? "" : [fill(words.question, { number: number + 1, count }), ...(asked ? [fill(words.score, { right, asked })] : [])].join(" · ");
    this.find(".shown").hidden = this.find(".choices").hidden = over;
    writeRich(this.find("footer p"), over ? fill(words.end, { right, count }) : chosen?.said ?? "");
    this.find(".next").hidden = !chosen && !over;
    this.find(".next").textContent = over ? words.again : words.next;
    if (!over) this.drawQuestion(words);
  }

  /** @param {Record<string, string>} words */
  drawQuestion(words) {
    const { player: { stage, palette, model: { arrays } }, question, chosen } = this, [photo, map] = this.dialog.querySelectorAll("figcaption");
    photo.textContent = words.picture;
    map.textContent = words.map;
    copied(this.find(".photo"), stage.images.input);
    copied(this.find(".map"), paintLevels(arrays[question.array], palette, 1));
    this.find(".map").setAttribute("aria-label", fill(words.map_label, { number: this.number + 1 }));
    const choices = this.find(".choices"), focused = [...choices.children].indexOf(this.player.root.activeElement);
    choices.replaceChildren(...question.choices.map((choice) => {
      const button = document.createElement("button"), title = Object.assign(document.createElement("b"), { textContent: choice.title });
      button.append(this.cells(choice), title);
      button.ariaLabel = fill(words.choice, { title: choice.title, numbers: choice.weight.map((row) => row.map(format).join(" ")).join("; ") });
      button.classList.toggle("right", Boolean(chosen) && choice.right);
      button.classList.toggle("wrong", chosen === choice && !choice.right);
      button.ariaDisabled = String(Boolean(chosen));
      button.addEventListener("click", () => this.choose(choice));
      return button;
    }));
    choices.children[focused]?.focus();
  }

  /** The numbers of a kernel. @param {Choice} choice */
  cells({ weight }) {
    const { palette } = this.player, box = Object.assign(document.createElement("span"), { className: "weights" });
    const limit = Math.max(...weight.flat().map(Math.abs));
    box.append(...weight.flat().map((value) => {
      const cell = Object.assign(document.createElement("i"), { textContent: format(value) }), rgb = palette.signed(value, limit);
      Object.assign(cell.style, { background: cssColour(rgb), color: inkOn(rgb) });
      return cell;
    }));
    return box;
  }
}

/** @param {HTMLCanvasElement} canvas @param {HTMLCanvasElement | null} image */
function copied(canvas, image) {
  if (!image) return;
  Object.assign(canvas, { width: image.width, height: image.height });
  context(canvas).drawImage(image, 0, 0);
}
