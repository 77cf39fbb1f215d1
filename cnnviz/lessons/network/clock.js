// How long each layer takes on this machine: asked for, told run by run.

import { fill } from "../../player/js/numbers.js";

const LOOK_AGAIN_MS = 400; // while it is measured

export class Clock {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.box = lesson.find(".clock");
  }

  get known() { return this.lesson.model.times; }

  measure() { this.lesson.send({ kind: "time", anew: Boolean(this.known) }); }

  arrived() {
    clearTimeout(this.again);
    const { lesson } = this;
    if (this.known?.running) this.again = setTimeout(() => lesson.section.isConnected && lesson.state.view === "layers" && lesson.inquire({ kind: "time" }), LOOK_AGAIN_MS);
  }

  draw() {
    const { known, box, lesson } = this, words = lesson.words.layers;
    box.toggleAttribute("hidden", lesson.state.view !== "layers");
    const button = box.querySelector("button");
    button.textContent = known?.done ? words.again : words.measure;
    button.disabled = Boolean(known?.running);
    box.querySelector(".told").textContent = !known ? "" : known.problem || (known.running ? (known.ahead ? fill(words.waits, known) : known.runs ? fill(words.running, known) : words.starts) : known.done ? fill(words.measured, known) : "");
  }
}
