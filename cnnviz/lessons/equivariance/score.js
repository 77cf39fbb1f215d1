// The second view: one score for the whole picture, at every place of the pattern.

import { fill, format, writeRich } from "../../player/js/numbers.js";
import { cssColour, paintNumbers } from "../../player/js/colour.js";
import { pointing } from "../../player/js/pointing.js";
import { Sheet } from "../../player/js/sheet.js";
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
    const [field, pooled, dense] = ["field", ...SCORED].map((name) => new Sheet(player, player.find(`canvas[data-sheet=${name}]`)));
    this.sheets = { field, pooled, dense };
    for (const name of SCORED)
      pointing(this.sheets[name].canvas, {
        hover: (at) => this.point(at && this.place(name, at)),
        pin: (at) => player.moving.to(this.place(name, at) ?? -1),
      });
  }

  get score() { return this.player.header.score; }
  /** @returns {number} The place in focus: pointed at, or where the pattern stands. */
  get at() { return this.over ?? this.player.moving.at; }

  /** @param {number | null} over */
  point(over) {
    if (over === this.over) return;
    this.over = over;
    this.player.schedule();
  }

  /** @param {Scored} name @param {[number, number]} point */
  place(name, point) {
    const cell = this.sheets[name].hit(point);
    return cell && cell.row * this.score.columns + cell.column;
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
    const { palette } = this.player, { down, right, name } = this.score.steps[this.at], { field: sheet } = this.sheets, cell = side / Math.max(rows, columns);
    sheet.clear({ row: side, column: side });
    const grid = sheet.grid({ x: (side - columns * cell) / 2, y: (side - rows * cell) / 2, cell, rows, columns }), { x, y } = grid.box(down, right);
    sheet.within([grid.box(0, 0, rows, columns)], () => {
      grid.ground(cssColour(palette.of(colours.picture, 0, 0)));
      sheet.grid({ ...grid, x, y }).image(paintNumbers(field, rows, columns, colours.picture, palette));
    });
    grid.map(null, palette.line2);
    const title = fill(words.sentences.sheet, { title: this.player.find(".field b").textContent, about, name });
    sheet.describe(title);
  }

  /** @param {Scored} name @param {number} side @param {boolean} hidden */
  drawMap(name, side, hidden) {
    const { player, score, sheets: { [name]: sheet } } = this, { palette, words: { sentences } } = player, values = player.model.arrays[name];
    const { columns } = score, rows = values.length / columns, { different, least, most } = score[name];
    sheet.clear({ row: side, column: side });
    const grid = sheet.grid({ x: 0, y: 0, cell: side / Math.max(rows, columns), rows, columns });
    /** @type {{ colour: "signed", range: [number, number] }} */
    const panel = { colour: "signed", range: [-score.limit, score.limit] };
    if (hidden) grid.ground(palette.sunk);
    grid.map(hidden ? null : paintNumbers(values, rows, columns, panel, palette));
    const written = hidden ? undefined : grid.numbers((r, c) => values[r * columns + c], panel, DIGIT_SHARE, ACROSS);
    grid.mark(Math.floor(this.at / columns), this.at % columns);
    const spread = { different, places: values.length, least: format(least), most: format(most) };
    writeRich(player.find(`.${name} .spread`), hidden ? "?" : fill(different === 1 ? sentences.one_score : sentences.scores, spread));
    sheet.describe(player.find(`.${name} b`).textContent, written);
  }

  sentence() {
    const { player, at } = this, { pooled, dense } = player.model.arrays, { steps, verdict } = this.score;
    return fill(player.words.sentences.score, { name: steps[at].name, pooled: format(pooled[at]), dense: format(dense[at]), verdict });
  }
}
