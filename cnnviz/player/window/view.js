// Which part of the input and of the output is on screen, and at what size.
// Input positions are counted along the padded input; both panels share one cell size, so that a
// strided output looks as small as it is.

export const ZOOMS = ["whole", "closer", "pixels"];
const CELLS_ACROSS = { closer: 36, pixels: 9 };
const DIGIT_CELL = 40; // px: three digits fit

export class View {
  constructor() {
    this.frame = { row: 300, column: 300 }; // height and width, px
    this.zoom = "whole";
    this.cell = 1;
    this.centre = { row: 0, column: 0 };
  }

  attach(relation, frame) {
    this.relation = relation;
    this.frame = frame;
    this.rows = relation.row.length;
    this.columns = relation.column.length;
    this.cell = this.cellFor(this.zoom);
  }

  // Whole pixels a cell where that loses little room: the picture stays crisp.
  get fit() {
    const longest = Math.max(this.rows, this.columns);
    const exact = Math.min(this.frame.row / this.rows, this.frame.column / this.columns);
    const whole = Math.floor(exact);
    return whole >= 2 && longest > 40 && whole > exact * 0.93 ? whole : exact;
  }

  cellFor(zoom) {
    if (zoom === "whole") return this.fit;
    const cell = this.frame.column / CELLS_ACROSS[zoom];
    return Math.max(this.fit, zoom === "pixels" ? Math.max(cell, DIGIT_CELL) : cell);
  }

  // A small picture has nothing to zoom into.
  get zooms() { return this.fit < DIGIT_CELL; }
  get zoomed() { return this.cell > this.fit * 1.01; }

  centreOn(row, column) {
    this.centre = { row: this.relation.row.centre(row), column: this.relation.column.centre(column) };
  }

  setCell(cell) {
    this.cell = Math.max(this.fit, Math.min(Math.max(this.fit, this.frame.column / 5), cell));
    this.zoom = !this.zoomed ? "whole" : this.cell >= this.cellFor("pixels") * 0.9 ? "pixels" : "closer";
  }

  // Where place 0 of the padded input stands, in px.
  inputOrigin(axis) {
    const length = this.relation[axis].length * this.cell;
    return this.clamp(axis, this.frame[axis] / 2 - this.centre[axis] * this.cell, length);
  }

  outputOrigin(axis) {
    const length = this.relation[axis].outputs * this.cell;
    return this.clamp(axis, this.frame[axis] / 2 - this.outputAt(axis, this.centre[axis]) * this.cell, length);
  }

  clamp(axis, origin, length) {
    const room = this.frame[axis];
    if (length <= room + 0.5) return (room - length) / 2;
    return Math.min(0, Math.max(room - length, origin));
  }

  // The output position, fractions included, whose window is centred on a place.
  outputAt(axis, place) {
    const a = this.relation[axis], first = a.centre(0);
    if (a.outputs === 1) return 0.5;
    return (place - first) / (a.centre(1) - first) + 0.5;
  }

  // Keep a pinned window away from the edges of a zoomed frame.
  follow(row, column) {
    if (!this.zoomed) return;
    const off = [["row", row], ["column", column]].some(([axis, i]) => {
      const at = this.inputOrigin(axis) + this.relation[axis].centre(i) * this.cell;
      const room = this.frame[axis], margin = room * 0.18;
      return at < margin || at > room - margin;
    });
    if (off) this.centreOn(row, column);
  }

  // The cell under a pointer, in input or output coordinates, or null.
  hit(which, x, y) {
    const { row, column } = this.relation;
    const origin = which === "input" ? "inputOrigin" : "outputOrigin";
    const c = Math.floor((x - this[origin]("column")) / this.cell);
    const r = Math.floor((y - this[origin]("row")) / this.cell);
    if (which === "output")
      return r >= 0 && c >= 0 && r < row.outputs && c < column.outputs ? { row: r, column: c } : null;
    const i = r - row.before, j = c - column.before;
    return i >= 0 && j >= 0 && i < row.inputs && j < column.inputs ? { row: i, column: j } : null;
  }
}
