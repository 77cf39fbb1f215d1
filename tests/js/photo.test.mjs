import assert from "node:assert/strict";
import { test } from "node:test";

import { why } from "../../cnnviz/player/photo/camera.js";
import { pasted, picture } from "../../cnnviz/player/photo/doors.js";
import { ends, sizeOf } from "../../cnnviz/player/photo/kinds.js";
import { AS_IS, asIs, counted, way } from "../../cnnviz/player/photo/shrink.js";
import { LAST, listed, packed, read } from "../../cnnviz/player/photo/store.js";

const bytes = (...parts) => {
  const all = parts.flatMap((part) => (typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : part));
  return new Uint8Array([...all, ...Array(Math.max(0, 40 - all.length)).fill(0)]);
};
const png = (width, height) => bytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", [...word(width), ...word(height)]);
const word = (n) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
const little = (n) => word(n).reverse();
const jpeg = (...before) => bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0], before, [0xff, 0xc2, 0, 17, 8, 3, 32, 4, 176, 3], Array(20).fill(0));

test("the size of every kind that the server reads", () => {
  assert.deepEqual(sizeOf(png(70000, 3)), { width: 70000, height: 3 });
  assert.deepEqual(sizeOf(jpeg()), { width: 1200, height: 800 });
  assert.deepEqual(sizeOf(jpeg(0xff, 0xff, 0xc4, 0, 5, 1, 2, 3)), { width: 1200, height: 800 }); // a filler, and a table
  assert.deepEqual(sizeOf(bytes("GIF89a", [5, 1, 7, 0])), { width: 261, height: 7 });
  assert.deepEqual(sizeOf(bytes("BM", Array(12).fill(0), little(40), little(6), little(-4))), { width: 6, height: 4 });
  assert.deepEqual(sizeOf(bytes("BM", Array(12).fill(0), little(12), [6, 0, 4, 0])), { width: 6, height: 4 });
  assert.deepEqual(sizeOf(bytes("RIFF", little(30), "WEBPVP8X", Array(8).fill(0), [9, 1, 0, 3, 0, 0])), { width: 266, height: 4 });
  assert.deepEqual(sizeOf(bytes("RIFF", little(30), "WEBPVP8 ", Array(10).fill(0), [9, 0x41, 3, 0])), { width: 265, height: 3 });
  assert.deepEqual(sizeOf(bytes("RIFF", little(30), "WEBPVP8L", Array(4).fill(0), [0x2f], little((2 << 14) | 5))), { width: 6, height: 3 });
});

test("any other file has no size", () => {
  for (const other of [bytes("%PDF-1.7"), bytes("....ftypheic"), bytes([0xff, 0xd8, 0xff, 0xd9]), bytes("RIFF", little(30), "WAVEfmt "), new Uint8Array(3)])
    assert.equal(sizeOf(other), null);
});

test("a small file that the server reads is sent as it is", () => {
  assert.equal(asIs(png(5, 5)), true);
  assert.equal(asIs(png(8000, 6000)), false); // 48 megapixels, however few bytes
  assert.equal(asIs(bytes("....ftypheic")), false);
  const large = new Uint8Array(AS_IS + 1);
  large.set(png(5, 5));
  assert.equal(asIs(large), false);
});

test("a picture that is cut off is the server's to judge", () => {
  const whole = (file) => ends(file.subarray(0, 40), file.subarray(-20), file.length);
  assert.equal(whole(bytes([0xff, 0xd8, 0xff], Array(50).fill(1))), false);
  assert.equal(whole(bytes([0xff, 0xd8, 0xff, 0xff, 0xd9], Array(50).fill(1))), false);
  assert.equal(whole(bytes([0xff, 0xd8, 0xff], Array(50).fill(1), [0xff, 0xd9, 0, 0])), true);
  assert.deepEqual([png(5, 5), bytes(png(5, 5), "IEND")].map((file) => whole(bytes([...file]))), [false, true]);
  assert.deepEqual([32, 33].map((length) => whole(bytes("RIFF", little(length), "WEBP"))), [true, false]);
  assert.equal(whole(bytes("GIF89a")), true);
});

test("a photo is shrunk in halves to 1024 at most, and never enlarged", () => {
  assert.deepEqual(way(4000, 3000), [[2000, 1500], [1024, 768]]);
  assert.deepEqual(way(3000, 8000), [[1500, 4000], [750, 2000], [384, 1024]]);
  assert.deepEqual(way(2048, 2), [[1024, 1]]);
  assert.deepEqual(way(20000, 1).at(-1), [1024, 1]);
  assert.deepEqual(way(1024, 1024), [[1024, 1024]]);
  assert.deepEqual(way(7, 5), [[7, 5]]);
});

test("what JPEG would spoil is found", () => {
  const opaque = (n) => Uint32Array.from({ length: n }, (_, k) => 0xff000000 + k);
  assert.deepEqual(counted(opaque(256)), { clear: false, few: true });
  assert.deepEqual(counted(opaque(257)), { clear: false, few: false });
  assert.deepEqual(counted(Uint32Array.from([...opaque(300), 0x7f000000])), { clear: true, few: false });
});

test("of several files the first picture is taken", () => {
  const [text, photo] = [{ type: "text/plain" }, { type: "image/png" }];
  assert.equal(picture([text, photo]), photo);
  assert.equal(picture([text]), text);
  assert.equal(picture([]), undefined);
});

test("cells of a spreadsheet are pasted as text, whatever picture comes with them", () => {
  const files = [{ type: "image/png" }];
  assert.equal(pasted({ files, types: ["text/plain", "text/html", "Files"] }), undefined);
  assert.equal(pasted({ files, types: ["text/html", "Files"] }), files[0]);
  assert.equal(pasted({ files, types: ["text/plain", "Files"] }), files[0]); // a file's name comes with it
  assert.equal(pasted({ files: [], types: ["text/plain"] }), undefined);
});

test("only what was kept here is read back", () => {
  assert.deepEqual(read({ data: "QUJD", done: [4, 3, 2, 1], more: 1 }), { data: "QUJD", done: [4, 3, 2, 1] });
  for (const other of [null, undefined, 7, "x", {}, { data: 7 }, { data: "" }, []]) assert.equal(read(other), null);
});

test("why there is no camera", () => {
  const names = ["NotAllowedError", "SecurityError", "NotFoundError", "OverconstrainedError", "NotReadableError"];
  assert.deepEqual(names.map((name) => why({ name })), ["refused", "refused", "none", "none", "busy"]);
  assert.equal(why(undefined), "busy");
});

test("the last photos are kept as far as there is room, and what was damaged is left out", () => {
  const record = (letters, done = null) => ({ data: "x".repeat(letters), done });
  const four = [record(3), record(2, [9, 9, 5, 5]), record(1), record(4)];
  assert.equal(LAST, 4);
  assert.deepEqual(listed(JSON.parse(JSON.stringify(packed(four)))), four);
  assert.deepEqual(listed(packed([...four, record(5)])), four);
  assert.deepEqual(listed(packed([record(1_000_000), record(1_500_000), record(500_000), record(7)])).map(({ data }) => data.length), [1_000_000, 1_500_000]);
  assert.deepEqual(listed({ data: "one" }), [{ data: "one", done: null }]); // as it was kept before
  for (const nothing of [null, 7, "x", {}, { data: "" }, { data: 7, others: [record(1)] }]) assert.deepEqual(listed(nothing), []);
  assert.deepEqual(listed({ ...record(1), others: [null, 5, { data: 7 }, record(2)] }), [record(1), record(2)]);
  assert.deepEqual(listed({ ...record(1), others: "many" }), [record(1)]);
});
