// The short tour: four captions, then one step of each kind; Python has chosen them.

import { fill } from "../../player/js/numbers.js";

export class Tour {
  /** @param {import("./player.js").Backprop} lesson */
  constructor(lesson) { this.lesson = lesson; }

  get stops() { return this.lesson.model.header.tour; }
  get captions() { return this.stops.filter(({ caption }) => caption).length; }
  get on() { return this.lesson.state.tour > 0; }

  /** The stop that is shown; none on a side trip away from it. */
  get here() {
    const { lesson: { state }, stops } = this;
    return this.on && this.stepOf(state.tour) === state.step ? stops[state.tour - 1] : null;
  }

  /** @param {number} position from 1 */
  stepOf(position) {
    const { model, state: { view } } = this.lesson, { segment, k, scatter } = this.stops[position - 1];
    return model.from(segment, view) + (model.segments[segment].seen(view) === "scatter" ? scatter : k);
  }

  /** A tour that is longer than this network's ends with it; a link that names a stop alone opens there. @param {boolean} opened */
  arrived(opened) {
    const { state } = this.lesson;
    state.tour = Math.min(state.tour, this.stops.length);
    if (opened && this.on && !state.step) state.step = this.stepOf(state.tour);
  }

  /** @param {boolean} on */
  show(on) {
    if (on === this.on) return;
    if (on) return this.go(1);
    this.lesson.state.tour = 0;
    this.lesson.moved();
  }

  /** @param {number} position */
  go(position, motion = false) {
    const { lesson } = this, step = this.stepOf(position);
    lesson.state.tour = position;
    lesson.go(step, motion ? lesson.moves(step) : null);
    lesson.moved();
  }

  /** The stop after (+1) or before (-1); from a side trip back to where the tour was left. @param {1 | -1} direction @param {boolean} motion */
  next(direction, motion) {
    const to = this.lesson.state.tour + (this.here ? direction : direction > 0 ? 1 : 0);
    if (to < 1 || to > this.stops.length) return false;
    this.go(to, motion && direction > 0);
    return true;
  }

  /** What stands in place of the step's own sentence. */
  get sentence() {
    const { here, lesson: { words }, stops, captions } = this;
    return here?.caption ? fill(words.captions[here.caption], { count: stops.length - captions }) : "";
  }

  /** Where the tour is. */
  get text() {
    const { lesson: { words, state: { tour } }, captions, stops } = this, minute = tour <= captions;
    const count = minute ? captions : stops.length - captions;
    return fill(minute ? words.tour.minute : words.tour.stop, { index: minute ? tour : tour - captions, count });
  }

  /** The label of the stop that comes next; "" after the last. */
  get coming() {
    const { lesson: { model, state: { tour } }, stops } = this, next = stops[tour];
    return next ? model.segments[next.segment].label : "";
  }

  draw() {
    for (const [name, on] of /** @type {[string, boolean][]} */ ([["touring", this.on], ["every", !this.on]]))
      this.lesson.find(`[data-action=${name}]`).setAttribute("aria-pressed", String(on));
  }
}
