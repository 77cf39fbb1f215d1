// A run as the server tells it: blocks of moments, each moment with all of its numbers.

export class Run {
  /** @param {Payload<any>} payload @param {any} facts @param {string} prefix of the names of its arrays */
  constructor({ header, arrays }, facts = header.run, prefix = "") {
    this.header = header;
    this.arrays = arrays;
    this.prefix = prefix;
    /** The run that is kept beside it. @type {Run | null} */
    this.beside = header.beside && !prefix ? new Run({ header, arrays, personal: /** @type {any} */ (null) }, header.beside, "a-") : null;
    /** @type {{ epoch: number, total: number, every: number, count: number, known: number, block: number, running: boolean, ahead: number, over: boolean,
     * stopped: number, problem: string, scale: number, slope: number, guessing: number, kernels: number, size: number, training: number, seen: number, tests: number,
     * rate: number, plain: boolean, about: string, answers: boolean }} */
    this.facts = facts;
  }

  /** All numbers of one name at a moment. @param {string} name @param {number} moment @returns {import("../../player/js/payload").Typed} */
  at(name, moment) {
    const { block } = this.facts, array = this.arrays[`${this.prefix}${name}:${Math.floor(moment / block)}`], size = array.length / array.shape[0], k = moment % block;
    return array.subarray(k * size, (k + 1) * size);
  }

  /** The steps before a moment. @param {number} moment */
  steps(moment) { return this.at("steps", moment)[0]; }
  /** The last known moment that is not after so many steps. @param {number} steps */
  momentAt(steps) { return Math.min(Math.floor(steps / this.facts.every), this.last); }
  /** Its moment at the same time of another run, in epochs. @param {Run} other @param {number} moment of the other */
  alike(other, moment) { return this.momentAt(Math.round((other.steps(moment) * this.facts.epoch) / other.facts.epoch)); }
  get last() { return this.facts.known - 1; }
  /** The shares of new and of training pictures that are told right. @param {number} moment */
  right(moment) {
    const [seen, tests] = this.at("right", moment), { facts } = this;
    return { seen: seen / facts.seen, tests: tests / facts.tests };
  }

  /** The class with the largest share. @param {number} moment */
  answer(moment) {
    const shares = Array.from(this.at("answer", moment));
    return Math.max(0, shares.indexOf(Math.max(...shares)));
  }

  /** Cells of the confusion matrix that are no pictures told right, the largest of them. @param {number} moment */
  mostTaken(moment) {
    const { length } = this.header.classes;
    return Math.max(1, ...Array.from(this.at("confusion", moment)).filter((_, k) => k % (length + 1)));
  }
}
