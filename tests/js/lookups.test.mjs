import assert from "node:assert/strict";
import { test } from "node:test";
import { maskOf, unmarked } from "../../cnnviz/player/js/draw.js";
import { Axis } from "../../cnnviz/player/js/axis.js";
import { Grid } from "../../cnnviz/player/js/grid.js";

const shaped = (values, shape) => Object.assign(Int32Array.from(values), { shape });

// Four inputs, one zero on each side, a window of three, stride two: the places 0 1 2 and 2 3 4.
const AXIS = new Axis(
  { places: "p", padded: "i", before: 1, indptr: "s", output: "o", kernel_index: "t" },
  {
    p: shaped([0, 1, 2, 2, 3, 4], [2, 3]), i: shaped([-1, 0, 1, 2, 3, -1], [6]),
    s: shaped([0, 1, 3, 4, 5], [5]), o: shaped([0, 0, 1, 1, 1], [5]), t: shaped([1, 2, 0, 1, 2], [5]),
  },
);

test("a window is looked up: sources, span and centre", () => {
  assert.deepEqual([0, 1, 2].map((m) => AXIS.source(0, m)), [-1, 0, 1]);
  assert.deepEqual([0, 1, 2].map((m) => AXIS.source(1, m)), [1, 2, 3]);
  assert.deepEqual(AXIS.span(1), [2, 3]);
  assert.equal(AXIS.centre(1), 3.5);
});

test("the inverse says who reads an input, and through which tap", () => {
  assert.deepEqual(AXIS.consumers(1), [[0, 2], [1, 0]]);
  assert.deepEqual([0, 1, 2, 3].map((i) => AXIS.uses(i)), [1, 2, 1, 1]);
});

test("a tap touches inputs, and padding as often as it lies on it", () => {
  const { inputs, distinct, reads, zeros } = AXIS.touched(0);
  assert.deepEqual([[...inputs], distinct, reads, zeros], [[0, 1, 0, 0], 1, 1, 1]);
  assert.equal(AXIS.touched(2).zeros, 0);
});

test("the nearest window to a place", () => {
  assert.equal(AXIS.nearest(2), 0);
  assert.equal(AXIS.nearest(3), 1);
});

test("runs of what is not marked", () => {
  assert.deepEqual(unmarked(maskOf(6, [1, 4])), [[0, 1], [2, 4], [5, 6]]);
  assert.deepEqual(unmarked(maskOf(2, [0, 1])), []);
});

test("the cells that are inside a frame", () => {
  const grid = new Grid(null, null, { x: -25, y: 0, cell: 10, rows: 2, columns: 9, frame: { row: 300, column: 30 } });
  // 30 px from 25 px on show a half of column 2, columns 3 and 4, and a half of column 5.
  assert.deepEqual(grid.seen, { rows: [0, 1], columns: [2, 5] });
});
