import assert from "node:assert/strict";
import { test } from "node:test";

import { CellField, negated } from "../../cnnviz/player/js/field.js";

const element = () => ({ style: {}, addEventListener() {}, append() {}, setAttribute() {} });

/** A field with one array of two numbers, and what it has said to the server. */
function field() {
  globalThis.document = { createElement: element };
  const said = [], lesson = {
    heard: 0, complain() {}, send: (message) => said.push(message.values.join()), answered(number) { return this.heard >= number; },
  };
  const made = new CellField(lesson, element()), held = [1, 2];
  const type = (index, value) => {
    const draft = made.draft("w", held);
    draft[index] = value;
    made.post("w", { values: [...draft] });
  };
  return { made, said, type, held, answer: (heard, values) => { lesson.heard = heard; held.splice(0, 2, ...values); made.answered(); } };
}

test("the key of the sign turns it, also before the first digit", () => {
  assert.deepEqual(["3", "−3", "-0.5", "+2", "", "−"].map(negated), ["−3", "3", "0.5", "−2", "−", ""]);
});

test("a second number is typed beside the first one, however late the server answers", () => {
  const timers = [], { setTimeout } = globalThis;
  globalThis.setTimeout = (act) => timers.push(act);
  const { made, said, type, held, answer } = field();
  type(0, 5);
  answer(0, [1, 2]); // to what was asked before
  for (const act of timers) act();
  assert.deepEqual([...made.draft("w", held)], [5, 2]);
  type(1, 7);
  assert.deepEqual(said, ["5,2", "5,7"]);
  answer(1, [5, 2]);
  assert.deepEqual([...made.draft("w", held)], [5, 7]);
  answer(2, [3, 3]); // what the server holds is taken over
  assert.deepEqual([...made.draft("w", held)], [3, 3]);
  globalThis.setTimeout = setTimeout;
});

test("what waits is sent at once where something else is done next", () => {
  const { made, said, type, answer } = field();
  for (const value of [5, 6, 7]) type(0, value);
  made.flush();
  assert.deepEqual(said, ["5,2", "7,2"]);
  answer(1, [5, 2]);
  assert.deepEqual([...made.draft("w", [5, 2])], [7, 2]); // the last one is not answered yet
  answer(2, [7, 2]);
});

test("under an open field the numbers are those that the server has", () => {
  const { made, said, type, answer } = field();
  made.index = 0;
  made.draft("w", [1, 2]); // as it is opened
  answer(0, [3, 4]);
  type(0, 9);
  assert.deepEqual(said, ["9,4"]);
  answer(1, [9, 4]);
});

test("of what is typed while an answer is awaited the newest is sent once it is there", () => {
  const { said, type, answer } = field();
  for (const value of [5, 6, 7]) type(0, value);
  assert.deepEqual(said, ["5,2"]);
  answer(1, [5, 2]);
  assert.deepEqual(said, ["5,2", "7,2"]);
  answer(2, [7, 2]);
});
