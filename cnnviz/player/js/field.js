// A number written into its cell: the field that opens over it, what is typed there, refused and sent.

import { MINUS, parseNumber } from "./numbers.js";

const LEAST_FIELD = { width: 64, height: 36 }; // px that can be typed into
const KEY = 48; // px of the key beside it, with the gap
const ANSWER_MS = 1500; // after so long without an answer the next message goes all the same
const BEGUN = /^[-+\u2212]?([.,]|[\d.,]+\/)?$/; // not wrong yet, only not finished
const BLOCK = /\S\s+\S|\S;|,.*,/; // a text of several numbers
/** @type {Record<string, number>} */
const ARROWS = { ArrowUp: 1, ArrowDown: -1 };

/** @typedef {{ element: Element, name: string, value: number, limit: number }} Cell where it stands, what it is called, its number and the
 * largest one that it may get */

/** A lesson's own field says which cells there are and what a number does: `cell(index)`, `put(index, value)`, `refusal(index, text)`, `beside`,
 * `left` and, for several numbers at once, `where`. @template I what tells one cell from another */
export class CellField {
  /** Whether each number is put while it is typed, and not only at the end. */
  live = false;
  /** The cell that is written into. @type {I | null} */
  index = null;
  /** Its number before. */
  old = 0;
  /** Why what stands in the field is not taken. */
  refused = "";
  /** Arrays as they were typed, until they are answered. @type {Map<string, Float64Array>} */
  drafts = new Map();
  /** What waits for the answer to the message before, the newest of each array. @type {Map<string, object>} */
  waiting = new Map();
  /** What was sent last of each array. @type {Map<string, string>} */
  sent = new Map();
  /** Runs until the answer is there. @type {ReturnType<typeof setTimeout> | undefined} */
  answering = undefined;
  /** The last message. */
  last = 0;

