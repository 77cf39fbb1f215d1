import assert from "node:assert/strict";
import { test } from "node:test";

import { Axis } from "../../cnnviz/player/js/axis.js";
import { Panel } from "../../cnnviz/player/js/panel.js";
import { Relation, products, terms, total } from "../../cnnviz/player/js/relation.js";

const table = (Type, shape, values) => Object.assign(Type.from(values), { shape });

// Kernel size 3, stride 2, padding 1 over the five inputs 0 … 4: what axes.py writes for it.
const arrays = {
  places: table(Int8Array, [3, 3], [0, 1, 2, 2, 3, 4, 4, 5, 6]),
  padded: table(Int8Array, [7], [-1, 0, 1, 2, 3, 4, -1]),
  indptr: table(Uint8Array, [6], [0, 1, 3, 4, 6, 7]),
  output: table(Uint8Array, [7], [0, 0, 1, 1, 1, 2, 2]),
  kernel_index: table(Uint8Array, [7], [1, 2, 0, 1, 2, 0, 1]),
  one_places: table(Int8Array, [1, 1], [0]),
  one_padded: table(Int8Array, [1], [0]),
  one_indptr: table(Uint8Array, [2], [0, 1]),
  one_output: table(Uint8Array, [1], [0]),
  one_kernel_index: table(Uint8Array, [1], [0]),
};
const names = ["places", "padded", "indptr", "output", "kernel_index"];
const named = (prefix) => Object.fromEntries(names.map((name) => [name, prefix + name]));
const column = { ...named(""), before: 1 }, row = { ...named("one_"), before: 0 };
const panel = (key, shape, values) => new Panel({ key, colour: "signed", range: [-9, 9], name: key }, table(Float32Array, shape, values));
const panels = { x: panel("x", [1, 1, 5], [1, 2, 3, 4, 5]), w: panel("w", [1, 1, 3], [10, 20, 30]), y: panel("y", [1, 1, 3], [80, 200, 140]) };
const relation = new Relation({ input: "x", weight: "w", output: "y", rule: "sum", channels: [[0]], axes: [row, column] }, panels, arrays);

test("an axis answers from its tables", () => {
  const axis = new Axis(column, arrays);
  assert.deepEqual([axis.source(0, 0), axis.source(1, 2), axis.position(0, 0)], [-1, 3, -1]);
  assert.deepEqual(axis.consumers(1), [[0, 2], [1, 0]]);
  assert.deepEqual(axis.reads([0, 1]), [0, 1, 2, 3]);
  assert.deepEqual(axis.feeds([1, 2]), [0, 1]);
  assert.deepEqual([axis.span(2), axis.centre(1), axis.nearest(5.5)], [[4, 3], 3.5, 2]);
});

test("a fixed output gives the forward pass", () => {
  const list = products(terms(relation, "output", 0), "input", panels.x, "weight", panels.w);
  assert.deepEqual(list.map((t) => t.value), [0, 20, 60]);
  assert.deepEqual(list.map((t) => t.border), [true, false, false]);
  assert.equal(total(list), panels.y.values[0]);
});

test("a fixed weight gives its gradient: every place where it was used", () => {
  const error = { values: [1, 2, 3] };
  const list = products(terms(relation, "weight", 2), "input", panels.x, "output", error);
  assert.deepEqual(list.map((t) => t.value), [2, 8, 0]);
});

test("a fixed input gives its gradient: every output that read it", () => {
  const error = { values: [1, 2, 3] };
  const list = products(terms(relation, "input", 1), "output", error, "weight", panels.w);
  assert.deepEqual(list.map((t) => [t.output, t.weight, t.value]), [[0, 2, 30], [1, 0, 20]]);
});

test("the three readings are one relation: the same triples", () => {
  const all = (fix, count) => Array.from({ length: count }, (_, k) => terms(relation, fix, k)).flat().filter((t) => t.inside)
    .map((t) => [t.input, t.weight, t.output].join()).sort();
  assert.deepEqual(all("output", 3), all("input", 5));
  assert.deepEqual(all("output", 3), all("weight", 3));
});

test("an index is written without the axes that have one place", () => {
  assert.equal(panels.w.title(2), "w[2]");
  assert.equal(panel("k", [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]).title(5), "k[1, 0, 1]");
});
