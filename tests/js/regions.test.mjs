import assert from "node:assert/strict";
import { test } from "node:test";

import { Corner } from "../../cnnviz/lessons/regions/corner.js";

const element = () => ({ style: {}, addEventListener() {} });
const up = { key: "ArrowUp", preventDefault() {}, stopPropagation() {} };

test("an arrow pressed before the answer to the one before it is not lost", () => {
  const timers = [], sent = [], { setTimeout } = globalThis;
  globalThis.setTimeout = (act) => timers.push(act);
  const lesson = {
    heard: 0, model: { side: 224, region: { box: [40, 40, 90, 90] } }, find: element, schedule() {},
    send: ({ left, top, right, bottom }) => sent.push([left, top, right, bottom]), answered(number) { return this.heard >= number; },
  };
  const corner = new Corner(lesson), answer = (number) => {
    lesson.heard = number;
    lesson.model.region.box = sent[number - 1];
    corner.arrived();
  };
  corner.key(up);
  timers.pop()();
  corner.key(up);
  answer(1);
  timers.pop()();
  assert.deepEqual(sent, [[40, 32, 90, 82], [40, 24, 90, 74]]);
  answer(1); // once more, to something else that was asked
  assert.deepEqual(corner.box, [40, 24, 90, 74]);
  answer(2);
  assert.equal(corner.draft, null);
  globalThis.setTimeout = setTimeout;
});
