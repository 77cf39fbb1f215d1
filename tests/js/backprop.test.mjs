import assert from "node:assert/strict";
import { test } from "node:test";

import { sizes } from "../../cnnviz/lessons/backprop/room.js";

const PAGE = { phone: false, presenting: false, asks: 0 };

test("the board is zoomed to its room, and what height is over goes to the slots", () => {
  const { zoom, stripWidth, boardWidth, boardHeight, narrow } = sizes({ ...PAGE, width: 1800, height: 900 });
  assert.deepEqual([zoom, stripWidth, boardWidth, boardHeight, narrow], [1.5, 1198, 938, 13, false]); // 890 / 1.5 − 580
  assert.equal(sizes({ ...PAGE, width: 1800, height: 900, asks: 15 }).boardHeight, -2);
});

test("on a small projector strip and slots leave the code a row above the bar", () => {
  const { zoom, stripZoom, stripWidth, boardWidth, boardHeight, narrow } = sizes({ ...PAGE, width: 960, height: 585 });
  assert.deepEqual([zoom, stripZoom, stripWidth, boardWidth, narrow], [1, 0.875, 1094, 958, true]); // 958 / 0.875
  assert.equal(boardHeight, -17); // 575 − 580 − 12
  assert.equal(sizes({ ...PAGE, width: 960, height: 400 }).boardHeight, -24);
});

test("in the presenter the strip is as wide as the screen", () => {
  const { zoom, stripZoom, benchZoom, stripWidth, boardWidth, boardHeight } = sizes({ ...PAGE, presenting: true, width: 1200, height: 900 });
  assert.deepEqual([zoom, stripZoom, stripWidth], [1, 1, 1200]);
  // 900 − 188 − 57 − 46 = 609 px are left; 1200 / 850 is less than half as large again
  assert.deepEqual([benchZoom, boardWidth, boardHeight], [1200 / 850, 850, Math.floor(609 / (1200 / 850)) - 296]);
});
