// Backward: the gradient of the output, whose way through the mask, and what comes to the input.

import { format } from "../../player/js/numbers.js";
import { paint } from "../../player/js/colour.js";
import { digits, haloCells } from "../../player/js/draw.js";
import { Gradient } from "./model.js";
import { disc } from "./marks.js";
import { DISC_CELL } from "./forward.js";

export const PLAIN = 2; // on small cells the largest gradient has the colour of a disc, half of the scale

export const backwardMethods = {
  // The gradients' colours on small cells; kept until the gradient changes.
  paintGradient(name, rows, columns, at, reach) {
    const { palette, state } = this, { pin } = state;
    const key = [name, this.gradient.kind, this.gradient.rule, this.section.dataset.rev, palette.scheme, state.one,
      this.gradient.single ? `${pin.row},${pin.column}` : ""].join();
    if (this.painted?.[name]?.key !== key)
      (this.painted ??= {})[name] = {
        key, image: paint(columns, rows, (k) => palette.signed(at(Math.floor(k / columns), k % columns), reach)),
      };
    return this.painted[name].image;
  },

  drawBackward() {
    this.gradient = this.state.dy === this.gradientOf?.dy && this.sameGradient() ? this.gradient : this.makeGradient();
    this.drawRoutes();
    this.drawMiddle();
    this.drawPut();
  },

  sameGradient() {
    const { tie, one, pin } = this.state, of = this.gradientOf;
    const there = this.state.dy !== "cell" || of.at === `${pin.row},${pin.column}`;
    return of.model === this.model && of.tie === tie && of.one === one && there;
  },

  makeGradient() {
    const { dy, tie, one, pin } = this.state;
    this.gradientOf = { model: this.model, dy, tie, one, at: `${pin.row},${pin.column}` };
    return new Gradient(this.model, this.state);
  },

  // ∂L/∂input on the input itself: discs on its numbers, or plain colours on small cells.
  drawRoutes() {
    const { g, shown } = this.start(this.left), { model, palette, cell, focus, gradient } = this;
    if (cell >= DISC_CELL) this.drawDiscs(g, shown);
    else {
      this.drawPicture(g, this.paintGradient("input", model.rows, model.columns, (r, c) => gradient.at(r, c), PLAIN * gradient.reach));
      this.hatchUnread(g);
    }
    const hover = this.state.hover;
    if (hover?.kind === "input") this.markReaders(g, hover);
    else {
      this.markCandidates(g, focus);
      const box = this.windowBox(focus.row, focus.column);
      this.boxes.left = haloCells(g, palette, box.x, box.y, box.width, box.height, 14);
    }
    shown.tell();
  },

  drawDiscs(g, shown) {
    const { model, palette, cell, gradient, focus } = this;
    this.drawPicture(g, this.images.input);
    g.fillStyle = this.paper;
    g.globalAlpha = 0.62;
    g.fillRect(this.x(0), this.y(0), model.columns * cell, model.rows * cell);
    g.globalAlpha = 1;
    this.hatchUnread(g);
    const near = this.insideWindow(focus), legible = this.discTexts() * (this.phone ? 7 : 9) <= cell;
    digits(g, palette, this.x(0), this.y(0), model.rows, model.columns, cell, this.area, (r, c) =>
      (gradient.at(r, c) ? null : [format(model.value(r, c)), near(r, c) ? palette.ink : palette.line2]));
    this.eachVisible((r, c) => {
      const value = gradient.at(r, c);
      if (!value) return;
      const text = format(value);
      shown.add(r, c, text);
      g.globalAlpha = near(r, c) || this.state.hover ? 1 : 0.55;
      disc(g, palette, this.x(c + 0.5), this.y(r + 0.5), cell, value, gradient.reach, legible ? text : "", this.phone);
      g.globalAlpha = 1;
    });
  },

  // The length of the longest number: all discs have theirs, or none.
  discTexts() {
    let most = 1;
    this.eachVisible((r, c) => { most = Math.max(most, format(this.gradient.at(r, c)).length); });
    return most;
  },

  // ∂L/∂output: a disc in each output's cell.
  drawPut() {
    const { g, shown } = this.start(this.right), { model, palette, cell, gradient, focus } = this;
    g.fillStyle = this.card;
    g.fillRect(0, 0, this.area.column, this.area.row);
    const { row, column } = model, width = column.width[0] * cell, height = row.width[0] * cell;
    const size = Math.min(width, height), reach = this.putReach();
    if (size < DISC_CELL) {
      const image = this.paintGradient("output", model.outRows, model.outColumns, (r, c) => gradient.put(r, c), PLAIN * reach);
      this.drawOutputs(g, image);
    } else {
      this.outputLines(g, palette.line2);
      this.eachOutput((r, c, box) => {
        const value = gradient.put(r, c), text = format(value);
        if (value) shown.add(r, c, text);
        g.globalAlpha = r === focus.row && c === focus.column ? 1 : 0.6;
        disc(g, palette, box.x + box.width / 2, box.y + box.height / 2, Math.min(box.width, box.height), value, reach,
          text.length * 9 <= box.width ? text : "", this.phone);
        g.globalAlpha = 1;
      });
    }
    this.markOutput(g);
    shown.tell();
  },

  putReach() {
    if (this.gradient.single) return Math.abs(this.state.one) || 1;
    const values = this.model.arrays[`dy_${this.gradient.kind}`];
    return values.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
  },
};
