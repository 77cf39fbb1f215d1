import assert from "node:assert/strict";
import { test } from "node:test";

import { judgedShape, parseShape, Predict } from "../../cnnviz/player/js/predict.js";

const lesson = () => ({
  answer: { name: "Same?", value: 1, text: "", choice: "yes" }, state: { hide: true }, words: { predict: { right: "Right.", wrong: "Wrong." } },
  find: () => ({ querySelector: () => null, addEventListener() {} }), announce() {}, revealed() {}, schedule() {},
});

test("a question with buttons is answered by one of them, once", () => {
  const predict = new Predict(lesson());
  assert.equal(predict.open, true);
  predict.guess("no");
  assert.deepEqual([predict.feedback, predict.open], ["Wrong.", false]);
  predict.guess("yes");
  assert.equal(predict.feedback, "Wrong.");
  predict.reset();
  predict.guess("yes");
  assert.equal(predict.feedback, "Right.");
});

test("no digit begins an answer where there is nothing to type into", () => {
  assert.equal(new Predict(lesson()).typed({ key: "7" }), false);
});

test("a shape is read however it is written, and refused with another number of sizes", () => {
  for (const typed of ["64 × 56 × 56", "64x56x56", " 64,56, 56", "64 56 56", "64 * 56²", "64;56X56"]) assert.deepEqual(parseShape(typed, 3), [64, 56, 56]);
  for (const typed of ["64", "64 × 56", "64 × 56 × 56 × 1", "64 × −56 × 56", "a × 2 × 2", "6.5 × 2 × 2", "", "²"]) assert.equal(parseShape(typed, 3), null);
  assert.deepEqual(parseShape("4096", 1), [4096]);
});

test("a guessed shape is right in its maps, in its places, in both or in none", () => {
  const found = [[64, 56, 56], [64, 28, 28], [64, 56, 28], [32, 56, 56], [32, 28, 28]].map((guess) => judgedShape(guess, [64, 56, 56]));
  assert.deepEqual(found, ["right", "maps_right", "maps_right", "places_right", "wrong_shape"]);
  assert.deepEqual([[10], [9]].map((guess) => judgedShape(guess, [10])), ["right", "wrong_shape"]);
});

test("a digit begins the next answer also before what was said of the last one is gone from the page", () => {
  const said = new Set(["told"]), input = { value: "", focused: false, addEventListener() {}, focus: () => { input.focused = !form.hidden && !said.size; } };
  const form = { hidden: true, classList: { remove: (/** @type {string} */ name) => said.delete(name) }, addEventListener() {}, querySelector: () => input };
  const predict = new Predict({ ...lesson(), find: () => form });
  assert.equal(predict.typed({ key: "1", preventDefault() {} }), true);
  assert.deepEqual([input.value, input.focused], ["1", true]);
});
