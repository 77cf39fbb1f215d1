// What was asked of the server and is not answered yet: who goes on before the answer goes on from there, and not from what is still shown.

export class Asked {
  /** @param {{ answered: (number: number) => boolean }} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {Map<string, { value: any, number: number }>} */
    this.last = new Map();
  }

  /** @param {string} name @param {any} value @param {number} number of the event that asks for it */
  note(name, value, number) { this.last.set(name, { value, number }); }

  /** What was asked for last; once that is answered, what the server has. @template T @param {string} name @param {T} held @returns {T} */
  of(name, held) {
    const last = this.last.get(name);
    return last && !this.lesson.answered(last.number) ? last.value : held;
  }
}
