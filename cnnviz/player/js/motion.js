// One motion of at most 300 ms after the sentence stands: the sum flies to its cell, the kernel turns.

import { reducedMotion } from "./draw.js";

/** @typedef {"fly" | "turn"} Kind */

const FLIGHT = { duration: 250, delay: 40, easing: "cubic-bezier(.3,0,.2,1)" };
const TURN = { duration: 300, easing: "ease-in-out" };

export class Motion {
  /** @param {BoardLesson} lesson @param {Element} place where what flies is put */
  constructor(lesson, place) {
    this.lesson = lesson;
    this.place = place;
    /** @type {Animation[]} */
    this.running = [];
  }

  /** Whatever moves comes to rest at once: the frame is already the one that the step has. */
  rest() {
    for (const animation of this.running) animation.finish();
    this.running = [];
    this.place.querySelector(".flying")?.remove();
  }

  /** @param {Kind | null} kind */
  start(kind) {
    if (!kind || reducedMotion() || this.lesson.hidden) return;
    if (kind === "turn") this.turn();
    else this.fly();
  }

  turn() {
    const kernel = this.place.querySelector(".slot svg.turned");
    if (!kernel) return;
    const half = (/** @type {number} */ degrees) => [{ transform: `rotate(${degrees}deg)` }, { transform: "none" }];
    this.run(kernel, half(-180), TURN);
    for (const text of kernel.querySelectorAll("text")) this.run(text, half(180), TURN);
  }

  fly() {
    const total = this.place.querySelector(".total"), cell = this.place.querySelector(".slot.write .written");
    if (!total || !cell) return;
    const from = total.getBoundingClientRect(), to = cell.getBoundingClientRect(), zoom = this.lesson.scale;
    const flying = document.createElement("output"), home = this.place.getBoundingClientRect();
    flying.classList.add("total", "flying");
    flying.textContent = this.lesson.frame.text ?? "";
    Object.assign(flying.style, { left: `${(from.left - home.left) / zoom}px`, top: `${(from.top - home.top) / zoom}px` });
    this.place.append(flying);
    const x = (to.left + to.width / 2 - from.left) / zoom - flying.offsetWidth / 2;
    const y = (to.top + to.height / 2 - from.top) / zoom - flying.offsetHeight / 2;
    this.run(flying, [{ transform: "none" }, { transform: `translate(${x}px, ${y}px)` }], FLIGHT).onfinish = () => flying.remove();
  }

  /** @param {Element} element @param {Keyframe[]} frames @param {KeyframeAnimationOptions} timing */
  run(element, frames, timing) {
    const animation = element.animate(frames, { ...timing, fill: "backwards" });
    this.running.push(animation);
    return animation;
  }
}
