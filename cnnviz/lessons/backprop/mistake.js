// Backprop wrong on purpose: the bar that says so, and a red frame around each number that the check found wrong.

import { fill } from "../../player/js/numbers.js";
import { fine } from "../../player/js/text.js";

const SVG = "http://www.w3.org/2000/svg";

export class Mistake {
  /** @param {import("./player.js").Backprop} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {HTMLElement} */
    this.bar = lesson.find(".mistake");
  }

  /** A mistake that is new opens the check. @param {string} before */
  arrived(before) {
    const { lesson } = this, { mistake } = lesson.model.header;
    this.bar.hidden = !mistake;
    this.bar.querySelector("b")?.replaceChildren(mistake);
    if (mistake && mistake !== before) lesson.tab = "check";
    if (Boolean(mistake) !== Boolean(before) && lesson.room) lesson.layout(lesson.room);
  }

  /** What the loss does where a gradient is wrong; undefined where it is right, not known yet, or was not checked. @param {Panel} panel @param
   * {number} flat */
  found(panel, flat) {
    const { lesson } = this, { mistake, report } = lesson.model.header;
    if (!mistake || !lesson.known(panel, flat) || lesson.hides(panel, flat)) return undefined;
    return report?.wrong[panel.key]?.[flat];
  }

  /** Both slopes of the number that this step wrote. */
  get sentence() {
    const { lesson } = this, { panel, flat = 0 } = lesson.frame.tangent ?? lesson.frame, loss = panel && this.found(panel, flat);
    if (!panel || loss === undefined) return "";
    return fill(lesson.words.check.wrong, { backprop: fine(panel.values[flat]), loss: fine(Number(loss)) });
  }

  /** Frame the cells on the board. */
  draw() {
    const { lesson } = this;
    if (!lesson.model.header.mistake) return;
    for (const cell of lesson.all(".bench .cell[data-at]")) {
      const { panel, flat } = lesson.edit.at(cell.dataset.at ?? "");
      if (this.found(panel, flat) === undefined) continue;
      cell.append(frame(...sizeOf(cell)));
    }
  }
}

/** Width and height of a cell, from where the cells of its map stand. @param {any} cell @returns {[number, number]} */
function sizeOf(cell) {
  const map = cell.closest(".channel"), { width, height } = map.ownerSVGElement.viewBox.baseVal;
  const maps = map.parentElement.childElementCount, cells = [...map.querySelectorAll(".cell")].map((one) => one.transform.baseVal[0].matrix);
  const second = (/** @type {number[]} */ all) => all.find((at) => at > all[0]);
  return [second(cells.map(({ e }) => e)) ?? width, second(cells.map(({ f }) => f)) ?? height / maps];
}

/** @param {number} width @param {number} height */
function frame(width, height) {
  const rect = document.createElementNS(SVG, "rect"), place = { x: 1.5, y: 1.5, width: width - 3, height: height - 3, rx: 5 };
  for (const [name, value] of Object.entries({ class: "wrong", ...place })) rect.setAttribute(name, String(value));
  return rect;
}
