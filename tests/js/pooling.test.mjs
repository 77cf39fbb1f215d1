import assert from "node:assert/strict";
import { test } from "node:test";

import { Gradient, PoolModel, largest, ofMaximum } from "../../cnnviz/lessons/pooling/model.js";
import { apart } from "../../cnnviz/player/js/curves.js";
import { stepping } from "../../cnnviz/player/js/playback.js";

const table = (Type, shape, values) => Object.assign(Type.from(values), { shape });

// Max pooling of the row 1 5 5 2 0 with window 3 and stride 2: windows 1 5 5 and 5 2 0; both maxima
// are 5, in the first window twice.
const arrays = {
  input: table(Uint8Array, [1, 5], [1, 5, 5, 2, 0]), output: table(Uint8Array, [1, 2], [5, 5]),
  winners: table(Uint8Array, [1, 2], [1, 2]), ties: table(Uint8Array, [1, 2], [2, 1]), won: table(Uint8Array, [1, 5], [0, 1, 1, 0, 0]),
  dy_ones: table(Uint8Array, [1, 2], [1, 1]), dx_ones_all: table(Float32Array, [1, 5], [0, 1, 2, 0, 0]),
  places: table(Int8Array, [2, 3], [0, 1, 2, 2, 3, 4]), padded: table(Int8Array, [5], [0, 1, 2, 3, 4]),
  indptr: table(Uint8Array, [6], [0, 1, 2, 4, 5, 6]), output_of: table(Uint8Array, [6], [0, 0, 0, 1, 1, 1]), index_of: table(Uint8Array, [6], [0, 1, 2, 0, 1, 2]),
  left: table(Float32Array, [2], [0.5, 2.5]), width: table(Float32Array, [2], [2, 2]),
  one_places: table(Int8Array, [1, 1], [0]), one_padded: table(Int8Array, [1], [0]), one_indptr: table(Uint8Array, [2], [0, 1]),
  one_output: table(Uint8Array, [1], [0]), one_index: table(Uint8Array, [1], [0]), one_left: table(Uint8Array, [1], [0]), one_width: table(Uint8Array, [1], [1]),
};
const column = { places: "places", padded: "padded", indptr: "indptr", output: "output_of", kernel_index: "index_of", left: "left", width: "width", before: 0 };
const row = {
  places: "one_places", padded: "one_padded", indptr: "one_indptr", output: "one_output", kernel_index: "one_index", left: "one_left", width: "one_width", before: 0,
};
const header = {
  family: "max", panels: ["input", "output"].map((key) => ({ key, colour: "ink", range: [0, 5] })),
  relations: [{ input: "input", output: "output", rule: "max", channels: [[0]], axes: [row, column] }],
  routes: { ones: { sent: 2, arrived: { first: 2, split: 2, all: 3 }, limit: { first: 1, split: 1.5, all: 2 } } },
};
const model = new PoolModel({ header, arrays });

test("a window has its numbers, its maxima and its winner", () => {
  assert.deepEqual(model.inside(0).map((t) => t.value), [1, 5, 5]);
  assert.deepEqual(model.holders(0).map((t) => t.column), [1, 2]);
  assert.deepEqual([model.winner(0), model.winner(1)], [1, 2]);
  assert.deepEqual(model.window(1), { row: [0, 1], column: [2, 5] });
  assert.deepEqual([model.drawn("column", 0), model.drawn("column", 1)], [[0.5, 2.5], [2.5, 4.5]]);
});

test("an input knows who reads it and what it won", () => {
  assert.deepEqual([model.readers(0, 2), model.won(0, 2), model.won(0, 1)], [[0, 1], [1], [0]]);
  assert.deepEqual([...model.read.column], [1, 1, 1, 1, 1]);
});

test("a tie is shared by the rule that is chosen", () => {
  const shares = (tie) => ofMaximum(model.inside(0), 5, 1, tie).map((t) => t.share);
  assert.deepEqual([shares("first"), shares("split"), shares("all")], [[0, 1, 0], [0, 0.5, 0.5], [0, 1, 1]]);
});

test("what arrives is the sum of its parts", () => {
  const all = new Gradient(model, { dy: "ones", tie: "all", one: 1 }, 0);
  assert.deepEqual(all.parts(0, 2), [{ output: 0, value: 1 }, { output: 1, value: 1 }]);
  assert.deepEqual([all.at(2), all.sent, all.arrived], [2, 2, 3]);
  const one = new Gradient(model, { dy: "cell", tie: "split", one: -3 }, 0);
  assert.deepEqual([one.at(1), one.at(2), one.put(0), one.put(1), one.arrived, one.limit], [-1.5, -1.5, -3, 0, -3, 1.5]);
});

// Average pooling of 3 1 with window 3, stride 1 and the edge repeated: 3 3 1 and 3 1 1.
const edged = new PoolModel({
  header: { ...header, family: "mean" },
  arrays: {
    ...arrays, input: table(Uint8Array, [1, 2], [3, 1]), output: table(Float32Array, [1, 2], [7 / 3, 5 / 3]), divisors: table(Uint8Array, [1, 2], [3, 3]),
    places: table(Int8Array, [2, 3], [0, 1, 2, 1, 2, 3]), padded: table(Int8Array, [4], [0, 0, 1, 1]),
    indptr: table(Uint8Array, [3], [0, 3, 6]), output_of: table(Uint8Array, [6], [0, 0, 1, 0, 1, 1]), index_of: table(Uint8Array, [6], [0, 1, 0, 2, 1, 2]),
    dx_ones_only: table(Float32Array, [1, 2], [1, 1]),
  },
});
edged.windows.column.before = 1;

test("a copy in the padding is a second place of its input", () => {
  assert.equal(edged.repeats && !model.repeats, true);
  assert.deepEqual(edged.inside(0).map((t) => t.value), [3, 3, 1]);
  assert.deepEqual(edged.once(0).map((t) => [t.column, t.n]), [[0, 1], [1, 2]]); // its own place
  assert.deepEqual(edged.placed(0, "first").map((t) => t.share), [1 / 3, 1 / 3, 1 / 3]);
  assert.deepEqual(edged.shares(0, "first").map((t) => t.share), [2 / 3, 1 / 3]);
  const ones = new Gradient(edged, { dy: "cell", tie: "first", one: 3 }, 0);
  assert.deepEqual([ones.at(0), ones.at(1), ones.parts(0, 0)], [2, 1, [{ output: 0, value: 2 }]]);
});

test("the largest magnitude, never 0", () => {
  assert.deepEqual([largest([-3, 2]), largest([0]), largest([])], [3, 1, 1]);
});

test("labels keep apart and above the bottom", () => {
  assert.deepEqual(apart([10, 12, 60], 100), [10, 28, 60]);
  assert.deepEqual(apart([90, 95], 100), [82, 100]);
});

test("steps stay inside and say whether there was one", () => {
  const at = [];
  const steps = stepping({ count: 6, index: 4, text: "", set: (k) => at.push(k), columns: 3 });
  assert.deepEqual([steps.step(1), steps.step(-1), stepping({ count: 6, index: 5, text: "", set() {} }).step(1)], [true, true, false]);
  steps.go(99);
  steps.row(-1);
  steps.row(1);
  assert.deepEqual(at, [5, 3, 5, 1]);
});
