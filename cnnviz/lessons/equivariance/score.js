// The second view: one score for the whole picture, at every place of the pattern.

import { fill, format, writeRich } from "../../player/js/numbers.js";
import { context, cssColour, paintNumbers } from "../../player/js/colour.js";
import { describe } from "../../player/js/described.js";
import { prepare } from "../../player/js/draw.js";
import { Grid } from "../../player/js/grid.js";
import { pointing } from "../../player/js/pointing.js";
import { DIGIT_SHARE } from "./sheets.js";

/** @typedef {"pooled" | "dense"} Scored */
/** @type {Scored[]} */
const SCORED = ["pooled", "dense"];
const ACROSS = 0.8; // of a cell's width: neighbours stay apart

export class Scores {
  /** @param {import("./player.js").Equivariance} player */
  constructor(player) {
    this.player = player;
    /** @type {number | null} */
    this.over = null;
    for (const name of SCORED)
      pointing(this.canvas(name), {
        hover: (at) => this.point(at && this.place(name, at)),
        pin: (at) => player.moving.to(this.place(name, at) ?? -1),
      });
  }

  /** @param {string} name @returns {HTMLCanvasElement} */
  canvas(name) { return this.player.find(`canvas[data-sheet=${name}]`); }
  get score() { return this.player.header.score; }
  /** @returns {number} The place in focus: pointed at, or where the pattern stands. */
  get at() { return this.over ?? this.player.moving.at; }

  /** @param {number | null} over */
  point(over) {
    if (over === this.over) return;
    this.over = over;
    this.player.schedule();
  }

  /** @param {string} name @param {number} side @param {number} rows @param {number} columns */
  grid(name, side, rows, columns) {
    const g = context(this.canvas(name)), cell = side / Math.max(rows, columns);
    return new Grid(g, this.player.palette, { x: 0, y: 0, cell, rows, columns, frame: { row: side, column: side } });
  }

  /** @param {Scored} name */
  map(name) {
    const { columns, steps } = this.score;
    return this.grid(name, this.player.scoreSide, steps.length / columns, columns);
  }

  /** @param {Scored} name @param {[number, number]} point */
  place(name, [x, y]) {
    const grid = this.map(name), cell = grid.hit(x, y);
    return cell && cell.row * grid.columns + cell.column;
  }

  draw() {
    const { player, score } = this, { scoreSide: side, words: { sentences } } = player, { name } = score.steps[this.at];
    this.drawField(player.phone ? Math.floor(side / 2) : side);
    /** @param {string} of @param {string} text */
    const caption = (of, text) => { player.find(`.${of} span`).textContent = text; };
    caption("field", name);
    caption("pooled", fill(sentences.pooled, { pool: sentences.pools[score.pool] }));
    caption("dense", fill(sentences.dense, score));
    for (const of of SCORED) this.drawMap(of, side, player.hidden && of === "pooled");
  }

  /** The picture on an empty field, where it was moved to. @param {number} side */
  drawField(side) {
    const { header: { colours, about }, model: { arrays: { field } }, words } = this.player, [rows, columns] = field.shape;
    const g = prepare(this.canvas("field"), side, side), grid = this.grid("field", side, rows, columns);
    const { palette } = this.player, { down, right, name } = this.score.steps[this.at];
    [grid.x, grid.y] = [(side - columns * grid.cell) / 2, (side - rows * grid.cell) / 2];
    const { x, y, width, height } = grid.box(0, 0, rows, columns), place = grid.box(down, right);
    g.save();
    g.beginPath();
    g.rect(x, y, width, height);
    g.clip();
    grid.ground(cssColour(palette.of(colours.picture, 0, 0)));
    new Grid(g, palette, { ...grid, x: place.x, y: place.y }).image(paintNumbers(field, rows, columns, colours.picture, palette));
    g.restore();
    grid.lines();
    grid.outline(0, 0, grid.rows, grid.columns, { colour: palette.line2 });
    const title = fill(words.sentences.sheet, { title: this.player.find(".field b").textContent, about, name });
    describe(this.canvas("field"), title, columns, { font: 0, texts: [] });
  }

  /** @param {Scored} name @param {number} side @param {boolean} hidden */
  drawMap(name, side, hidden) {
    const { player, score } = this, { palette, words: { sentences } } = player, values = player.model.arrays[name];
    prepare(this.canvas(name), side, side);
    const grid = this.map(name), { rows, columns } = grid, { different, least, most } = score[name];
    /** @type {{ colour: "signed", range: [number, number] }} */
    const panel = { colour: "signed", range: [-score.limit, score.limit] };
    if (hidden) grid.ground(palette.sunk);
    else grid.image(paintNumbers(values, rows, columns, panel, palette));
    grid.lines();
    const written = hidden ? { font: 0, texts: [] } : grid.numbers((r, c) => values[r * columns + c], panel, DIGIT_SHARE, ACROSS);
    grid.mark(Math.floor(this.at / columns), this.at % columns);
    const spread = { different, places: values.length, least: format(least), most: format(most) };
    writeRich(player.find(`.${name} .spread`), hidden ? "?" : fill(different === 1 ? sentences.one_score : sentences.scores, spread));
    describe(this.canvas(name), player.find(`.${name} b`).textContent, columns, written);
  }

  sentence() {
    const { player, at } = this, { pooled, dense } = player.model.arrays, { steps, verdict } = this.score;
    return fill(player.words.sentences.score, { name: steps[at].name, pooled: format(pooled[at]), dense: format(dense[at]), verdict });
  }
}
