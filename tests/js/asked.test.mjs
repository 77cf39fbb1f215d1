import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { querySelector: () => null };
const { Asked } = await import("../../cnnviz/player/js/asked.js");
const { Architectures } = await import("../../cnnviz/lessons/architectures/player.js");
const { Side } = await import("../../cnnviz/lessons/training/side.js");

test("what was asked for last counts until it is answered", () => {
  const lesson = { heard: 0, answered(number) { return this.heard >= number; } }, asked = new Asked(lesson);
  assert.equal(asked.of("future", 0), 0);
  asked.note("future", 1, 7);
  asked.note("place", 3, 8);
  lesson.heard = 6; // an answer to something before
  assert.deepEqual([asked.of("future", 0), asked.of("place", 2), asked.of("other", 5)], [1, 3, 5]);
  lesson.heard = 7;
  assert.deepEqual([asked.of("future", 0), asked.of("place", 2)], [0, 3]); // it was refused
});

test("the network that was chosen last stays while the one before it arrives", () => {
  const sent = [], lesson = Object.assign(Object.create(Architectures.prototype), {
    wanted: "", asked: 0, section: { querySelectorAll: () => [] }, state: { view: "one", step: 1 }, send: (event) => sent.push(event.key),
    payload: { header: { words: { where: { one: "" } } }, personal: { heard: 0 } },
    current: { own: { key: "a", marks: [1, 2] }, nets: { a: { key: "a", marks: [1, 2] }, b: { key: "b", marks: [1, 2] }, c: { key: "c", marks: [1, 2] } }, header: { run: {}, families: {} } },
  });
  const answer = (heard, key) => {
    lesson.payload.personal.heard = heard;
    lesson.current.own = lesson.current.nets[key];
    lesson.arrived();
  };
  lesson.want("b");
  lesson.want("c");
  answer(1, "b");
  assert.equal(lesson.net.key, "c");
  answer(2, "c");
  assert.deepEqual([lesson.net.key, lesson.wanted, sent], ["c", "", ["b", "c"]]);
});

test("a second stroke that is begun before the first is answered is handed in whole", () => {
  const element = () => ({ addEventListener() {} }), sent = [], lesson = {
    heard: 0, asksFor: 0, state: { side: "draw" }, model: { arrays: { picture: Object.assign(new Uint8Array(64), { shape: [8, 8] }) } },
    find: element, schedule() {}, answered(number) { return this.heard >= number; }, seen: (place, drawn, { cells }) => sent.push(cells),
  };
  const side = new Side(lesson), inked = (cells) => [0, 2, 5].map((row) => cells[row * 8 + 4]).join("");
  side.side = 80;
  const begin = (y) => { side.drawing = side.stroke([45, y]); };
  begin(5);
  side.drop();
  begin(25);
  lesson.heard = 1;
  side.arrived();
  side.stroke([45, 55]);
  side.drop();
  assert.deepEqual(sent.map(inked), ["900", "999"]);
  side.arrived(); // once more, to something else that was asked
  assert.equal(inked(side.drawn.join("")), "999");
  lesson.heard = 2;
  side.arrived();
  assert.equal(side.drawn, null);
});
