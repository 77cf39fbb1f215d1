// Numbers that are heard: nothing plays by itself, and a new sound ends the one before.

export const SOUND_RATE = 8000; // numbers a second
const LOUDEST = 0.8;

/** Numbers as a loudspeaker takes them, from −1 to 1; `peak` is as loud as may be. @param {ArrayLike<number>} values @param {number} peak */
export const levelled = (values, peak) => Float32Array.from(values, (value) => (peak ? (LOUDEST * value) / peak : 0));

/** The largest of the numbers, whatever their sign. @param {ArrayLike<number>[]} rows */
export function peakOf(...rows) {
  let peak = 0;
  for (const values of rows) for (let k = 0; k < values.length; k++) peak = Math.max(peak, Math.abs(values[k]));
  return peak;
}

export class Sound {
  /** @type {AudioContext | null} */
  context = null;
  /** @type {AudioBufferSourceNode | null} */
  source = null;

  /** @param {ArrayLike<number>} values @param {number} peak */
  play(values, peak = peakOf(values)) {
    this.stop();
    this.context ??= new AudioContext();
    const buffer = this.context.createBuffer(1, values.length, SOUND_RATE), source = this.context.createBufferSource();
    buffer.copyToChannel(levelled(values, peak), 0);
    source.buffer = buffer;
    source.connect(this.context.destination);
    source.start();
    this.source = source;
  }

  stop() {
    this.source?.stop();
    this.source = null;
  }
}