  /** @param {any} lesson @param {HTMLElement} home what the field lies in: a positioned element around the cells */
  constructor(lesson, home) {
    this.lesson = lesson;
    lesson.fields?.add(this);
    this.home = home;
    this.input = Object.assign(document.createElement("input"), { className: "edit", hidden: true, autocomplete: "off", inputMode: "decimal" });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => { if (this.index !== null) this.take(); });
    this.input.addEventListener("paste", (event) => { if (this.index !== null) this.paste(event, this.index); });
    this.sign = signKey(this.input, () => this.typed());
    home.append(this.input, this.sign);
  }

  // ---- for a lesson's own field to say

  /** @param {I} index @returns {Cell} */
  cell(index) { throw new TypeError(`cell ${index}`); }
  /** A number was typed: the old one again where it was taken back. @param {I} index @param {number} value */
  put(index, value) { void [index, value]; }
  /** Why a text is not taken. @param {I} index @param {string} text */
  refusal(index, text) { return `${index}: ${text}`; }
  /** Where Tab leads to. @param {I} index @param {1 | -1} by @returns {I | null} */
  beside(index, by) {
    void [index, by];
    return /** @type {I | null} */ (null);
  }
  /** The field was left by a key. */
  left() {}
  /** How the server finds a cell; null where it takes no block of numbers. @param {I} index @returns {object | null} */
  where(index) {
    void index;
    return null;
  }
  /** A text of several numbers was pasted onto a cell: it lies there from that cell on. @param {string} text @param {I} index */
  pasted(text, index) {
    const where = this.where(index);
    if (!where) return this.refuse(this.lesson.words.field.one_number);
    this.input.value = String(this.old); // what was typed gives way
    this.typed();
    this.close(true);
    this.post("paste", { kind: "paste", text, ...where });
    this.flush();
  }

  // ---- open, typed into, closed

  /** @param {I} index @param {string} [text] what was already typed, in place of its number */
  open(index, text) {
    if (this.index === index) return;
    this.close();
    const { input, sign } = this, { element, name, value } = this.cell(index);
    Object.assign(this, { index, old: value, refused: "" });
    input.hidden = false;
    input.value = text ?? String(value).replace("-", MINUS);
    for (const [on, label] of /** @type {[Element, string][]} */ ([[input, name], [sign, this.lesson.words.field.sign]])) on.setAttribute("aria-label", label);
    input.setAttribute("aria-invalid", "false");
    this.place(element.getBoundingClientRect());
    input.focus();
    if (text === undefined) input.select();
    else this.typed();
  }

  /** Over its cell, at least as large as can be typed into; the key of the sign on that side where there is room. @param {DOMRect} cell */
  place(cell) {
    const { home, input, sign } = this, box = home.getBoundingClientRect(), zoom = box.width / home.offsetWidth || 1;
    const width = Math.max(LEAST_FIELD.width, cell.width / zoom), height = Math.max(LEAST_FIELD.height, cell.height / zoom);
    const left = (cell.left + cell.width / 2 - box.left) / zoom - width / 2, top = (cell.top + cell.height / 2 - box.top) / zoom - height / 2;
    const right = box.left + (left + width + KEY) * zoom <= this.lesson.section.getBoundingClientRect().right;
    Object.assign(input.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    Object.assign(sign.style, { left: `${right ? left + width + 4 : left - KEY}px`, top: `${top + height / 2 - 22}px` });
  }

  /** The number in the field, or null. @returns {number | null} */
  get number() { return this.index === null ? null : parseNumber(this.input.value, this.cell(this.index).limit); }

  typed() {
    const { index, input, number } = this, wrong = number === null && !BEGUN.test(input.value.trim());
    if (index === null) return;
    if (wrong) this.refuse(this.refusal(index, input.value));
    else this.relent();
    if (this.live) this.put(index, number ?? this.old);
  }

  /** @param {string} why */
  refuse(why) {
    this.refused = why;
    this.input.setAttribute("aria-invalid", "true");
    this.lesson.complain(why);
  }

  relent() {
    if (this.refused) this.lesson.complain("");
    this.refused = "";
    this.input.setAttribute("aria-invalid", "false");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { index, input } = this;
    event.stopPropagation();
    if (index === null) return;
    if (event.key in ARROWS) {
      const value = (this.number ?? this.old) + ARROWS[event.key];
      input.value = String(Math.round(value * 1e6) / 1e6).replace("-", MINUS);
      this.typed();
    } else if (event.key === "Escape") {
      input.value = String(this.old);
      this.typed();
      this.close(true);
      this.flush();
    } else if (event.key === "Enter") this.take(true);
    else if (event.key === "Tab") {
      const next = this.beside(index, event.shiftKey ? -1 : 1);
      if (next === null) return;
      if (this.take()) this.open(next);
    } else return;
    event.preventDefault();
  }

  /** Takes what was typed; of what is no number nothing is lost, and the field stays. @param {boolean} byKey */
  take(byKey = false) {
    const { index, number, live } = this;
    if (index === null) return true;
    if (number === null && !live) {
      this.refuse(this.refusal(index, this.input.value));
      return false;
    }
    const changed = !live && number !== this.old;
    this.close(byKey);
    if (changed) this.put(index, /** @type {number} */ (number));
    this.flush();
    return true;
  }

  close(byKey = false) {
    if (this.index === null) return;
    this.index = null;
    this.input.hidden = true;
    if (this.answering === undefined) this.refused = ""; // else it is said once more when the answer is there
    if (byKey) this.left();
  }

  /** One number goes where it would be typed; several go to `pasted`. @param {ClipboardEvent} event @param {I} index */
  paste(event, index) {
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    if (BLOCK.test(text)) this.pasted(text, index);
    else if (this.index === null && text) this.open(index, text);
    else return;
    event.preventDefault();
  }

  // ---- sent: while one thing is done one message at a time travels, the newest always last

  /** An array as it stands now, with what is not answered yet. @param {string} name @param {ArrayLike<number>} values */
  draft(name, values) {
    const kept = this.drafts.get(name), draft = kept?.length === values.length ? kept : Float64Array.from(values);
    this.drafts.set(name, draft);
    return draft;
  }

  /** @param {string} name of the array @param {object} message all of it */
  post(name, message) {
    this.waiting.set(name, message);
    if (this.answering === undefined) this.next();
  }

  next() {
    clearTimeout(this.answering);
    this.answering = undefined;
    for (const [name, message] of this.waiting) {
      const text = JSON.stringify(message);
      this.waiting.delete(name);
      if (text === this.sent.get(name)) continue;
      this.sent.set(name, text);
      this.answering = setTimeout(() => this.next(), ANSWER_MS);
      this.last = this.lesson.send(message);
      return;
    }
  }

  /** All that waits: what is done next comes after it, whenever there are answers. */
  flush() { while (this.waiting.size) this.next(); }

  /** A new payload came: send what was typed meanwhile, or take over what the server holds. */
  answered() {
    if (this.refused) this.lesson.complain(this.refused); // the answer to what was there before took it away
    if (!this.lesson.answered(this.last)) return; // it answers what was asked before
    this.next();
    if (this.answering !== undefined) return;
    this.drafts.clear(); // also under an open field: it goes on from what is there now
    if (this.index !== null) return;
    this.refused = "";
    this.sent.clear();
  }
}

/** The text of a number with the other sign. @param {string} text */
export const negated = (text) => (/^\s*[-\u2212]/.test(text) ? text.replace(/^\s*[-\u2212]/, "") : MINUS + text.replace(/^\s*\+/, ""));

/** A key for the sign, which keyboards of phones lack: shown beside an open field where a finger points. @param {HTMLInputElement} input @param
 * {() => void} typed */
export function signKey(input, typed) {
  const key = Object.assign(document.createElement("button"), { type: "button", className: "sign-key", textContent: "±", tabIndex: -1 });
  key.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  key.addEventListener("click", (event) => {
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    event.stopPropagation();
    input.value = negated(input.value);
    if (all) input.setSelectionRange(input.value.startsWith(MINUS) ? 1 : 0, input.value.length); // what is typed next takes its place
    typed();
  });
  return key;
}
