// The person's own classes: a few photos for each, steps of teaching, the loss, and the way into every step of a photo.

import { Asked } from "../../player/js/asked.js";
import { fill, format } from "../../player/js/numbers.js";
import { choose, wait } from "../../player/js/place.js";
import { escape } from "../../player/js/text.js";

const CURVE = { width: 440, height: 150, left: 20, right: 24, top: 26, bottom: 26 };
const LABELLED = 5; // losses of the curve that are written

/** @typedef {import("./payload").Teach} Teach */
/** @typedef {import("./payload").ClassPhoto} ClassPhoto */

export class Classes {
  /** @param {import("./player.js").Backprop} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {HTMLElement} */
    this.card = lesson.find(".classes");
    this.opened = -1; // how often the page's button had opened it
    /** @type {Teach | null} */
    this.drawn = null;
    this.asked = new Asked(lesson);
    this.filling = false;
    this.card.addEventListener("focusout", (event) => this.left(/** @type {HTMLInputElement} */ (event.target)));
    this.card.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.target.blur();
    });
  }

  /** @returns {Teach | null} */
  get told() { return this.lesson.model?.header.teach ?? null; }
  get open() { return Boolean(this.lesson.state.teach && this.told); }

  arrived() {
    const { told, lesson } = this, opened = told?.open ?? 0;
    if (opened && this.opened >= 0 && opened !== this.opened) lesson.state.teach = 1;
    if (!told) lesson.state.teach = 0;
    this.opened = opened;
    wait(this.open ? "" : null);
  }

  /** @param {boolean} open */
  show(open) {
    this.lesson.state.teach = Number(open);
    wait(this.open ? "" : null);
    this.lesson.moved();
  }

  get actions() {
    const { lesson } = this;
    const send = (/** @type {string} */ kind, more = {}) => () => lesson.send({ kind: `class_${kind}`, ...more });
    const at = (/** @type {any} */ event) => Number(event.target.closest("[data-place]").dataset.place);
    return {
      classes: () => this.show(false),
      "class-1": send("teach", { times: 1 }), "class-10": send("teach", { times: 10 }),
      "class-made": send("made"), "class-add": send("add"), "class-forget": send("forget"), "class-leave": send("leave"),
      "class-look": (/** @type {any} */ event) => { this.show(false); lesson.send({ kind: "class_look", place: at(event) }); },
      "class-remove": (/** @type {any} */ event) => lesson.send({ kind: "class_remove", place: at(event) }),
      "class-bring": (/** @type {any} */ event) => { wait(at(event)); choose(); },
    };
  }

  /** A name was written. Browsers tell no change of what was begun before the rows were written anew. @param {HTMLInputElement} field */
  left(field) {
    const { value, dataset: { name } } = field;
    if (this.filling || name === undefined || value === field.defaultValue) return;
    this.asked.note(name, value, this.lesson.send({ kind: "class_name", index: Number(name), name: value }));
    field.defaultValue = value; // until it is answered; what is refused goes back to what it was
  }

  /** What is read aloud while the view is open. */
  get sentence() {
    const { told, open, lesson: { words: { classes: words } } } = this;
    if (!told || !open) return "";
    const { losses } = told, count = losses.length - 1;
    return count > 0 ? fill(count > 1 ? words.after : words.after_one, { count, loss: format(losses[count]) }) : told.said;
  }

  draw() {
    const { told, open, card, lesson } = this;
    card.hidden = !open;
    lesson.section.classList.toggle("teaching", open);
    if (!told || !open || told === this.drawn) return;
    this.drawn = told;
    const focused = /** @type {any} */ (card.querySelector(":focus")), { classes: words } = lesson.words;
    const each = told.places.length / told.names.length;
    const rows = told.names.map((name, k) => row(told, words, this.asked.of(String(k), name), k, each)).join("");
    this.filling = true;
    lesson.find(".classes .rows").innerHTML = rows;
    this.filling = false;
    lesson.find(".classes .fall").innerHTML = curve(told.losses, words);
    lesson.find(".classes .said").textContent = told.said;
    lesson.find(".classes .rate").textContent = told.ready ? fill(words.rate, { rate: format(told.rate) }) : "";
    for (const button of lesson.all(".classes .teach button")) button.disabled = !told.ready;
    for (const [action, on] of Object.entries({ made: !told.own && told.places.includes(null), add: told.more, forget: told.own })) lesson.find(`[data-action=class-${action}]`).hidden = !on;
    if (focused) this.focus(focused);
  }

  /** The same part again, after it was drawn anew, with what was being written there. @param {HTMLInputElement} before */
  focus(before) {
    const { dataset: { action, place, name }, value, defaultValue, selectionStart, selectionEnd } = before;
    const selector = name ? `[data-name="${name}"]` : place ? `[data-place="${place}"]:not(.remove)` : `[data-action="${action}"]`;
    const now = this.lesson.find(`.classes ${selector}`);
    now?.focus({ preventScroll: true });
    if (!now || !name) return;
    if (value !== defaultValue) now.value = value;
    now.setSelectionRange(selectionStart, selectionEnd);
  }

  destroy() { wait(null); }
}

