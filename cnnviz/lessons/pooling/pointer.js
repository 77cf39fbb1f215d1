// Pointing at the pictures: hover, pin, and a box drawn for RoI pooling, which alone asks the server.

import { pointing } from "../../player/js/pointing.js";
import { Part } from "./part.js";

/** @typedef {{ row: number, column: number }} Place */

export class Pointer extends Part {
  /** The corners of a box that is being drawn. @type {{ from: Place, to: Place } | null} */
  drag = null;

  /** @param {import("./player.js").Pooling} lesson */
  constructor(lesson) {
    super(lesson);
    const { left, middle, right, places } = lesson;
    const pin = (/** @type {number | undefined} */ output) => { if (output !== undefined) lesson.steps.go(output); };
    for (const { canvas } of [left, middle])
      pointing(canvas, {
        hover: (at) => this.hover(at && { input: places.input(at) ?? undefined }),
        pin: (at) => { if (this.works) pin(this.reader(places.input(at))); },
        grab: (at) => canvas === left.canvas && this.grab(places.input(at)),
        drag: (at) => this.dragTo(places.input(at)),
        drop: () => this.drop(),
      });
    pointing(right.canvas, {
      hover: (at) => this.hover(at && { output: places.under(at) }),
      pin: (at) => { if (this.works) pin(places.under(at)); },
    });
  }

  get works() { return this.lesson.state.view !== "shift"; }

  /** @param {{ output?: number, input?: Place } | null} target */
  hover(target) {
    const { lesson } = this;
    if (!this.works || JSON.stringify(target) === JSON.stringify(lesson.hover)) return;
    lesson.hover = target;
    if (target) lesson.playback.play(false);
    lesson.schedule();
  }

  /** The window that an input won, or the first one that reads it. @param {Place | null} at */
  reader(at) {
    if (!at) return undefined;
    this.lesson.playback.play(false);
    return [...(this.model.hasWinner ? this.model.won(at.row, at.column) : []), ...this.model.readers(at.row, at.column)][0];
  }

  /** @param {Place | null} at */
  grab(at) {
    if (!at || this.model.header.pool !== "roi" || !this.works) return false;
    this.drag = { from: at, to: at };
    return true;
  }

  /** @param {Place | null} at */
  dragTo(at) {
    if (at && this.drag) this.drag.to = at;
    this.lesson.schedule();
  }

  /** First and last column and row of the box that is drawn. */
  get corners() {
    const { from, to } = /** @type {{ from: Place, to: Place }} */ (this.drag), rising = (/** @type {number[]} */ ends) => ends.sort((a, b) => a - b);
    const [left, right] = rising([from.column, to.column]), [top, bottom] = rising([from.row, to.row]);
    return { left, top, right, bottom };
  }

  draw() {
    if (!this.drag) return;
    const { left, right, top, bottom } = this.corners;
    this.lesson.left.mark(this.places.box({ row: [top, bottom + 1], column: [left, right + 1] }), 0);
  }

  drop() {
    const box = this.corners;
    this.drag = null;
    if (box.right > box.left && box.bottom > box.top) this.lesson.send({ kind: "box", ...box });
    this.lesson.schedule();
  }
}
