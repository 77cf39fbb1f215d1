// How strongly each pixel changes a unit: asked of the server once a unit rests. Everything else is looked up here.

import { listOf, sameUnit, unitOf } from "./field.js";

const REST_MS = 180;
const LOOK_AGAIN_MS = 500; // while something is being worked out

export class Gradient {
  /** @param {import("./player.js").ReceptiveField} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.requested = "";
  }

  get effective() { return this.lesson.model.effective; }
  /** Whether the answer that is here is that of a unit. @param {import("./field.js").Unit} unit */
  answers(unit) { return Boolean(this.effective) && sameUnit(unitOf(this.effective.unit), unit); }

  /** Whether gradients are shown at all. */
  get weighs() { return this.lesson.state.mode === "see" && this.lesson.state.view === "effective"; }
  /** Whether that of the unit in focus is shown. */
  get heated() { return this.weighs && this.lesson.model.strength !== null && this.answers(this.lesson.focus); }
  /** Whether it takes so long that the person is asked first. */
  get asks() { return this.weighs && Boolean(this.effective?.why) && this.answers(this.lesson.focus); }
  /** Whether it is on its way. */
  get waits() { return this.weighs && !this.heated && !this.asks && sameUnit(this.lesson.focus, this.lesson.state.unit); }

  /** Whether the server works on it. */
  get runs() { return this.waits && Boolean(this.effective?.told) && this.answers(this.lesson.focus); }

  /** @param {boolean} sure whether it may take long */
  askSoon(sure = false) {
    const { lesson } = this, { unit } = lesson.state;
    this.stop();
    if (!this.weighs || !lesson.some || (!sure && this.answers(unit))) return;
    const event = { kind: "effective", unit: listOf(unit), sure }, key = JSON.stringify(event);
    if (key === this.requested) return;
    if (sure) lesson.model.effective = null;
    lesson.schedule();
    this.timer = setTimeout(() => {
      this.requested = key;
      (sure ? lesson.send : lesson.inquire)(event);
    }, sure ? 0 : REST_MS);
  }

  stop() { clearTimeout(this.timer); }

  /** Ask how far it is, as long as something is on its way. */
  lookAgain() {
    clearTimeout(this.again);
    if (!this.lesson.header.coming) return;
    this.again = setTimeout(() => { if (this.lesson.section.isConnected) this.lesson.inquire({ kind: "look" }); }, LOOK_AGAIN_MS);
  }

  halt() { this.lesson.send({ kind: "halt" }); }
}
