// The picture that goes into the network, and what the chosen unit sees of it.

import { paint } from "../../player/js/colour.js";
import { haloCells, prepare } from "../../player/js/draw.js";
import { fill } from "../../player/js/numbers.js";

export const PICTURE = -1; // in the place of a layer

export class Picture {
  side = 100; // px

  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {HTMLCanvasElement} */
    this.image = /** @type {any} */ (null);
  }

  arrived() {
    const { square } = this.lesson.model, [count, rows, columns] = square.shape, size = rows * columns;
    this.image = paint(columns, rows, (k) => [0, 1, 2].map((channel) => square[Math.min(channel, count - 1) * size + k]));
  }

  draw() {
    const { lesson, image, side } = this, { said, model: { square: { shape } } } = lesson, canvas = lesson.find("canvas.picture"), g = prepare(canvas, side, side), box = lesson.seen(PICTURE);
    const cell = side / Math.max(shape[1], shape[2]);
    g.imageSmoothingEnabled = cell < 1;
    g.drawImage(image, 0, 0, side, side);
    if (box) haloCells(g, lesson.palette, { x: box[2] * cell, y: box[0] * cell, width: (box[3] - box[2] + 1) * cell, height: (box[1] - box[0] + 1) * cell }, 8);
    lesson.find(".square .size").textContent = fill(said.pixels, { rows: shape[1], columns: shape[2] });
    canvas.setAttribute("aria-label", said.picture_name);
  }
}
