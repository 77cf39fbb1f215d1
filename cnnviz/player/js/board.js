// The board: slots with their signs, the terms beside them, and what lights up under the pointer.

import { cssColour } from "./colour.js";
import { factor } from "./numbers.js";
import { Products } from "./products.js";
import { sharp } from "./sharp.js";
import { ROOM_HEIGHT, Slots } from "./slots.js";
import { escape } from "./text.js";

const EDGES = 76; // px: paddings of the board and the line before the terms
const PHONE_HEIGHT = 176;

/**
 * What a lesson with a board has; `Board` draws its `frame`.
 * @typedef {{
 *   frame: import("./slot.js").Frame, phone: boolean, palette: any, channel: number, scale: number, words: any,
 *   boardWidth: number, boardHeight?: number, overview?: number, hidden: boolean, find: (selector: string) => any,
 *   known: (panel: any, flat: number) => boolean, numberAt: (panel: any, flat: number) => number,
 *   hides: (panel: any, flat: number) => boolean, colourOf: (panel: any, value: number, gain?: number) => import("./colour.js").Rgb,
 *   writer: (panel: any) => (value: number) => string, jump: (panel: any, flat: number) => void, choose: (channel: number) => void,
 *   pointed: () => void,
 * }} BoardLesson
 */

export class Board {
  /** @param {BoardLesson} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.root = lesson.find(".bench");
    this.slots = new Slots(lesson);
    this.products = new Products(lesson);
    /** @type {string | undefined} */
    this.lighted = undefined;
    this.listen();
  }

  /** @param {number} below px to keep free under the middle slot */
  draw(below = 0) {
    const { lesson, products, slots } = this, { frame } = lesson, terms = products.html(frame);
    const plans = slots.plan(frame.slots, this.room(frame), lesson.phone ? PHONE_HEIGHT : ROOM_HEIGHT + (lesson.boardHeight ?? 0), below);
    const parts = frame.slots.map((slot, k) => (slot ? slots.html(slot, plans[k], k) : ""));
    this.root.innerHTML = parts.map((part, k) => part + sign(frame.signs[k], part)).join("") + terms;
    this.lighted = undefined;
    frame.slots.forEach((slot, k) => { if (slot && plans[k].lens) this.overview(slot, plans[k], k); });
    products.paint(frame);
  }

  /** What the slots may take: the board without its terms and signs.
   * @param {import("./slot.js").Frame} frame */
  room(frame) {
    const { lesson, products } = this;
    if (lesson.phone) return 1.5 * (lesson.boardWidth - 60);
    const signs = frame.signs.reduce((sum, s) => sum + (s.length > 2 ? 84 : 32), 0);
    return lesson.boardWidth - EDGES - products.width(frame) - signs;
  }

  /** The whole map above its lens, with the lens as a box on it.
   * @param {import("./slot.js").Slot} slot @param {any} plan @param {number} k */
  overview(slot, plan, k) {
    const { lesson } = this, canvas = lesson.find(`canvas.overview[data-slot="${k}"]`), [channel] = plan.channels;
    const rows = slot.rows.length, columns = slot.columns.length, cell = Math.min(plan.over / rows, Math.max(150, lesson.overview ?? 0) / columns);
    const g = sharp(canvas, columns * cell, rows * cell, lesson.scale);
    slot.rows.forEach((r, y) => slot.columns.forEach((c, x) => {
      if (r < 0 || c < 0) return;
      const flat = slot.panel.flat(channel, r, c);
      if (!lesson.known(slot.panel, flat) || lesson.hides(slot.panel, flat)) return;
      g.fillStyle = cssColour(lesson.colourOf(slot.panel, lesson.numberAt(slot.panel, flat), 1.5));
      g.fillRect(x * cell, y * cell, cell + 0.5, cell + 0.5);
    }));
    g.strokeStyle = lesson.palette.ink;
    g.lineWidth = 2;
    g.strokeRect(plan.columns[0] * cell, plan.rows[0] * cell, plan.columns.length * cell, plan.rows.length * cell);
    canvas.onclick = (/** @type {PointerEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      /** @param {number} part @param {number} length */
      const at = (part, length) => Math.max(0, Math.min(length - 1, Math.floor(part * length)));
      const flat = slot.flat(channel, at((event.clientY - box.top) / box.height, rows), at((event.clientX - box.left) / box.width, columns));
      if (flat >= 0) lesson.jump(slot.panel, flat);
    };
  }

  // ---- pointing: a term lights up everywhere, and play rests

  listen() {
    const { lesson, root } = this;
    root.addEventListener("pointerover", (/** @type {any} */ event) => {
      lesson.pointed();
      this.light(event.target.closest("[data-k]")?.dataset.k);
    });
    root.addEventListener("pointerleave", () => this.light(undefined));
    root.addEventListener("click", (/** @type {any} */ event) => {
      const { channel } = event.target.closest("[data-channel]")?.dataset ?? {};
      if (channel !== undefined) return lesson.choose(Number(channel));
      const key = event.target.closest("[data-at]")?.closest("[data-key]")?.dataset.key, at = event.target.closest("[data-at]")?.dataset.at;
      const slot = lesson.frame.slots.find((one) => one?.panel.key === key);
      if (slot && at) lesson.jump(slot.panel, Number(at.slice(at.lastIndexOf(":") + 1)));
    });
  }

  /** @param {string | undefined} term */
  light(term) {
    if (term === this.lighted) return;
    this.lighted = term;
    for (const element of this.root.querySelectorAll(".lighted")) element.classList.remove("lighted");
    if (term !== undefined) for (const element of this.root.querySelectorAll(`[data-k="${term}"]`)) element.classList.add("lighted");
    const label = this.root.querySelector(".head span");
    if (label) label.textContent = term === undefined ? this.lesson.frame.terms?.label ?? "" : this.products.opened(this.lesson.frame, Number(term));
  }
}

/** @type {Record<string, string>} */
const ARROW_SHAPES = { "→": "M0 7H14V0L26 11L14 22V15H0Z", "←": "M26 7H12V0L0 11L12 22V15H26Z" };

/** @param {string | undefined} text @param {string} before */
function sign(text, before) {
  if (!text) return before && text !== undefined ? `<div class="sign none"></div>` : "";
  const arrow = ARROW_SHAPES[text];
  const inner = arrow ? `<svg width="24" height="20" viewBox="0 0 26 22"><path d="${arrow}" fill="currentColor"/></svg>` : escape(text);
  return `<div class="sign${text.length > 2 ? " long" : ""}" aria-hidden="true">${inner}</div>`;
}

/** "2·3 + 1·(−1)": the terms that are not zero, the first ones and the last where there are many.
 * @param {import("./slot.js").Factor[]} list @param {number} room */
export function spelled(list, room = 9) {
  const there = list.filter((term) => !term.zero), shown = there.length ? there : list.slice(0, 1);
  const written = shown.map((t) => (t.b === undefined || t.text === "" ? factor(t.value) : `${factor(t.a ?? 0)}·${factor(t.b)}`));
  return written.length <= room ? written.join(" + ") : [...written.slice(0, room - 2), "…", written.at(-1)].join(" + ");
}

