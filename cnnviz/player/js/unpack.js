// Reads what packing.py wrote: a header, typed arrays that know their shape, and what only this person gets.

const TYPES = {
  uint8: Uint8Array, int8: Int8Array, int16: Int16Array, int32: Int32Array,
  float32: Float32Array, float64: Float64Array,
};

/** @param {Uint8Array} bytes @returns {Payload} */
export function unpacked(bytes) {
  const own = bytes.slice(); // a fresh buffer starts aligned
  const view = new DataView(own.buffer), length = view.getUint32(0, true), said = view.getUint32(own.length - 4, true);
  /** @param {number} start @param {number} end */
  const text = (start, end) => new TextDecoder().decode(own.subarray(start, end));
  const header = JSON.parse(text(4, 4 + length));
  /** @type {Record<string, Numbers>} */
  const arrays = {};
  for (const [name, [dtype, shape, offset]] of Object.entries(/** @type {import("./payload").Header} */ (header).arrays)) {
    const size = shape.reduce((a, b) => a * b, 1);
    arrays[name] = Object.assign(new TYPES[/** @type {keyof typeof TYPES} */ (dtype)](own.buffer, 4 + length + offset, size), { shape });
  }
  return { header, arrays, personal: JSON.parse(text(own.length - 4 - said, own.length - 4)) };
}
