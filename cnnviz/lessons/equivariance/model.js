// What the payload holds, looked up by sheet, frame, row and column.

import { Axis } from "../../player/js/axis.js";
import { unmarked } from "../../player/js/draw.js";

/**
 * @typedef {"picture" | "moved" | "map" | "before" | "after" | "difference"} SheetName
 * @typedef {{ row: number, column: number }} Cell
 * @typedef {{ down: number, right: number, angle: number, scale: number, name: string, frame: number }} Move
 * @typedef {{ inside: [number, number, number], everywhere: [number, number, number], verdict: string }} Frame
 */

/** @type {SheetName[]} */
export const SHEETS = ["picture", "moved", "map", "before", "after", "difference"];
/** @type {SheetName[]} */
const STILL = ["picture", "map"]; // these do not depend on the move
/** @type {SheetName[]} */
const FULL = ["picture", "moved"]; // these lie on pixels, the others on cells of the map

export class Square {
  /** @param {Payload<any>} payload */
  constructor({ header, arrays }) {
    this.header = header;
    this.arrays = arrays;
    /** @type {{ frame: number, values: Float64Array } | undefined} */
    this.gaps = undefined;
    this.shape = arrays.picture.shape;
    this.out = arrays.map.shape;
    const [row, column] = header.axes.map((/** @type {any} */ axis) => new Axis(axis, arrays));
    /** @type {Record<"row" | "column", Axis>} */
    this.axes = { row, column };
  }

  /** @returns {Move[]} */
  get steps() { return this.header.steps; }
  /** @returns {Frame[]} */
  get frames() { return this.header.frames; }

  /** @param {SheetName} sheet */
  still(sheet) { return STILL.includes(sheet); }
  /** @param {SheetName} sheet */
  full(sheet) { return FULL.includes(sheet); }
  /** @param {SheetName} sheet */
  sizeOf(sheet) { return this.full(sheet) ? this.shape : this.out; }

  /** All numbers of a sheet, row after row. What only rounding parts counts as equal. @param {SheetName} sheet @param {number} frame @returns
   * {ArrayLike<number>} */
  values(sheet, frame) {
    const [rows, columns] = this.sizeOf(sheet), start = this.still(sheet) ? 0 : frame * rows * columns;
    if (sheet !== "difference") return this.arrays[sheet].subarray(start, start + rows * columns);
    if (this.gaps?.frame !== frame) {
      const after = this.values("after", frame), { tolerance } = this.header;
      const values = Float64Array.from(this.values("before", frame), (value, k) => (Math.abs(value - after[k]) <= tolerance ? 0 : value - after[k]));
      this.gaps = { frame, values };
    }
    return this.gaps.values;
  }

  /** Whether neither way read anything beyond the border. @param {number} frame @param {number} row @param {number} column */
  inside(frame, row, column) {
    const [rows, columns] = this.out, bit = (frame * rows + row) * columns + column;
    return (this.arrays.inside[bit >> 3] >> (7 - (bit & 7))) & 1;
  }

  /** The runs of cells for which something beyond the border was read: row, first column, number. @param {number} frame @returns
   * {[number, number, number][]} */
  borderRuns(frame) {
    const [rows, columns] = this.out;
    return Array.from({ length: rows }, (_, row) => row).flatMap((row) => {
      const mask = Array.from({ length: columns }, (_, column) => this.inside(frame, row, column));
      return unmarked(mask).map(([first, end]) => /** @type {[number, number, number]} */ ([row, first, end - first]));
    });
  }

  /** Where in the still map a cell of the moved one comes from; fractions lie between cells. @param {number} frame @param {Cell} cell @returns
   * {Cell} */
  origin(frame, { row, column }) {
    const { origin_rows: rows, origin_columns: columns } = this.arrays;
    /** @param {Numbers} table one row or one column where all are alike */
    const at = (table) => table[(frame * table.shape[1] + Math.min(row, table.shape[1] - 1)) * table.shape[2] + Math.min(column, table.shape[2] - 1)];
    return { row: at(rows), column: at(columns) };
  }

  /** The cells of the map that an origin lies on or between, with their shares. @param {number} frame @param {Cell} cell */
  shares(frame, cell) {
    const { row, column } = this.origin(frame, cell);
    /** @param {number} place @returns {[number, number][]} */
    const along = (place) => [...new Set([Math.floor(place), Math.ceil(place)])].map((k) => [k, 1 - Math.abs(place - k)]);
    return along(row).flatMap(([r, down]) => along(column).map(([c, right]) => ({ row: r, column: c, share: down * right })));
  }

  /** The block of the picture that an output reads: first row and column, height and width. @param {Cell} cell @returns
   * {[number, number, number, number]} */
  window(cell) {
    const [[top, height], [left, width]] = /** @type {const} */ (["row", "column"]).map((name) => {
      const axis = this.axes[name], [first, length] = axis.span(Math.min(cell[name], axis.outputs - 1));
      return [first - axis.before, length];
    });
    return [top, left, height, width];
  }

  /** The output whose window has its middle nearest to a pixel. @param {Cell} cell @returns {Cell} */
  reader(cell) {
    if (this.header.subject.layer === "dense") return cell;
    const { row, column } = this.axes;
    return { row: row.nearest(cell.row + row.before + 0.5), column: column.nearest(cell.column + column.before + 0.5) };
  }

  /** @param {Cell} cell */
  within({ row, column }) { return row >= 0 && column >= 0 && row < this.out[0] && column < this.out[1]; }

  /** The output whose origin lies nearest to a place of the map, if it has one within a cell. @param {number} frame @param {Cell} cell @returns
   * {Cell | null} */
  landing(frame, cell) {
    const [rows, columns] = this.out, apart = this.arrays.origin_rows.shape[2] === 1; // a shift moves each axis by itself
    let best = { row: 0, column: 0 }, least = Infinity;
    /** @param {number} row @param {number} column */
    const look = (row, column) => {
      const from = this.origin(frame, { row, column }), away = Math.abs(from.row - cell.row) + Math.abs(from.column - cell.column);
      if (away < least) [best, least] = [{ row, column }, away];
    };
    for (let r = 0; r < rows; r++) for (let c = 0; c < (apart ? 1 : columns); c++) look(r, c);
    if (apart) for (let c = 1; c < columns; c++) look(best.row, c);
    return least < 1 ? best : null;
  }
}
