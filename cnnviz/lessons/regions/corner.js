// The region on the photo: dragged as a whole, by a corner, drawn anew, or moved with the arrows.

import { pointing } from "../../player/js/pointing.js";

const NEAR = 16; // px from a corner that is taken
const STEP = 8; // pixels that an arrow moves it
const LEAST = 8; // pixels of a side
const SEND_MS = 300; // after the last arrow

export class Corner {
  /** What is just being dragged: left, top, right, bottom. @type {number[] | null} */
  draft = null;
  /** Where it was taken, and which of its ends move. @type {{ at: number[], box: number[], ends: boolean[] } | null} */
  held = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  waiting = undefined;
  sent = 0;

  /** @param {import("./player.js").Regions} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    const canvas = lesson.find(".photo canvas");
    pointing(canvas, {
      hover: (at) => { canvas.style.cursor = at && this.ends(at).every(Boolean) ? "move" : at && this.ends(at).some(Boolean) ? "crosshair" : ""; },
      grab: (at, event) => this.grab(at, event), drag: (at) => this.drag(at), drop: () => this.drop(),
    });
    canvas.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event));
  }

  get last() { return this.lesson.model.side - 1; }
  get scale() { return this.lesson.model.side / this.lesson.sides[0]; }
  get box() { return this.draft ?? this.lesson.model.region.box; }

  /** First and last row, exclusive, and column, of the map under it. */
  get cover() {
    const { places, cover } = this.lesson.model.region, { draft } = this;
    return draft ? [places[draft[1]], places[draft[3]] + 1, places[draft[0]], places[draft[2]] + 1] : cover;
  }

  /** Which ends move when it is taken here: one corner's, all of them, or none. @param {number[]} at px @returns {boolean[]} */
  ends([x, y]) {
    const [left, top, right, bottom] = this.box.map((end) => end / this.scale), near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) < NEAR;
    const [w, n, e, s] = [near(x, left), near(y, top), near(x, right), near(y, bottom)];
    if ((w || e) && (n || s)) return [w && !e, n && !s, e, s];
    return Array(4).fill(x > left && x < right && y > top && y < bottom);
  }

  /** @param {[number, number]} at @param {PointerEvent} event */
  grab(at, event) {
    if (event.pointerType === "touch" && !this.ends(at).some(Boolean)) return false;
    event.preventDefault();
    this.lesson.find(".photo canvas").focus({ preventScroll: true });
    this.lesson.playback.play(false);
    const ends = this.ends(at), place = at.map((px) => this.within(px * this.scale));
    this.held = ends.some(Boolean) ? { at: place, box: [...this.box], ends } : { at: place, box: [...place, ...place], ends: [false, false, true, true] };
    return true;
  }

  /** @param {[number, number]} at */
  drag(at) {
    const { held } = this;
    if (!held) return;
    this.draft = this.shifted(held.box, held.ends, at.map((px, k) => px * this.scale - held.at[k]));
    this.lesson.schedule();
  }

  /** The box with some ends moved, within the photo. @param {number[]} box @param {boolean[]} ends @param {number[]} by across, down */
  shifted(box, ends, by) {
    if (ends.every(Boolean)) {
      const free = by.map((px, k) => Math.round(Math.max(-box[k], Math.min(this.last - box[k + 2], px))));
      return box.map((end, k) => end + free[k % 2]);
    }
    const moved = box.map((end, k) => (ends[k] ? this.within(end + by[k % 2]) : end));
    return [0, 1, 2, 3].map((k) => (k < 2 ? Math.min : Math.max)(moved[k % 2], moved[(k % 2) + 2]));
  }

  /** @param {number} place */
  within(place) { return Math.max(0, Math.min(this.last, Math.round(place))); }

  drop() {
    this.held = null;
    this.tell();
  }

  /** A payload is here: what is being dragged, or goes to the server yet, is newer. */
  arrived() { if (!this.held && this.waiting === undefined && this.lesson.answered(this.sent)) this.draft = null; }

  /** The server scores it; what is too small to see is taken back. */
  tell() {
    const { draft, lesson } = this;
    clearTimeout(this.waiting);
    this.waiting = undefined;
    if (!draft) return;
    const [left, top, right, bottom] = draft;
    if (right - left < LEAST || bottom - top < LEAST || draft.join() === lesson.model.region.box.join()) this.draft = null;
    else this.sent = lesson.send({ kind: "box", left, top, right, bottom });
    lesson.schedule();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    /** @type {Record<string, number[]>} */
    const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }, by = moves[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.draft = this.shifted(this.box, event.shiftKey ? [false, false, true, true] : Array(4).fill(true), by);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.tell(), SEND_MS);
    this.lesson.schedule();
  }
}
