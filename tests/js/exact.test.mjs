import assert from "node:assert/strict";
import { test } from "node:test";

import { asWritten } from "../../cnnviz/player/js/exact.js";
import { alike, besideOf, minus, relate } from "../../cnnviz/player/js/text.js";

const M = "\u2212";

test("sums and products are the same where the written numbers give exactly that", () => {
  assert.equal(asWritten([[0.1], [0.2]], [[0.3]]), "=");
  assert.equal(asWritten([[2, 3], [-1, 4]], [[2]]), "=");
  assert.equal(asWritten([[1 / 3, 3]], [[1]]), "≈"); // 0.33 · 3 = 0.99
  assert.equal(asWritten([[4]], [[2, 2]]), "="); // 4 / 2 = 2
  assert.equal(asWritten([[1]], [[1 / 3, 3]]), "≈");
  assert.equal(asWritten([], [[0]]), "=");
  assert.equal(asWritten([["7.1234"]], [["7.1234"]]), "=");
});

test("a tiny total has to be given exactly too", () => {
  assert.equal(asWritten([[1.23e-5, 1.23e-5]], [[1.23e-5 * 1.23e-5]]), "≈"); // 1.5129e−10, written 1.51e−10
  assert.equal(asWritten([[2e-5, 3e-5]], [[6e-10]]), "=");
  assert.equal(asWritten([[3], [1e-20]], [[3 + 1e-20]]), "≈");
  assert.equal(asWritten([[1e300, 1e300]], [[Infinity]]), "≈");
});

test("what became 0 because it was too small is not equal to 0", () => {
  assert.equal(asWritten([[1e-200, 1e-200]], [[1e-200 * 1e-200]]), "≈");
  assert.equal(asWritten([[0, 1e-200]], [[0]]), "=");
});

test("a rounded number is one however small it is", () => {
  assert.deepEqual([relate(1.234e-10, 1.23e-10), relate(1.23e-10, 1.23e-10), relate(0, 0)], ["≈", "=", "="]);
  assert.deepEqual([relate(0.1 + 0.2, 0.3), relate(NaN, 1)], ["=", "≈"]);
});

test("a number that would be written like the one beside it says how far it is from there", () => {
  assert.equal(besideOf(0.75, 1), "0.75");
  assert.equal(besideOf(1, 1), "1");
  assert.equal(besideOf(1 - 2e-6, 1), `(1 ${M} 0.000002)`);
  assert.equal(besideOf(1 + 2e-8, 1), "(1 + 2e\u22128)");
  assert.equal(asWritten(minus(1 - 2e-6, 1), [[-2e-6]]), "=");
  assert.equal(asWritten(minus(0.75, 1), [[-0.25]]), "=");
});

test("losses that are compared have the same decimals", () => {
  const losses = [1331.2188, 809.12209];
  assert.deepEqual(losses.map((loss) => alike(loss, losses)), ["1331.2", "809.1"]);
  assert.equal(alike(-522.09671, losses), "−522.1"); // 809.1 − 1331.2
  assert.equal(alike(0.0486, [0.6931, 0.0486]), "0.0486");
});
