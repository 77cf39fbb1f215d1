// The second view: one score for the whole picture, at every place of the pattern.

import { fill, format, writeRich } from "../../player/js/numbers.js";
import { cssColour, inkOn, paint } from "../../player/js/colour.js";
import { digits, drawImage, gridLines, haloCells, prepare } from "../../player/js/draw.js";
import { DIGIT_SHARE } from "./sheets.js";

export class Scores {
  constructor(player) {
    this.player = player;
    this.canvases = Object.fromEntries(["field", "pooled", "dense"].map((name) => [name, player.find(`canvas[data-sheet=${name}]`)]));
  }

  get columns() { return this.player.model.score.columns; }
  get rows() { return this.player.model.score.steps.length / this.columns; }

  // The place in focus: pointed at, or where the pattern stands.
  get place() {
    const { state, moving } = this.player;
    return state.over ?? moving.k;
  }

  update() {
    const { model, palette } = this.player, { field } = model.arrays;
    const [rows, columns] = field.shape;
    this.field = paint(columns, rows, (k) => palette.of(model.colours.picture, field[k], 0));
  }

  draw() {
    const { player } = this, { model, scoreSide: side } = player, { score } = model;
    this.drawField(player.phone ? Math.floor(side / 2) : side);
    this.drawMap("pooled", side);
    this.drawMap("dense", side);
    player.find(".field span").textContent = score.steps[this.place].name;
    player.find(".pooled figcaption span").textContent = `layer, ReLU, ${model.words.pooled[score.pool]}`;
    player.find(".dense figcaption span").textContent = `layer, ReLU, sum with ${score.weights} weights`;
    for (const name of ["pooled", "dense"]) writeRich(player.find(`.${name} .spread`), this.spread(score[name]));
  }

  spread({ different, least, most }) {
    const places = this.player.model.score.steps.length;
    if (different === 1) return `*One score* at all *${places}* places: ${format(least)}.`;
    return `*${different}* different scores at ${places} places, from *${format(least)}* to *${format(most)}*.`;
  }

  // The picture on an empty field, where it was moved to.
  drawField(side) {
    const { palette, model } = this.player, g = prepare(this.canvases.field, side, side);
    const [rows, columns] = model.arrays.field.shape, cell = side / Math.max(rows, columns);
    const { down, right } = model.score.steps[this.place], x = (side - columns * cell) / 2, y = (side - rows * cell) / 2;
    g.save();
    g.beginPath();
    g.rect(x, y, columns * cell, rows * cell);
    g.clip();
    const [r, gr, b] = palette.of(model.colours.picture, 0, 0);
    g.fillStyle = cssColour([r, gr, b]);
    g.fillRect(x, y, columns * cell, rows * cell);
    drawImage(g, this.field, x + right * cell, y + down * cell, cell);
    g.restore();
    gridLines(g, palette, x, y, rows, columns, cell);
    g.strokeStyle = palette.line2;
    g.lineWidth = 1;
    g.strokeRect(x + 0.5, y + 0.5, columns * cell - 1, rows * cell - 1);
  }

  drawMap(name, side) {
    const { palette, model } = this.player, g = prepare(this.canvases[name], side, side);
    const values = model.arrays[name], { columns, rows } = this, cell = side / Math.max(rows, columns);
    const panel = { colour: "signed", range: [-model.score.reach, model.score.reach] };
    drawImage(g, paint(columns, rows, (k) => palette.of(panel, values[k], 0)), 0, 0, cell);
    gridLines(g, palette, 0, 0, rows, columns, cell);
    const written = [];
    const font = digits(g, palette, 0, 0, rows, columns, cell, { row: side, column: side }, (r, c) => {
      const value = values[r * columns + c], text = format(value);
      written.push(text);
      return [text, inkOn(palette.of(panel, value, 0))];
    }, DIGIT_SHARE);
    Object.assign(this.canvases[name].dataset, { font, numbers: font ? written.join(" ") : "" });
    haloCells(g, palette, (this.place % columns) * cell, Math.floor(this.place / columns) * cell, cell, cell);
  }

  hit(px, py) {
    const cell = this.player.scoreSide / Math.max(this.rows, this.columns);
    const row = Math.floor(py / cell), column = Math.floor(px / cell);
    return row >= 0 && column >= 0 && row < this.rows && column < this.columns ? row * this.columns + column : null;
  }

  sentence() {
    const { model } = this.player, { place } = this;
    return fill(model.words.score, {
      name: model.score.steps[place].name, pooled: format(model.arrays.pooled[place]), dense: format(model.arrays.dense[place]),
      verdict: model.score.verdict,
    });
  }
}
