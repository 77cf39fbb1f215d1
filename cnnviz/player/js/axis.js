// One spatial axis, looked up: what an output reads, who reads an input. Written by axes.py.

import { range } from "./text.js";

export class Axis {
  /** @param {AxisHeader} header @param {Record<string, Numbers>} arrays */
  constructor(header, arrays) {
    this.places = arrays[header.places];
    this.padded = arrays[header.padded];
    this.indptr = arrays[header.indptr];
    this.output = arrays[header.output];
    this.kernelIndex = arrays[header.kernel_index];
    this.left = header.left ? arrays[header.left] : null;
    this.width = header.width ? arrays[header.width] : null;
    this.before = header.before;
    this.outputs = this.places.shape[0];
    this.kernelSize = this.places.shape[1];
    this.inputs = this.indptr.length - 1;
    this.length = this.padded.length;
  }

  /** Place in the padded input, −1 where this output has no such kernel index. @param {number} output @param {number} k */
  place(output, k) { return this.places[output * this.kernelSize + k]; }

  /** The input that is read, negative for a zero. @param {number} output @param {number} k */
  source(output, k) {
    const place = this.place(output, k);
    return place < 0 ? -1 : this.padded[place];
  }

  /** The same place counted from input 0: the x of the relation. @param {number} output @param {number} k */
  position(output, k) { return this.place(output, k) - this.before; }

  /** How many kernel indices an output has. @param {number} output */
  size(output) {
    let size = this.kernelSize;
    while (size && this.place(output, size - 1) < 0) size--;
    return size;
  }

  /** First place, and how many places there are from it to the last one. @param {number} output @returns {[number, number]} */
  span(output) {
    const first = this.place(output, 0);
    return [first, this.place(output, this.size(output) - 1) - first + 1];
  }

  /** @param {number} output */
  centre(output) {
    const [first, length] = this.span(output);
    return first + length / 2;
  }

  /** All places of an output, as a slice of NumPy. @param {number} output */
  window(output) { return slice(range(this.size(output)).map((k) => this.place(output, k))); }
  /** All places that meet one kernel index, as a slice. @param {number} k */
  met(k) { return slice(range(this.outputs).map((output) => this.place(output, k))); }

  /** Whether the padding repeats inputs. */
  get repeats() { return Array.from(this.padded).filter((x) => x >= 0).length > this.inputs; }

  /** How often an input is read. @param {number} input */
  uses(input) { return this.indptr[input + 1] - this.indptr[input]; }

  /** The (output, kernel index) pairs that read an input. @param {number} input @returns {[number, number][]} */
  consumers(input) {
    /** @type {[number, number][]} */
    const pairs = [];
    for (let k = this.indptr[input]; k < this.indptr[input + 1]; k++) pairs.push([this.output[k], this.kernelIndex[k]]);
    return pairs;
  }

  /** The outputs that read an input, each once. @param {number} input */
  readers(input) { return [...new Set(this.consumers(input).map(([output]) => output))]; }

  /** What one kernel index meets: the inputs, marked and counted, and how many outputs read an input or a zero through it. @param {number} k */
  touched(k) {
    const inputs = new Uint8Array(this.inputs);
    let zeros = 0;
    for (let i = 0; i < this.outputs; i++) {
      const x = this.source(i, k);
      if (x < 0) zeros++;
      else inputs[x] = 1;
    }
    return { inputs, distinct: inputs.reduce((a, b) => a + b, 0), reads: this.outputs - zeros, zeros };
  }

  /** All inputs that any of these outputs reads, rising. @param {Iterable<number>} outputs */
  reads(outputs) {
    const found = new Set();
    for (const output of outputs)
      for (let k = 0; k < this.kernelSize; k++) found.add(this.source(output, k));
    return rising(found);
  }

  /** All outputs that any of these inputs feeds, rising. @param {Iterable<number>} inputs */
  feeds(inputs) {
    const found = new Set();
    for (const input of inputs) for (const output of this.readers(input)) found.add(output);
    return rising(found);
  }

  /** The output whose window's centre lies nearest a place. @param {number} place */
  nearest(place) {
    let best = 0;
    for (let i = 1; i < this.outputs; i++)
      if (Math.abs(this.centre(i) - place) < Math.abs(this.centre(best) - place)) best = i;
    return best;
  }

  /** Whether a place lies outside of the input. @param {number} place */
  outside(place) { return place < this.before || place >= this.before + this.inputs; }
}

/** Positions from first to last as a slice of NumPy. @param {number[]} at */
const slice = (at) => {
  const [first, second = first + 1] = at, last = at[at.length - 1];
  return `${first}:${last + 1}${second - first > 1 ? `:${second - first}` : ""}`;
};

/** @param {Set<number>} found */
const rising = (found) => [...found].filter((x) => x >= 0).sort((a, b) => a - b);
