import assert from "node:assert/strict";
import { test } from "node:test";

import { Square } from "../../cnnviz/lessons/equivariance/model.js";
import { nearest } from "../../cnnviz/lessons/equivariance/moving.js";

const shaped = (values, ...shape) => Object.assign(Float64Array.from(values), { shape });
const whole = (values, ...shape) => Object.assign(Int32Array.from(values), { shape });

// A window of 3 with stride 2 and one zero before, over 4 pixels: outputs read −1 to 1 and 1 to 3.
const axis = { places: "places", padded: "padded", indptr: "indptr", output: "output", kernel_index: "output", before: 1 };
const arrays = {
  picture: shaped(Array(16).fill(0), 4, 4), map: shaped([1, 2, 3, 4], 2, 2),
  before: shaped([1, 2, 3, 4, 1, 2, 3, 4], 2, 2, 2), after: shaped([1, 2, 3, 4, 1, 2.5, 3 + 1e-12, 0], 2, 2, 2),
  inside: whole([0b11110101], 1), // two frames of four cells
  origin_rows: shaped([0, 1, 0, 1], 2, 2, 1), origin_columns: shaped([0, 1, -0.5, 0.5], 2, 1, 2),
  places: whole([0, 1, 2, 2, 3, 4], 2, 3), padded: whole([-1, 0, 1, 2, 3], 5), indptr: whole([0, 1, 3, 4, 5], 5), output: whole([0, 0, 1, 1, 1], 5),
};
const square = (layer = "strided") => new Square({ header: { axes: [axis, axis], tolerance: 1e-9, subject: { layer } }, arrays });

test("the difference is what is shown, and rounding is none", () => {
  assert.deepEqual([...square().values("difference", 0)], [0, 0, 0, 0]);
  assert.deepEqual([...square().values("difference", 1)], [0, -0.5, 0, 4]);
  assert.deepEqual([...square().values("before", 1)], [1, 2, 3, 4]);
});

test("a cell knows whether it read beyond the border", () => {
  assert.deepEqual([0, 1].map((frame) => [0, 1, 2, 3].map((k) => square().inside(frame, k >> 1, k & 1))), [[1, 1, 1, 1], [0, 1, 0, 1]]);
  assert.deepEqual(square().borderRuns(0), []);
  assert.deepEqual(square().borderRuns(1), [[0, 0, 1], [1, 0, 1]]);
});

test("a place between two cells has a share of each", () => {
  assert.deepEqual(square().shares(0, { row: 1, column: 1 }), [{ row: 1, column: 1, share: 1 }]);
  assert.deepEqual(square().shares(1, { row: 0, column: 1 }), [{ row: 0, column: 0, share: 0.5 }, { row: 0, column: 1, share: 0.5 }]);
});

test("an output knows its window, and a pixel its output", () => {
  assert.deepEqual(square().window({ row: 0, column: 1 }), [-1, 1, 3, 3]);
  assert.deepEqual(square().reader({ row: 3, column: 0 }), { row: 1, column: 0 });
  assert.deepEqual(square("dense").reader({ row: 3, column: 0 }), { row: 3, column: 0 });
});

test("what lies on a place of the map is found again", () => {
  assert.deepEqual(square().landing(0, { row: 1, column: 0 }), { row: 1, column: 0 });
  assert.deepEqual(square().landing(1, { row: 1, column: 1 }), { row: 1, column: 1 });
  assert.equal(square().landing(0, { row: 3, column: 0 }), null);
});

test("the nearest move is the one that the link means", () => {
  const moves = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => ({ down, right, angle: right, scale: 100 + right, name: "", frame: 0 })));
  assert.equal(nearest(moves, "shift", { down: 1, right: -1 }), 6);
  assert.equal(nearest(moves, "shift", { down: -9, right: 9 }), 2);
  assert.equal(nearest(moves, "scale", { scale: 300 }), 2);
});
