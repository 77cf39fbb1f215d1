// The button "Your photo", without a page.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { querySelector: () => null };
const { Door } = await import("../../cnnviz/player/photo/photo.js");

test("what waits on a page that was left opens nothing there", () => {
  const shown = [], box = { isConnected: true, matches: () => false, showPopover: () => shown.push(box.isConnected) };
  const door = Object.assign(Object.create(Door.prototype), { find: () => box, section: { getBoundingClientRect: () => ({}) } });
  door.reveal(".busy", true);
  box.isConnected = false;
  door.reveal(".busy", true);
  assert.deepEqual(shown, [true]);
});
