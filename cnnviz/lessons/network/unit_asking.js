// The numbers behind a map: asked of the server once it is looked at for a moment.

const ASK_MS = 140;

export class UnitAsking {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** The map that was asked for last. */
    this.asked = "";
  }

  soon() {
    const { lesson } = this;
    clearTimeout(this.waiting);
    if (lesson.state.view === "pictures") return lesson.exciting.askSoon();
    if (!lesson.exact) this.waiting = setTimeout(() => this.ask(), ASK_MS);
  }

  ask() {
    const { lesson, lesson: { layer, map, model, state } } = this, key = `${layer} ${map}`;
    if (lesson.exact || this.asked === key || !lesson.section.isConnected) return;
    this.asked = key;
    lesson.inquire({ kind: "choose", layer, map: model.glance(layer) || state.map ? map : -1, comparing: lesson.compare.on });
  }

  destroy() { clearTimeout(this.waiting); }
}
