// Reads what packing.py wrote: a header, typed arrays that know their shape, and what only this person gets.

const TYPES = {
  uint8: Uint8Array, int8: Int8Array, int16: Int16Array, int32: Int32Array,
  float32: Float32Array, float64: Float64Array,
};

/** The large arrays of a payload by their stamps: the next one need not bring them. @typedef {Map<string, Numbers>} Held */

/** A payload, and what is held from now on; null where it leaves out what is not held. @param {Uint8Array} bytes @param {Held} held
 * @returns {{ payload: Payload, held: Held } | null} */
export function unpacked(bytes, held = new Map()) {
  const view = new DataView(bytes.buffer, bytes.byteOffset), length = view.getUint32(0, true), said = view.getUint32(bytes.length - 4, true);
  /** @param {number} start @param {number} end */
  const text = (start, end) => new TextDecoder().decode(bytes.subarray(start, end));
  const header = JSON.parse(text(4, 4 + length));
  /** @type {Record<string, Numbers>} */
  const arrays = {};
  /** @type {Held} */
  const holds = new Map();
  for (const [name, entry] of Object.entries(/** @type {import("./payload").Header} */ (header).arrays)) {
    const [, , offset, stamp = ""] = entry, array = offset < 0 ? held.get(stamp) : cut(bytes, 4 + length + offset, entry);
    if (!array) return null;
    arrays[name] = array;
    if (stamp) holds.set(stamp, array);
  }
  return { payload: { header, arrays, personal: JSON.parse(text(bytes.length - 4 - said, bytes.length - 4)) }, held: holds };
}

/** An array in memory of its own, which starts aligned and keeps nothing else of its payload. @param {Uint8Array} bytes @param {number} from
 * @param {import("./payload").ArrayEntry} entry @returns {Numbers} */
function cut(bytes, from, [dtype, shape]) {
  const Type = TYPES[/** @type {keyof typeof TYPES} */ (dtype)], size = shape.reduce((a, b) => a * b, 1);
  return Object.assign(new Type(bytes.slice(from, from + size * Type.BYTES_PER_ELEMENT).buffer), { shape });
}
