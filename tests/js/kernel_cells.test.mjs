// How the network page writes a kernel: the cells, the bars and what stands around them have room.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Sum } from "../../cnnviz/lessons/network/number.js";

const AROUND = 88; // px: window, titles, gaps and the names under the bars

function planned(columns, { width, room, low = false, phone = false, many = false }) {
  const section = { classList: { contains: (name) => name === "low" && low } };
  const sum = Object.assign(Object.create(Sum.prototype), { width, room, lesson: { phone, section } });
  return { ...sum.plan(columns, columns, many), high: sum.high };
}

test("numbers stand in the cells where they have room, and smaller ones where they have less", () => {
  const desk = { width: 512, room: 336 }, projector = { width: 506, room: 250, low: true };
  assert.deepEqual(planned(3, desk), { kind: "large", side: 36, noted: true, high: 131 });
  assert.deepEqual(planned(5, desk), { kind: "middle", side: 27, noted: true, high: 103 });
  assert.deepEqual(planned(5, projector), { kind: "middle", side: 18, noted: true, high: 62 });
  assert.deepEqual(planned(5, { ...projector, many: true }), { kind: "small", side: 13, noted: true, high: 62 });
  assert.equal(planned(5, { width: 358, room: 400, phone: true }).kind, "middle"); // one under the other
});

test("no kernel, however large, takes the room of the bars under it", () => {
  for (const width of [326, 506, 512]) for (const room of [250, 336]) for (const columns of [1, 2, 3, 4, 5, 7, 9, 11, 13]) for (const many of [false, true]) {
    const { kind, side, high } = planned(columns, { width, room, low: room === 250, many });
    const gap = { large: 3, middle: 2, small: 1 }[kind], line = kind === "small" ? 30 : many ? (width < 400 ? 44 : 22) : 0;
    assert.ok(columns * (side + gap) + line + AROUND + high <= room, `${columns} cells in ${width} by ${room}`);
    assert.ok(high >= 58);
    const wide = columns * ({ large: 40, middle: 27, small: side }[kind] + gap);
    assert.ok(3 * wide + 64 <= width, `${columns} columns in ${width}`);
  }
});
