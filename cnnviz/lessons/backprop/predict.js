// Predict, then reveal: the number of this step is hidden everywhere until it is typed or asked for.

import { MINUS, fill, parseNumber, writeRich } from "../../player/js/numbers.js";
import { fine } from "./formula.js";

export class Predict {
  constructor(player) {
    this.player = player;
    this.card = player.find(".predict");
    this.card.addEventListener("submit", (event) => {
      event.preventDefault();
      this.answer(this.card.querySelector("input").value);
    });
    this.card.querySelector("input").addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") player.find(".board").focus({ preventScroll: true });
    });
  }

  reset() { this.feedback = null; }

  // Something is hidden on a step that has one number to guess.
  get asks() {
    const { state, frame } = this.player;
    return state.hide && frame.total !== undefined && Boolean(frame.terms);
  }

  get open() { return this.asks && this.feedback === null; }

  // A digit pressed anywhere begins the answer.
  type(event) {
    event.preventDefault();
    const input = this.card.querySelector("input");
    input.focus();
    input.value += event.key;
  }

  answer(text) {
    const { player } = this, words = player.chain.words.answers, total = player.frame.total, value = player.said.total(player.frame);
    if (!text.trim()) return this.reveal(fill(words.shown, { value }));
    const guess = parseNumber(text.replace(",", "."));
    if (guess === null) return this.say(fill(words.no_number, { text }));
    const shown = Number(value.replace(MINUS, "-")), close = 0.005 * Math.max(1, Math.abs(total));
    const right = guess === shown || Math.abs(guess - total) <= close;
    const near = Math.abs(guess - total) <= 0.1 * Math.abs(total);
    const kind = right ? "right" : guess === -shown ? "sign" : near ? "near" : "wrong";
    this.reveal(fill(words[kind], { value, guess: fine(guess) }));
  }

  say(text) { writeRich(this.card.querySelector("p"), text); }

  reveal(text) {
    this.feedback = text;
    this.player.motionDue = "fly";
    this.player.draw();
    this.player.find(".spoken").textContent = text.replaceAll("*", "");
    this.player.find(".board").focus({ preventScroll: true });
  }

  draw() {
    this.card.hidden = !this.asks;
    if (!this.asks) return;
    const asking = this.feedback === null;
    for (const element of this.card.querySelectorAll("input, button")) element.hidden = !asking;
    if (asking && this.asked !== this.player.frame.moment.step) this.card.querySelector("input").value = "";
    this.asked = this.player.frame.moment.step;
    this.say(this.feedback ?? "");
  }
}
