// What a file is by its first bytes: the server reads some kinds as they are, and a size says whether it may.

/** @typedef {{ width: number, height: number }} Size */

/** @param {Uint8Array} bytes @param {number} at @param {string} text */
const says = (bytes, at, text) => [...text].every((letter, k) => bytes[at + k] === letter.charCodeAt(0));

/** @param {DataView} view @returns {Size | null} */
function jpeg(view) {
  for (let at = 2; at + 9 < view.byteLength; ) {
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) return null;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    const alone = marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += alone ? 2 - Number(marker === 0xff) : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** @param {DataView} view @param {Uint8Array} bytes @returns {Size | null} */
function webp(view, bytes) {
  const short = (/** @type {number} */ at) => view.getUint16(at, true) & 0x3fff;
  const long = (/** @type {number} */ at) => 1 + (view.getUint32(at, true) & 0xffffff);
  if (says(bytes, 12, "VP8X")) return { width: long(24), height: long(27) };
  if (says(bytes, 12, "VP8 ")) return { width: short(26), height: short(28) };
  if (!says(bytes, 12, "VP8L")) return null;
  const both = view.getUint32(21, true);
  return { width: 1 + (both & 0x3fff), height: 1 + ((both >> 14) & 0x3fff) };
}

/** @param {DataView} view @returns {Size} */
function bmp(view) {
  const old = view.getUint32(14, true) === 12;
  if (old) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** The size of a picture that the server can read as it is; null for any other file. @param {Uint8Array} bytes @returns {Size | null} */
export function sizeOf(bytes) {
  if (bytes.length < 32) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (says(bytes, 0, "\x89PNG")) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (says(bytes, 0, "\xff\xd8\xff")) return jpeg(view);
  if (says(bytes, 0, "GIF8")) return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (says(bytes, 0, "RIFF") && says(bytes, 8, "WEBP")) return webp(view, bytes);
  return says(bytes, 0, "BM") ? bmp(view) : null;
}

/** Whether the end of a picture is there. A browser paints what is missing grey and says nothing; the server says it.
 * @param {Uint8Array} head @param {Uint8Array} tail @param {number} size */
export function ends(head, tail, size) {
  const has = (/** @type {string} */ text) => tail.some((_, at) => says(tail, at, text));
  if (says(head, 0, "\xff\xd8\xff")) return has("\xff\xd9");
  if (says(head, 0, "\x89PNG")) return has("IEND");
  if (says(head, 0, "RIFF")) return size >= 8 + new DataView(head.buffer, head.byteOffset).getUint32(4, true);
  return true;
}