/** A class: its name and its places. @param {Teach} told @param {Record<string, string>} words @param {string} name @param {number} k
 * @param {number} each */
function row(told, words, name, k, each) {
  const field = `<input data-name="${k}" maxlength="${told.limit}" value="${escape(name)}" aria-label="${escape(fill(words.name, { number: k + 1 }))}" autocomplete="off" spellcheck="false" />`;
  const places = told.places.slice(k * each, (k + 1) * each).map((photo, n) => {
    const at = k * each + n, about = { number: n + 1, name };
    return photo ? filled(told, words, photo, at, about) : empty(words, at, about);
  });
  return `<div class="class">${field}<div class="places">${places.join("")}</div></div>`;
}

/** @typedef {{ number: number, name: string }} About */

/** @param {Record<string, string>} words @param {number} at @param {About} about */
const empty = (words, at, about) =>
  `<div class="place"><button data-action="class-bring" data-place="${at}" aria-label="${escape(fill(words.empty, about))}">+</button></div>`;

/** A photo, and what it is taken for. @param {Teach} told @param {Record<string, string>} words @param {ClassPhoto} photo @param {number} at
 * @param {About} about */
function filled(told, words, photo, at, about) {
  const taken = told.names[photo.taken], verdict = photo.right ? "right" : "wrong";
  const label = fill(taken ? words.photo : words.unscored, { ...about, taken, verdict: words[verdict] });
  const score = taken ? `<p class="${verdict}" data-testid="class-score"><span>${photo.right ? "✓" : "✗"} ${escape(taken)}</span> <b>${format(photo.share)}</b></p>` : "";
  return `<div class="place${at === told.shown ? " shown" : ""}"><button data-action="class-look" data-place="${at}" aria-label="${escape(label)}">
    <img src="${escape(photo.image)}" alt="" /></button>${score}
    <button class="remove" data-action="class-remove" data-place="${at}" aria-label="${escape(fill(words.remove, about))}">×</button></div>`;
}

/** The loss of all photos before and after each step, some of them written. @param {number[]} losses @param {Record<string, string>} words */
function curve(losses, words) {
  if (!losses.length) return "";
  const { width, height, left, right, top, bottom } = CURVE, steps = losses.length - 1, most = Math.max(...losses) || 1;
  const x = (/** @type {number} */ k) => left + (k / Math.max(1, steps)) * (width - left - right);
  const y = (/** @type {number} */ loss) => top + (1 - loss / most) * (height - top - bottom);
  const every = Math.max(1, Math.ceil(steps / LABELLED)), written = losses.map((_, k) => k).filter((k) => k === steps || (k % every === 0 && steps - k >= every));
  const dots = losses.map((loss, k) => `<circle cx="${x(k).toFixed(1)}" cy="${y(loss).toFixed(1)}" r="${steps > 40 ? 2 : 3.5}"/>`).join("");
  const numbers = written.map((k) => `<text x="${x(k).toFixed(1)}" y="${(y(losses[k]) - 9).toFixed(1)}">${format(losses[k])}</text><text class="step" x="${x(k).toFixed(1)}" y="${height - 6}">${k}</text>`).join("");
  const line = `<polyline points="${losses.map((loss, k) => `${x(k).toFixed(1)},${y(loss).toFixed(1)}`).join(" ")}"/>`;
  const label = fill(words.losses, { losses: losses.map(format).join(", ") }), base = height - bottom;
  return `<h3>${escape(words.curve)}</h3><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(label)}"><path d="M${left} ${base}H${width - right}"/>${line}${dots}${numbers}</svg>`;
}
