import assert from "node:assert/strict";
import { test } from "node:test";

import { Drag, Handling, following } from "../../cnnviz/player/js/drag.js";
import { choiceRows, fact, note, tableRow } from "../../cnnviz/player/js/pieces.js";
import { Sound, levelled, peakOf } from "../../cnnviz/player/js/sound.js";
import { Timeline, indexIn, reach } from "../../cnnviz/player/js/timeline.js";
import { pitchFor } from "../../cnnviz/player/js/track.js";

const nothing = () => {};
const context = new Proxy({}, { get: (held, name) => held[name] ?? nothing, set: (held, name, value) => ((held[name] = value), true) });
const palette = { token: () => "", signed: () => [0, 0, 0], gridHigh: [0, 0, 0], font: "" };
globalThis.window = { devicePixelRatio: 1 };

function timeline(low, high, width = 500, letters = 1) {
  const stage = new Timeline({ palette, phone: false, words: { rows: { x: "x" } } }, { getContext: () => context, style: {}, textContent: "" });
  stage.begin({ width, height: 100 }, { low, high, letters, left: 90 });
  return stage;
}

test("a column has its place, and a place its column", () => {
  const stage = timeline(0, 7);
  assert.equal(stage.pitch, 50);
  assert.equal(stage.x(0), 115);
  assert.deepEqual([90, 139, 140, 489].map((px) => stage.columnAt(px)), [0, 0, 1, 7]);
});

test("numbers are written where their letters have room", () => {
  assert.equal(pitchFor(1), 13);
  assert.equal(timeline(0, 23, 424, 2).digits, true); // 13.5 px a column
  assert.equal(timeline(0, 23, 424, 3).digits, false);
});

test("what stands in a column is found, with a stride, a width and an offset", () => {
  const row = { key: "y", y: 0, height: 20, values: [5, 6, 7], first: 1, every: 2 };
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map((column) => indexIn(row, column)), [-1, 0, -1, 1, -1, 2, -1, -1]);
  assert.deepEqual([1, 2, 6].map((column) => indexIn({ ...row, wide: 2, offset: 10 }, column)), [10, 10, 12]);
});

test("bars can be pointed at and dragged to what their height says", () => {
  const stage = timeline(0, 7), values = [0, 1, 4, -1];
  const scale = stage.bars({ key: "x", y: 0, height: 90, values, kind: "sample", array: "x" });
  assert.deepEqual([scale.low, scale.high, scale.height], [-1, 4, 10]); // 20 px for the digits above and below
  assert.equal(scale.y, 60);
  const found = stage.found([stage.x(2), 30]);
  assert.equal(found.index, 2);
  const drag = new Drag(found, [200, 30]);
  assert.equal(drag.to([201, 31]), null); // a click
  assert.equal(drag.to([200, 41]), 2);
  assert.equal(drag.to([200, -500]), 5); // one step beyond the largest
  assert.equal(stage.found([stage.x(5), 30]), null);
  const line = new Drag({ ...found, value: (y) => (60 - y) / 100, grid: { step: 0.05, low: -Infinity, high: Infinity } }, [0, 0]);
  assert.equal(line.to([0, 48]), 0.1);
  stage.tell();
  assert.equal(stage.canvas.textContent, "x: 0 1 4 −1");
});

test("a part of a long axis follows the focus, and stays between its ends", () => {
  const axis = { low: 0, high: 99, many: 30 };
  assert.equal(following({ ...axis, focus: 20 }, 10), 10);
  assert.equal(following({ ...axis, focus: 38 }, 10), 23);
  assert.equal(following({ ...axis, focus: 99 }, 10), 70);
  assert.equal(following({ ...axis, focus: 0 }, 10), 0);
});

test("the reach of numbers has 0 in it", () => {
  assert.deepEqual(reach([3, 5]), [0, 5]);
  assert.deepEqual(reach([-3, -5, 2]), [-5, 2]);
  assert.deepEqual(reach([0]), [0, 1]);
  assert.deepEqual(reach([9, -1, 2, 9], 1, 3), [-1, 2]);
});

test("pieces of a panel keep what people wrote as text", () => {
  assert.equal(fact("<b>", "1"), '<div class="fact "><span>&lt;b&gt;</span><b>1</b></div>');
  assert.equal(note("a *b* <c>"), "<p>a <b>b</b> &lt;c&gt;</p>");
  assert.equal(tableRow("w", ["1", "2"], "here"), '<tr class="here"><td>w</td><td>1</td><td>2</td></tr>');
  const html = choiceRows([{ name: "stride", label: "Stride", now: 2, options: [[1, "1"], [2, "2"]] }]);
  assert.match(html, /data-set="stride" data-value="2" aria-pressed="true"/);
});

test("a sound is as loud as its peak allows, and ends the one before", () => {
  const calls = [];
  globalThis.AudioContext = class {
    destination = "loudspeaker";
    createBuffer(...sizes) { calls.push(["buffer", ...sizes]); return { copyToChannel: (values) => calls.push([...values]) }; }
    createBufferSource() { return { connect: (to) => calls.push(to), start: () => calls.push("start"), stop: () => calls.push("stop") }; }
  };
  const sound = new Sound();
  sound.play([1, -2, 0], peakOf([1, -2, 0], [4]));
  assert.deepEqual(calls, [["buffer", 1, 3, 8000], [...Float32Array.of(0.2, -0.4, 0)], "loudspeaker", "start"]);
  sound.play([1]);
  assert.equal(calls[4], "stop");
  assert.deepEqual([...levelled([0, 0], 0)], [0, 0]);
});

test("a bar is dragged, clicked and typed, and the wheel turns once", () => {
  const stage = timeline(0, 7), told = [], heard = {};
  stage.canvas.addEventListener = (kind, listener) => { heard[kind] = listener; };
  stage.canvas.getBoundingClientRect = () => ({ left: 0, top: 0 });
  stage.canvas.setPointerCapture = nothing;
  stage.bars({ key: "x", y: 0, height: 90, values: [0, 1, 4, -1], kind: "sample", array: "x" });
  const say = (name) => (...parts) => told.push([name, ...parts.map((part) => part?.index ?? part)]);
  new Handling(stage, { hover: say("hover"), pin: say("pin"), strip: say("strip"), drags: ({ kind }) => kind === "sample", set: say("set"), more: say("more"), type: say("type"), zooms: () => true, turn: say("turn"), rest: nothing });
  const at = (clientX, clientY, more = {}) => ({ clientX, clientY, pointerType: "mouse", preventDefault: nothing, ...more });
  heard.pointermove(at(stage.x(1), 30));
  heard.pointerdown(at(stage.x(2), 30));
  heard.pointermove(at(stage.x(2), 51));
  heard.pointerup(at(stage.x(2), 51));
  heard.pointerdown(at(stage.x(3), 30));
  heard.pointerup(at(stage.x(3), 30));
  heard.dblclick(at(stage.x(3), 30));
  heard.wheel(at(0, 0, { timeStamp: 1000, deltaY: -1 }));
  heard.wheel(at(0, 0, { timeStamp: 1100, deltaY: -1 }));
  assert.deepEqual(told, [["hover", 1], ["set", 2, 1], ["more", 3], ["type", 3], ["turn", 1]]);
});
