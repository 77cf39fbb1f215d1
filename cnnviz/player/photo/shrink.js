// A photo made small enough to send: turned as its file says, shrunk in halves, and as base64.

import { ends, sizeOf } from "./kinds.js";

export const LONGEST = 1024; // px, twice the largest side of any lesson
export const AS_IS = 1_000_000; // bytes that are sent as they are
export const LARGEST = 10_000_000; // bytes, the server's limit
const HUGE = 200_000_000; // bytes that no browser is asked to decode: a video
const HEAD = 1024; // bytes that tell what a file is
const TAIL = 65_536;
const MOST_PIXELS = 25_000_000; // the server's limit
const QUALITY = 0.92;
const FEW = 256; // colours of a drawing, which JPEG would blur
const ALL = 0xff000000; // the alpha of a pixel, in the order in which canvas keeps it

/** What is sent, and what was done to it: the size of the file's picture and the one sent, or nothing.
 * @typedef {{ data: string, done: number[] | null }} Record */

/** The sizes on the way: halves, so that no pixel is passed over, and then the last step.
 * @param {number} width @param {number} height @param {number} longest @returns {[number, number][]} */
export function way(width, height, longest = LONGEST) {
  const most = Math.max(width, height), ratio = Math.min(1, longest / most);
  /** @type {[number, number][]} */
  const sizes = [];
  for (let half = 0.5; half > ratio; half /= 2) sizes.push([Math.ceil(width * half), Math.ceil(height * half)]);
  return [...sizes, [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))]];
}

/** Whether the server reads these bytes as they are. @param {Uint8Array} bytes */
export function asIs(bytes) {
  const size = bytes.length <= AS_IS ? sizeOf(bytes) : null;
  return size !== null && size.width * size.height <= MOST_PIXELS;
}

/** Whether any pixel lets something through, and whether there are few colours. @param {Uint32Array} pixels */
export function counted(pixels) {
  const colours = new Set();
  let clear = false;
  for (const pixel of pixels) {
    clear ||= (pixel & ALL) !== (ALL | 0);
    if (colours.size <= FEW) colours.add(pixel);
    else if (clear) break;
  }
  return { clear, few: colours.size <= FEW };
}

/** @param {number} width @param {number} height */
function canvas(width, height) {
  const made = Object.assign(document.createElement("canvas"), { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (made.getContext("2d"));
  return Object.assign(context, { imageSmoothingEnabled: true, imageSmoothingQuality: "high" });
}

/** @param {CanvasImageSource & { width: number, height: number }} source */
export function shrunk(source) {
  let now = source;
  for (const [width, height] of way(source.width, source.height)) {
    const next = canvas(width, height);
    next.drawImage(now, 0, 0, width, height);
    now = next.canvas;
  }
  return /** @type {HTMLCanvasElement} */ (now);
}

/** @param {HTMLCanvasElement} from @param {string} type @returns {Promise<Blob>} */
const encoded = (from, type) => new Promise((resolve, reject) => from.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(type))), type, QUALITY));

/** PNG for what JPEG would spoil, as long as it stays small. @param {HTMLCanvasElement} from */
async function written(from) {
  const context = /** @type {CanvasRenderingContext2D} */ (from.getContext("2d"));
  const { clear, few } = counted(new Uint32Array(context.getImageData(0, 0, from.width, from.height).data.buffer));
  const png = clear || few ? await encoded(from, "image/png") : null;
  if (png && png.size <= AS_IS) return png;
  context.globalCompositeOperation = "destination-over"; // JPEG has no transparency: paper behind it
  context.fillStyle = "#fff";
  context.fillRect(0, 0, from.width, from.height);
  return encoded(from, "image/jpeg");
}

/** @param {Blob} blob @returns {Promise<string>} */
export const base64 = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

/** A canvas or what a browser has decoded, as it is sent. @param {CanvasImageSource & { width: number, height: number }} source */
export async function taken(source) {
  const small = shrunk(source);
  return { data: await base64(await written(small)), done: [source.width, source.height, small.width, small.height] };
}

/** @param {Blob} part */
const bytes = async (part) => new Uint8Array(await part.arrayBuffer());

/** @param {Blob} file @returns {Promise<Record>} */
const unchanged = async (file) => ({ data: await base64(file), done: null });

/** Whether a file goes to the server without being decoded here. @param {Blob} file */
async function servers(file) {
  if (file.size <= AS_IS) return asIs(await bytes(file));
  return file.size <= LARGEST && !ends(await bytes(file.slice(0, HEAD)), await bytes(file.slice(-TAIL)), file.size);
}

/** A file as it is sent. One that is too large for the server and no picture to this browser gives its first bytes alone, which say what it
 * is. It rejects if the file can't be read. @param {Blob} file @returns {Promise<Record | string>} */
export async function prepared(file) {
  if (await servers(file)) return unchanged(file);
  const picture = file.size > HUGE ? null : await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return file.size > LARGEST ? base64(file.slice(0, HEAD)) : unchanged(file);
  try {
    return await taken(picture);
  } finally {
    picture.close();
  }
}
