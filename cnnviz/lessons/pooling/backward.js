// Backward: the gradient on the output, its way through the mask, and what comes to the input.

import { format } from "../../player/js/numbers.js";
import { paint } from "../../player/js/colour.js";
import { centred, disc } from "../../player/js/marks.js";
import { DISC_CELL } from "./forward.js";
import { Part } from "./part.js";

export const PLAIN = 2; // on small cells the largest gradient has the colour of a disc, half of the scale
const DIGIT = { screen: 9, phone: 7 }; // px that a digit of a disc takes

export class Backward extends Part {
  /** Whether the discs on the input are written in hundredths. */
  hundredths = false;

  draw() {
    this.input();
    this.lesson.mask.draw();
    this.output();
  }

  /** A gradient's colours on small cells; kept as long as the gradient. @param {"input" | "output"} name @param {(k: number) => number} at
   * @param {number} limit */
  image(name, at, limit) {
    const { palette, model: { panels }, lesson: { gradient } } = this, { rows, columns } = panels[name];
    return (gradient.images[name] ??= paint(columns, rows, (k) => palette.signed(at(k), PLAIN * limit)));
  }

  /** ∂L/∂input on the input itself: discs on its numbers, or plain colours on small cells. */
  input() {
    const { lesson, places } = this, { left, gradient, forward } = lesson;
    left.begin();
    this.hundredths = false;
    if (places.cell >= DISC_CELL) this.discs();
    else {
      left.picture(this.image("input", (k) => gradient.at(k), gradient.limit), true);
      lesson.cover(left, (output) => places.window(output));
    }
    forward.markWindow(left);
    left.tell();
  }

  discs() {
    const { lesson, model: { input }, palette, places } = this, { left, gradient, forward, focus, pointed, paper } = lesson;
    const grid = places.grid(left), near = forward.near(focus);
    const at = (/** @type {number} */ r, /** @type {number} */ c) => gradient.at(input.flat(0, r, c));
    left.picture(forward.images.input);
    left.copies();
    left.g.globalAlpha = 0.62;
    grid.ground(paper);
    left.g.globalAlpha = 1;
    left.unread();
    left.digits(grid, (r, c) => (at(r, c) ? null : [format(input.at(0, r, c)), near(r, c) ? palette.ink : palette.line2]));
    /** @type {number[]} */
    const values = [];
    grid.each((r, c) => { if (!lesson.secret(r, c)) values.push(at(r, c)); });
    const unit = this.unit(values);
    grid.each((r, c, box) => {
      const value = lesson.secret(r, c) ? 0 : at(r, c), text = unit ? inUnits(value, unit) : "";
      if (lesson.asked(r, c)) centred(left.g, palette, "?", box, left.least, palette.ink);
      if (value) left.say(r, c, format(value));
      disc(left.g, palette, box, value, gradient.limit, { text, least: left.least, alpha: near(r, c) || pointed ? 1 : 0.55 });
    });
  }

  /** 1 where every number fits its disc, 100 where hundredths do, else 0. @param {number[]} values */
  unit(values) {
    const fits = (/** @type {number} */ unit) => values.every((v) => inUnits(v, unit).length * DIGIT[this.lesson.size] <= this.places.cell);
    this.hundredths = !fits(1) && fits(100);
    return fits(1) ? 1 : this.hundredths ? 100 : 0;
  }

  /** ∂L/∂output: a disc in each output's cell. */
  output() {
    const { lesson: { right, gradient, focus, forward, card }, model, palette } = this;
    right.begin(card);
    if (forward.side < DISC_CELL) forward.pixels(this.image("output", (k) => gradient.put(k), gradient.putLimit));
    else {
      forward.outlines(palette.line2);
      forward.each((output, box) => {
        const value = gradient.put(output), { row, column } = model.place(output), text = format(value);
        if (value) right.say(row, column, text, box);
        const look = { text: text.length * DIGIT.screen <= box.width ? text : "", least: right.least, alpha: output === focus ? 1 : 0.6 };
        disc(right.g, palette, box, value, gradient.putLimit, look);
      });
    }
    forward.markOutput();
    right.tell();
  }
}

/** @param {number} value @param {number} unit */
const inUnits = (value, unit) => format(unit === 1 ? value : Math.round(value * unit) || value * unit);
