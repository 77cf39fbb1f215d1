// The board: slots with their signs, the terms beside them, and what lights up under the pointer.

import { cssColour } from "./colour.js";
import { factor } from "./numbers.js";
import { Maps } from "./maps.js";
import { Products } from "./products.js";
import { prepare } from "./draw.js";
import { ROOM_HEIGHT, Slots } from "./slots.js";
import { escape, listed } from "./text.js";

const EDGES = 76; // px: paddings of the board and the line before the terms
const PHONE_HEIGHT = 176;
const VIEWS_HEIGHT = 68;

/**
 * What a lesson with a board has; `Board` draws its `frame`.
 * @typedef {{
 *   frame: Frame, phone: boolean, palette: any, channel: number, scale: number, words: any,
 *   boardWidth: number, boardHeight?: number, overview?: number, hidden: boolean, find: (selector: string) => any,
 *   known: (panel: any, flat: number) => boolean, numberAt: (panel: any, flat: number) => number,
 *   hides: (panel: any, flat: number) => boolean, colourOf: (panel: any, value: number, gain?: number) => Rgb,
 *   writer: (panel: any) => (value: number) => string, jump: (panel: any, flat: number) => void, choose: (channel: number) => void,
 *   pointed: () => void, upTo?: (panel: any) => number | null,
 * }} BoardLesson `upTo` says how many numbers of a map are known, in reading order; null where it is not that simple
 */

export class Board {
  /** @param {BoardLesson} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.root = lesson.find(".bench");
    this.slots = new Slots(lesson);
    this.products = new Products(lesson);
    this.maps = new Maps(lesson);
    /** @type {string | undefined} */
    this.lighted = undefined;
    this.listen();
  }

  draw() {
    const { lesson, products, slots, root } = this, { frame } = lesson, held = heldBy(root);
    this.lighted = undefined;
    if (frame.card !== undefined) root.innerHTML = frame.card;
    else {
      const tall = lesson.phone ? PHONE_HEIGHT : ROOM_HEIGHT + (lesson.boardHeight ?? 0);
      const plans = slots.plan(frame.slots, this.room(frame), tall, frame.views ? VIEWS_HEIGHT : 0);
      const parts = plans.map((plan, k) => (plan ? slots.html(/** @type {any} */ (frame.slots[k]), plan, k) : ""));
      parts[1] ||= frame.middle?.html ?? "";
      root.innerHTML = parts.map((part, k) => part + sign(frame.signs[k], part)).join("") + products.html(frame);
      if (frame.views) root.querySelector(".slot.middle").insertAdjacentHTML("beforeend", viewButtons(frame.views));
      plans.forEach((plan, k) => { if (plan?.lens) this.overview(/** @type {any} */ (frame.slots[k]), plan, k); });
      products.paint(frame);
    }
    if (held) root.querySelector(held)?.focus({ preventScroll: true });
  }

  /** What the slots may take: the board without its terms and signs. @param {Frame} frame */
  room(frame) {
    const { lesson, products } = this;
    if (lesson.phone) return 1.5 * (lesson.boardWidth - 60);
    const signs = frame.signs.reduce((sum, s) => sum + (s.length > 2 ? 84 : 32), 0), middle = frame.slots[1] ? 0 : frame.middle?.width ?? 0;
    return lesson.boardWidth - EDGES - products.width(frame) - signs - middle;
  }

  /** The whole map above its lens, with the lens as a box on it. @param {Slot} slot @param {Plan} plan @param {number} k */
  overview(slot, plan, k) {
    const { lesson } = this, canvas = lesson.find(`canvas.overview[data-slot="${k}"]`), [channel] = plan.channels;
    const rows = slot.rows.length, columns = slot.columns.length, cell = Math.min(plan.over / rows, Math.max(150, lesson.overview ?? 0) / columns);
    const g = prepare(canvas, columns * cell, rows * cell, lesson.scale);
    this.paint(g, slot, channel, cell);
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

  /** The map in its padding; where zeros lie between its numbers, each number by itself. @param {CanvasRenderingContext2D} g @param
   * {Slot} slot @param {number} channel @param {number} cell */
  paint(g, slot, channel, cell) {
    const { lesson } = this, { panel, rows, columns } = slot;
    if (lesson.upTo && !slot.options.turned && !rows.includes(-2) && !columns.includes(-2)) {
      const first = { x: columns.findIndex((c) => c >= 0) * cell, y: rows.findIndex((r) => r >= 0) * cell, width: cell, height: cell };
      return this.maps.draw(g, panel, channel, first);
    }
    rows.forEach((r, y) => columns.forEach((c, x) => {
      const flat = r < 0 || c < 0 ? -1 : panel.flat(channel, r, c);
      if (flat < 0 || !lesson.known(panel, flat) || lesson.hides(panel, flat)) return;
      g.fillStyle = cssColour(lesson.colourOf(panel, lesson.numberAt(panel, flat), 1.5));
      g.fillRect(x * cell, y * cell, cell + 0.5, cell + 0.5);
    }));
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

/** Which button has the focus, to give it back when the board is drawn anew. @param {HTMLElement} root */
function heldBy(root) {
  const { activeElement } = /** @type {ShadowRoot | Document} */ (root.getRootNode());
  if (!activeElement || !root.contains(activeElement)) return "";
  return Object.entries(/** @type {HTMLElement} */ (activeElement).dataset).map(([name, value]) => `[data-${name}="${value}"]`).join("");
}

/** @param {Views} views */
function viewButtons({ label, value, options }) {
  const buttons = options.map(([name, text]) =>
    `<button data-action="${name}" data-value="${name}" aria-pressed="${name === value}">${escape(text)}</button>`);
  return `<div class="views" role="group" aria-label="${escape(label)}">${buttons.join("")}</div>`;
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

/** "2·3 + 1·(−1)": the terms that are not zero, the first ones and the last where there are many. @param {Factor[]} list @param {number} room */
export function spelled(list, room = 9) {
  const there = list.filter((term) => !term.zero), shown = there.length ? there : list.slice(0, 1);
  const written = shown.map((t) => (t.b === undefined || t.text === "" ? factor(t.value) : `${factor(t.a ?? 0)}·${factor(t.b)}`));
  return listed(written, room, room - 2);
}

