import assert from "node:assert/strict";
import { test } from "node:test";

import { Model } from "../../cnnviz/player/window/model.js";

const table = (values, shape) => Object.assign(Float64Array.from(values), { shape });

// Two inputs in a row, replicated once on each side, and a kernel of three: 5 5 7 7 → two outputs.
const arrays = {
  input: table([5, 7], [1, 1, 2]), weight: table([1, 2, 3], [1, 1, 1, 3]), output: table([36, 40], [1, 1, 2]), cells: table([2, 1, 0], [1, 3]),
  p: table([0, 1, 2, 1, 2, 3], [2, 3]), i: table([0, 0, 1, 1], [4]), s: table([0, 3, 6], [3]),
  o: table([0, 0, 1, 0, 1, 1], [6]), k: table([0, 1, 0, 2, 1, 2], [6]),
  one: table([0], [1, 1]), zero: table([0], [1]), ends: table([0, 1], [2]),
};
const column = { places: "p", padded: "i", indptr: "s", output: "o", kernel_index: "k", before: 1 };
const row = { places: "one", padded: "zero", indptr: "ends", output: "zero", kernel_index: "zero", before: 0 };
const panel = (key) => ({ key, colour: "signed", range: [-9, 9] });
const relation = { input: "input", weight: "weight", output: "output", rule: "sum", channels: [[0]], axes: [row, column] };
const model = new Model({ header: { panels: ["input", "weight", "output"].map(panel), relations: [relation] }, arrays, message: "" });

test("the products of an output add up to it", () => {
  const list = model.products(0, { row: 0, column: 0 });
  assert.deepEqual(list.map((t) => [t.a, t.b, t.value]), [[5, 1, 5], [5, 2, 10], [7, 3, 21]]);
  assert.equal(list.reduce((sum, t) => sum + t.value, 0), model.output.at(0, 0, 0));
});

test("an input that the padding repeats adds the sum of its weights, once to each output", () => {
  const { sums, readings, repeated, value } = model.added(0, 0, { row: 0, column: 0 });
  assert.deepEqual(sums.map((s) => [s.j, s.weight]), [[0, 3], [1, 1]]);
  assert.deepEqual([readings, repeated, value], [3, true, 5]);
});

test("a cell is named as it was typed, also where it is applied flipped", () => {
  assert.deepEqual([0, 1, 2].map((tap) => model.typed(tap).column), [2, 1, 0]);
  assert.equal(model.weightAt(0, 0, 2), 3);
});

test("a maximum takes each number as it is, and knows which one it took", () => {
  const max = { ...relation, weight: undefined, rule: "max", argmax: "argmax" };
  const header = { panels: ["input", "output"].map(panel), relations: [max] };
  const pooled = new Model({ header, arrays: { ...arrays, argmax: table([1, 1], [1, 1, 2]) }, message: "" });
  const list = pooled.products(0, { row: 0, column: 0 });
  assert.deepEqual(list.map((t) => t.value), [5, 5, 7]);
  assert.deepEqual(list.map((t) => pooled.relation.takes(t)), [false, false, true]);
});
