// Predict first: the number of a step stays hidden until it is typed or asked for.

import { MINUS, fill, format, parseNumber, writeRich } from "./numbers.js";
import { fine } from "./text.js";

/**
 * The number that a step writes: what it is called, its value, and the text that shows it. Where
 * the form has buttons (choose.html), `name` is a question and `choice` the button that is right.
 * Where `shape` is there, that is asked for: maps, rows and columns, or how many numbers.
 * @typedef {{ name: string, value: number, text: string, choice?: string, shape?: number[] }} Answer
 */

/** How a guess compares with what is shown: "right", "sign", "near" or "wrong". @param {number} guess @param {Answer} answer */
export function judged(guess, { value, text }) {
  const shown = Number(text.replace(MINUS, "-"));
  if (guess === shown || Math.abs(guess - value) <= 0.005 * Math.max(1, Math.abs(value))) return "right";
  if (guess === -shown) return "sign";
  return Math.abs(guess - value) <= 0.1 * Math.abs(value) ? "near" : "wrong";
}

/** Whole numbers with × or the like between them; "8²" stands for "8 × 8". Null where that is none, or not so many. @param {string} typed
 * @param {number} count */
export function parseShape(typed, count) {
  const parts = typed.trim().replace(/(\d+)\s*²/g, "$1×$1").split(/\s*[×x*,;]\s*|\s+/i);
  return parts.length === count && parts.every((part) => /^\d{1,9}$/.test(part)) ? parts.map(Number) : null;
}

/** How a guessed shape compares with the right one. @param {number[]} guess @param {number[]} shape */
export function judgedShape([maps, ...places], [many, ...right]) {
  const same = right.every((size, k) => size === places[k]);
  if (maps === many) return same ? "right" : "maps_right";
  return same && right.length ? "places_right" : "wrong_shape";
}

/** Which of the words asks for an answer. @param {Answer | null} answer */
export const askedBy = (answer) => (answer?.shape ? (answer.shape.length > 1 ? "ask_shape" : "ask_length") : "ask");

export class Predict {
  /** @param {any} lesson with `answer` (an Answer or null), `words.predict`, `state.hide`, `find`, `schedule`, `announce` */
  constructor(lesson) {
    this.lesson = lesson;
    /** What was said of the guess; null while it is asked for. @type {string | null} */
    this.feedback = null;
    this.form = lesson.find("form.predict");
    this.input = this.form?.querySelector("input");
    this.form?.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.guess(this.input?.value ?? /** @type {HTMLButtonElement} */ (event.submitter).value);
    });
    this.input?.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") this.input.blur();
      event.stopPropagation();
    });
  }

  get asks() { return Boolean(this.form && this.lesson.state.hide && this.lesson.answer); }
  /** Whether the number is hidden now. */
  get open() { return this.asks && this.feedback === null; }

  /** Whether there is something to lose: a guess that is being typed, or what was said of one. */
  get begun() { return this.feedback !== null || Boolean(this.input?.value); }

  reset() {
    this.feedback = null;
    if (this.input) this.input.value = "";
  }

  /** A digit pressed anywhere begins the answer. @param {KeyboardEvent} event */
  typed(event) {
    if (!this.input || !this.open || !/^[0-9.,\u2212-]$/.test(event.key)) return false;
    this.form.hidden = false; // the key that asks may have come in this very frame,
    this.form.classList.remove("told"); // or that leaves the guess before: what is not shown takes no focus
    this.input.focus();
    this.input.value += event.key;
    event.preventDefault();
    return true;
  }

  /** @param {string} typed */
  guess(typed) {
    const words = this.lesson.words.predict, { answer } = this.lesson;
    if (!answer) return;
    if (answer.choice) return void (this.open && this.reveal(typed === answer.choice ? words.right : words.wrong));
    if (!typed.trim()) return this.reveal(fill(words.shown, answer));
    if (answer.shape) return this.guessShape(typed, answer.shape);
    const guess = parseNumber(typed);
    if (guess === null) writeRich(this.form.querySelector("p"), fill(words.no_number, { typed }));
    else this.reveal(fill(words[judged(guess, answer)], { ...answer, guess: fine(guess) }));
  }

  /** @param {string} typed @param {number[]} shape */
  guessShape(typed, shape) {
    const { answer, words: { predict: words } } = this.lesson, guess = parseShape(typed, shape.length);
    if (!guess) writeRich(this.form.querySelector("p"), fill(words[shape.length > 1 ? "no_shape" : "no_length"], { typed }));
    else this.reveal(fill(words[judgedShape(guess, shape)], { ...answer, guess: guess.join(" × ") }));
  }

  /** @param {string} feedback */
  reveal(feedback) {
    this.feedback = feedback;
    this.input?.blur();
    this.lesson.announce(feedback.replaceAll("*", ""));
    this.lesson.revealed();
    this.lesson.schedule();
  }

  draw() {
    if (!this.form) return;
    this.form.hidden = !(this.input ? this.asks : this.open); // what was chosen, the sentence tells
    this.form.classList.toggle("told", this.feedback !== null);
    if (!this.input || !this.asks) return;
    this.form.querySelector("label").firstChild.textContent = `${this.lesson.answer.name} = `;
    writeRich(this.form.querySelector("p"), this.feedback ?? "");
  }
}

/** The number or, while it is hidden, a question mark. @param {boolean} hidden @param {number} value */
export const orAsked = (hidden, value) => (hidden ? "?" : format(value));
