// Why the network answers so: four reasons beside each other, on the same square of the picture, each with its own check.

import { paint } from "../../player/js/colour.js";
import { fill, format } from "../../player/js/numbers.js";
import { Asking } from "./why_asking.js";
import { ReasonCard } from "./why_card.js";
import { Reasons } from "./why_reasons.js";

const ASK_AGAIN_MS = 500; // while something is being worked out
const CARDS = ["pixels", "maps", "cover", "shares"];
const SMALL = 160; // px: pictures that get so small have their words beside them all
const WORDS = 236; // px: at least, for these
const CARD_GAP = 18;
const TITLE_AND_VALUE = 64; // px of a card whose words are beside
const UNDER = 168; // px: title, number, sentence and check of a card

export class Why {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.box = lesson.find(".why");
    this.side = 200;
    this.told = CARDS[0];
    /** The square that is pointed at. @type {number | null} */
    this.pointed = null;
    /** The photo without its colours. @type {{ of: Numbers, image: HTMLCanvasElement } | null} */
    this.greyed = null;
    this.reasons = new Reasons(this);
    this.asking = new Asking(this);
    this.cards = CARDS.map((name) => new ReasonCard(this, name));
    this.box.addEventListener("change", (/** @type {any} */ event) => lesson.set(event.target.name, event.target.value));
  }

  /** Whose words stand beside the pictures, where there is no room for them under each. @param {string} name */
  tell(name) {
    if (this.told === name) return;
    this.told = name;
    this.lesson.schedule();
  }

  get data() { return this.lesson.header.why; }
  get words() { return this.lesson.words.why; }
  /** Whether the first numbers are here. */
  get known() { return this.data?.rows !== undefined && this.current; }
  /** Whether what came answers what is asked. */
  get current() {
    const { data } = this, { label, versus, shuffled } = this.question;
    return Boolean(data) && data.label === label && data.versus === versus && data.shuffled === shuffled;
  }
  /** Why it could not be worked out, in a sentence. @returns {string} */
  get problem() { return this.current ? this.data.problem : ""; }
  get question() {
    const { state, model } = this.lesson, label = state.ask ? state.ask - 1 : model.answers[0].number;
    return { label, versus: state.versus && state.versus - 1 !== label ? state.versus - 1 : -1, shuffled: Boolean(state.shuffle) };
  }
  get across() { return this.data.columns.length; }
  get count() { return this.known ? this.data.rows.length * this.across : 1; }

  /** The square that is looked at: pointed at, chosen, or that which matters most. */
  get square() {
    if (this.pointed !== null) return this.pointed;
    const { state } = this.lesson;
    if (state.square && state.square <= this.count) return state.square - 1;
    const { arrays } = this.lesson.model, drops = arrays["why:drops"], slopes = arrays["squares:gradient"];
    let best = 0;
    const at = (/** @type {number} */ k) => (Number.isNaN(drops[0]) || this.data.done < this.count ? Math.abs(slopes[k]) : drops[k]);
    for (let k = 1; k < this.count; k++) if (at(k) > at(best)) best = k;
    return best;
  }

  /** First and last row, first and last column. @param {number} square @returns {[number, number, number, number]} */
  boxOf(square) {
    const { rows, columns, size } = this.data, top = rows[Math.floor(square / this.across)], left = columns[square % this.across];
    const { shape } = this.lesson.model.square;
    return [top, Math.min(top + size, shape[1]) - 1, left, Math.min(left + size, shape[2]) - 1];
  }

  // ---- what is asked of the server

  arrived() {
    clearTimeout(this.again);
    if (this.lesson.state.view !== "why") return;
    if (!this.current || this.data.running) this.again = setTimeout(() => this.ask(), this.current ? ASK_AGAIN_MS : 0);
    else this.measureSoon();
  }

  ask() {
    if (this.lesson.section.isConnected && this.lesson.state.view === "why") this.lesson.inquire({ kind: "why", ...this.question });
  }

  /** A square that is looked at for a moment is really made brighter. */
  measureSoon() {
    clearTimeout(this.measuring);
    if (!this.known || this.lesson.state.kind !== "gradient" || this.data.measured?.square === this.square || this.pointed !== null) return;
    this.measuring = setTimeout(() => {
      if (this.known && !this.lesson.playback.playing && this.lesson.state.view === "why") this.lesson.inquire({ kind: "measure", square: this.square });
    }, ASK_AGAIN_MS);
  }

  /** @param {number | null} square */
  hover(square) {
    if (square === this.pointed || this.lesson.playback.playing) return;
    this.pointed = square;
    this.lesson.schedule();
  }

  /** @param {number | null} square */
  pin(square) {
    if (square === null) return;
    this.lesson.playback.play(false);
    this.lesson.state.square = square + 1;
    this.pointed = null;
    this.lesson.moved();
    this.measureSoon();
  }

  /** @param {number} down @param {number} across */
  walk(down, across) {
    if (!this.known) return;
    const row = Math.floor(this.square / this.across) + down, column = (this.square % this.across) + across;
    if (row >= 0 && column >= 0 && row < this.data.rows.length && column < this.across) this.pin(row * this.across + column);
  }

  /** The square whose middle is nearest. @param {[number, number]} at */
  squareAt([x, y]) {
    if (!this.known) return null;
    const { rows, columns, size } = this.data, px = this.lesson.model.square.shape[2] / this.side;
    const nearest = (/** @type {number[]} */ starts, /** @type {number} */ place) =>
      starts.reduce((best, start, k) => (Math.abs(start + size / 2 - place) < Math.abs(starts[best] + size / 2 - place) ? k : best), 0);
    return nearest(rows, y * px) * this.across + nearest(columns, x * px);
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const { phone } = this.lesson, each = phone ? Math.min(width, 340) : (width - 3 * 24) / 4, under = Math.floor(Math.min(each, phone ? each : height - UNDER));
    const beside = !phone && under < SMALL;
    this.side = beside ? Math.floor(Math.min((width - WORDS) / 4 - CARD_GAP, height - TITLE_AND_VALUE)) : under;
    this.box.classList.toggle("beside", beside);
    this.box.style.setProperty("--side", `${this.side}px`);
    this.box.style.setProperty("--words", `${width - 4 * (this.side + CARD_GAP)}px`);
  }

  // ---- what is drawn

  draw() {
    const { lesson, words, data, known } = this;
    this.asking.draw();
    lesson.find(".progress").hidden = !data?.running;
    lesson.find(".progress .told").textContent = !known ? (data?.ahead ? fill(words.queue, { count: data.ahead }) : words.waits)
      : data.done < this.count ? fill(words.squares, { done: data.done, count: this.count }) : fill(words.points, { done: data.points_done, count: data.points });
    for (const card of this.cards) card.draw();
  }

  /** The photo without colours. */
  grey() {
    const { model } = this.lesson, { square } = model;
    if (this.greyed?.of !== square) {
      const [count, rows, columns] = square.shape, size = rows * columns, weights = count === 3 ? [0.299, 0.587, 0.114] : [1];
      const image = paint(columns, rows, (k) => { const v = Math.round(weights.reduce((sum, w, c) => sum + w * square[c * size + k], 0)); return [v, v, v]; });
      this.greyed = { of: square, image };
    }
    return this.greyed.image;
  }

  sentence() {
    const { data, words, known } = this;
    if (this.problem) return this.problem;
    if (!known) return words.waits;
    const [top, bottom, left, right] = this.boxOf(this.square), square = fill(words.square, { top, bottom, left, right });
    return fill(data.versus >= 0 ? words.asks_rather : words.asks, { name: data.name, other: data.other, score: format(data.score), square });
  }
}
