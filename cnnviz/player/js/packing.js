// Reads what packing.py wrote.

/** @typedef {{ arrays: Record<string, [keyof typeof ARRAY_TYPES, number[], number]> }} Index */
/** @typedef {(Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array) & { shape: number[] }} Shaped */

const ARRAY_TYPES = {
  uint8: Uint8Array, int8: Int8Array, int16: Int16Array, int32: Int32Array,
  float32: Float32Array, float64: Float64Array,
};

/**
 * The header, and typed arrays that know their shape.
 * @param {Uint8Array} bytes
 * @returns {{ header: Record<string, any>, arrays: Record<string, Shaped> }}
 */
export function unpack(bytes) {
  const own = bytes.slice(); // a fresh buffer starts aligned
  const length = new DataView(own.buffer).getUint32(0, true);
  /** @type {Record<string, any> & Index} */
  const header = JSON.parse(new TextDecoder().decode(own.subarray(4, 4 + length)));
  /** @type {Record<string, Shaped>} */
  const arrays = {};
  for (const [name, [dtype, shape, offset]] of Object.entries(header.arrays)) {
    const size = shape.reduce((a, b) => a * b, 1);
    arrays[name] = Object.assign(new ARRAY_TYPES[dtype](own.buffer, 4 + length + offset, size), { shape });
  }
  return { header, arrays };
}
