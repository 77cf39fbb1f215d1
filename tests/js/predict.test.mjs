import assert from "node:assert/strict";
import { test } from "node:test";

import { Predict } from "../../cnnviz/player/js/predict.js";

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
