// Which part of the input and of the output is on screen, and at what size.
// Input positions are counted along the padded input; both pictures share one cell size, so that a
// strided output looks as small as it is.

export const ZOOMS = ["whole", "closer", "pixels"];
/** @type {Record<string, number>} */
const CELLS_ACROSS = { closer: 36, pixels: 9 };
const DIGIT_CELL = 40; // px: three digits fit

/** @typedef {"row" | "column"} Axis @typedef {"padded" | "input" | "output"} Which */
/** @type {Axis[]} */
const BOTH = ["row", "column"];

export class View {
  constructor() {
    this.frame = { row: 300, column: 300 }; // height and width, px
    this.zoom = "whole";
    this.cell = 1;
    this.centre = { row: 0, column: 0 };
  }

  /** @param {Relation} relation @param {{ row: number, column: number }} frame */
  attach(relation, frame) {
    this.relation = relation;
    this.frame = frame;
    this.cell = this.cellFor(this.zoom);
  }

  /** @param {Axis} axis */
  axis(axis) { return /** @type {Relation} */ (this.relation)[axis]; }

  /** Whole pixels a cell where that loses little room: the picture stays crisp. */
  get fit() {
    const rows = this.axis("row").length, columns = this.axis("column").length;
    const exact = Math.min(this.frame.row / rows, this.frame.column / columns), whole = Math.floor(exact);
    return whole >= 2 && Math.max(rows, columns) > 40 && whole > exact * 0.93 ? whole : exact;
  }

  /** @param {string} zoom */
  cellFor(zoom) {
    if (zoom === "whole") return this.fit;
    const cell = this.frame.column / CELLS_ACROSS[zoom];
    return Math.max(this.fit, zoom === "pixels" ? Math.max(cell, DIGIT_CELL) : cell);
  }

  /** A small picture has nothing to zoom into. */
  get zooms() { return this.fit < DIGIT_CELL; }
  get zoomed() { return this.cell > this.fit * 1.01; }

  /** @param {number} row @param {number} column of the output */
  centreOn(row, column) {
    this.centre = { row: this.axis("row").centre(row), column: this.axis("column").centre(column) };
  }

  /** @param {number} cell */
  setCell(cell) {
    this.cell = Math.max(this.fit, Math.min(Math.max(this.fit, this.frame.column / 5), cell));
    this.zoom = !this.zoomed ? "whole" : this.cell >= this.cellFor("pixels") * 0.9 ? "pixels" : "closer";
  }

  /** Where and how large a map is drawn: what a Grid takes. @param {Which} which */
  place(which) {
    const { cell, frame } = this, row = this.axis("row"), column = this.axis("column");
    /** @param {Axis} axis */
    const start = (axis) => (which === "output" ? this.outputOrigin(axis) : this.inputOrigin(axis) + (which === "input" ? this.axis(axis).before * cell : 0));
    const of = /** @type {const} */ ({ padded: "length", input: "inputs", output: "outputs" })[which];
    return { x: start("column"), y: start("row"), cell, frame, rows: row[of], columns: column[of] };
  }

  /** Where place 0 of the padded input stands, in px. @param {Axis} axis */
  inputOrigin(axis) {
    return this.clamp(axis, this.frame[axis] / 2 - this.centre[axis] * this.cell, this.axis(axis).length * this.cell);
  }

  /** @param {Axis} axis */
  outputOrigin(axis) {
    return this.clamp(axis, this.frame[axis] / 2 - this.outputAt(axis, this.centre[axis]) * this.cell, this.axis(axis).outputs * this.cell);
  }

  /** @param {Axis} axis @param {number} origin @param {number} length */
  clamp(axis, origin, length) {
    const room = this.frame[axis];
    if (length <= room + 0.5) return (room - length) / 2;
    return Math.min(0, Math.max(room - length, origin));
  }

  /** The output position, fractions included, whose window is centred on a place. @param {Axis} axis @param {number} place */
  outputAt(axis, place) {
    const a = this.axis(axis), first = a.centre(0);
    return a.outputs === 1 ? 0.5 : (place - first) / (a.centre(1) - first) + 0.5;
  }

  /** The place under the middle of an output position, fractions included. @param {Axis} axis @param {number} output */
  placeOf(axis, output) {
    const a = this.axis(axis), step = a.outputs > 1 ? a.centre(1) - a.centre(0) : 0;
    return a.centre(0) + (output - 0.5) * step;
  }

  /** Keep a pinned window away from the edges of a zoomed frame. @param {number} row @param {number} column */
  follow(row, column) {
    if (!this.zoomed) return;
    const at = { row, column };
    const off = BOTH.some((axis) => {
      const px = this.inputOrigin(axis) + this.axis(axis).centre(at[axis]) * this.cell, room = this.frame[axis], margin = room * 0.18;
      return px < margin || px > room - margin;
    });
    if (off) this.centreOn(row, column);
  }

  /** Zoom by a factor and keep what is under a point where it is. @param {Which} which @param {[number, number]} point @param {number} by */
  zoomAbout(which, [x, y], by) {
    const before = this.cell, { x: left, y: top } = this.place(which === "output" ? "output" : "padded");
    const from = { row: (y - top) / before, column: (x - left) / before };
    this.setCell(before * by);
    const keep = 1 - before / this.cell;
    for (const axis of BOTH) {
      const place = which === "output" ? this.placeOf(axis, from[axis]) : from[axis];
      this.centre[axis] += (place - this.centre[axis]) * keep;
    }
  }
}
