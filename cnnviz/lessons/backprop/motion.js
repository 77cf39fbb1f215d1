// One motion of at most 300 ms after the sentence stands: the sum flies to its cell, the kernel turns.

import { reducedMotion } from "../../player/js/draw.js";

const FLIGHT = { duration: 250, delay: 40, easing: "cubic-bezier(.3,0,.2,1)" };
const TURN = { duration: 300, easing: "ease-in-out" };

export class Motion {
  constructor(player) {
    this.player = player;
    this.running = [];
  }

  // Whatever moves comes to rest at once: the frame is already the one that the step has.
  rest() {
    for (const animation of this.running) animation.finish();
    this.running = [];
    this.player.find(".flying")?.remove();
  }

  start(kind) {
    if (!kind || reducedMotion() || this.player.hidden) return;
    if (kind === "turn") this.turn();
    else this.fly();
  }

  turn() {
    const kernel = this.player.find(".slot svg.turned");
    if (!kernel) return;
    const half = (degrees) => [{ transform: `rotate(${degrees}deg)` }, { transform: "none" }];
    this.run(kernel, half(-180), TURN);
    for (const text of kernel.querySelectorAll("text")) this.run(text, half(180), TURN);
  }

  fly() {
    const total = this.player.find(".total"), cell = this.player.find(".slot.write .written");
    if (!total || !cell) return;
    const from = total.getBoundingClientRect(), to = cell.getBoundingClientRect(), zoom = this.player.scale;
    const flying = total.cloneNode(true), board = this.player.find(".work").getBoundingClientRect();
    flying.className = "total flying";
    flying.textContent = this.player.said.total(this.player.frame);
    flying.removeAttribute("data-testid");
    Object.assign(flying.style, { left: `${(from.left - board.left) / zoom}px`, top: `${(from.top - board.top) / zoom}px` });
    this.player.find(".work").append(flying);
    const x = (to.left + to.width / 2 - from.left) / zoom - flying.offsetWidth / 2;
    const y = (to.top + to.height / 2 - from.top) / zoom - flying.offsetHeight / 2;
    this.run(flying, [{ transform: "none" }, { transform: `translate(${x}px, ${y}px)` }], FLIGHT).onfinish = () => flying.remove();
  }

  run(element, frames, timing) {
    const animation = element.animate(frames, { ...timing, fill: "backwards" });
    this.running.push(animation);
    return animation;
  }
}
