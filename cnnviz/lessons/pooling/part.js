// What each part of the player sees of the lesson.

export class Part {
  /** @param {import("./player.js").Pooling} lesson */
  constructor(lesson) { this.lesson = lesson; }

  get model() { return this.lesson.model; }
  get palette() { return this.lesson.palette; }
  get places() { return this.lesson.places; }
  get words() { return this.lesson.words; }
  get notes() { return this.lesson.words.notes; }
}
