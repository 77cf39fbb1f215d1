// What the payload holds, looked up by sheet, frame, row and column.

import { unpack } from "../../player/js/packing.js";
import { unmarked } from "../../player/js/draw.js";

export const STILL = new Set(["picture", "map"]); // these do not depend on the move
export const FULL = new Set(["picture", "moved"]); // these lie on pixels, the others on cells of the map

export function readSquare(bytes) {
  const { header, arrays } = unpack(bytes);
  return new Square(header, arrays);
}

class Square {
  constructor(header, arrays) {
    Object.assign(this, header, { arrays, shape: arrays.picture.shape, out: arrays.map.shape });
  }

  get move() { return this.subject.move; }
  sizeOf(sheet) { return FULL.has(sheet) ? this.shape : this.out; }
  cellOf(sheet) { return FULL.has(sheet) ? 1 : this.places.cell; }
  startOf(sheet) { return FULL.has(sheet) ? [0, 0] : this.places.starts; }

  value(sheet, frame, row, column) {
    if (sheet === "difference") return this.difference(frame, row, column);
    const [rows, columns] = this.sizeOf(sheet);
    return this.arrays[sheet][((STILL.has(sheet) ? 0 : frame * rows) + row) * columns + column];
  }

  // All numbers of a sheet, row after row.
  values(sheet, frame) {
    const [rows, columns] = this.sizeOf(sheet), size = rows * columns;
    if (sheet === "difference") {
      const [before, after] = [this.values("before", frame), this.values("after", frame)];
      return Float64Array.from(before, (value, k) => this.gap(value, after[k]));
    }
    const start = STILL.has(sheet) ? 0 : frame * size;
    return this.arrays[sheet].subarray(start, start + size);
  }

  // Two shown numbers apart; what only rounding parts counts as equal.
  gap(before, after) {
    const gap = before - after;
    return Math.abs(gap) <= this.tolerance ? 0 : gap;
  }

  difference(frame, row, column) {
    return this.gap(this.value("before", frame, row, column), this.value("after", frame, row, column));
  }

  inside(frame, row, column) {
    const [rows, columns] = this.out;
    return this.arrays.inside[(frame * rows + row) * columns + column] === 1;
  }

  // The runs of cells, row by row, for which something beyond the border was read: [row, start, end].
  borderRuns(frame) {
    const [rows, columns] = this.out, { inside } = this.arrays, runs = [];
    for (let row = 0; row < rows; row++) {
      const start = (frame * rows + row) * columns;
      for (const [first, end] of unmarked(inside.subarray(start, start + columns))) runs.push([row, first, end]);
    }
    return runs;
  }

  // Where in the still map a cell of the moved one comes from; fractions lie between cells.
  origin(frame, row, column) {
    const at = (table) => {
      const [, rows, columns] = table.shape; // one row or one column where all are alike
      return table[(frame * rows + Math.min(row, rows - 1)) * columns + Math.min(column, columns - 1)];
    };
    return [at(this.arrays.origin_rows), at(this.arrays.origin_columns)];
  }

  // First and last row and column that an output reads.
  window(row, column) {
    const { window_row: rows, window_column: columns } = this.arrays;
    return { top: rows[2 * row], bottom: rows[2 * row + 1], left: columns[2 * column], right: columns[2 * column + 1] };
  }

  // The cells of the map that an origin lies on or between, with their shares.
  shares(frame, row, column) {
    const [r, c] = this.origin(frame, row, column), cells = [];
    for (const i of new Set([Math.floor(r), Math.ceil(r)]))
      for (const j of new Set([Math.floor(c), Math.ceil(c)])) {
        const share = (1 - Math.abs(r - i)) * (1 - Math.abs(c - j));
        cells.push({ row: i, column: j, share });
      }
    return cells;
  }

  within([row, column]) { return row >= 0 && column >= 0 && row < this.out[0] && column < this.out[1]; }

  // The output whose origin lies nearest to a place of the map, if it has one within a cell.
  landing(frame, row, column) {
    const [rows, columns] = this.out, apart = this.arrays.origin_rows.shape[2] === 1; // a shift moves each axis by itself
    let best = { row: 0, column: 0 }, least = Infinity;
    const look = (r, c) => {
      const [i, j] = this.origin(frame, r, c), away = Math.abs(i - row) + Math.abs(j - column);
      if (away < least) [best, least] = [{ row: r, column: c }, away];
    };
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < (apart ? 1 : columns); c++) look(r, c);
    if (apart) for (let c = 1; c < columns; c++) look(best.row, c);
    return least < 1 ? best : null;
  }

  // The step that the state stands at, or the nearest there is.
  step(steps, kind, state) {
    const away = (s) => (kind === "shift" ? Math.abs(s.down - state.down) + Math.abs(s.right - state.right)
      : kind === "turn" ? Math.abs(s.angle - state.angle) : Math.abs(s.scale - state.scale));
    let best = 0;
    steps.forEach((s, k) => { if (away(s) < away(steps[best])) best = k; });
    return best;
  }
}
