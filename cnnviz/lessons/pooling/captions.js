// What stands over the three pictures, and the switches that act on them.

import { fill, format, writeRich } from "../../player/js/numbers.js";
import { plain, press } from "../../player/js/rich.js";
import { PLAIN } from "./backward.js";
import { DISC_CELL } from "./forward.js";
import { Part } from "./part.js";

export class Captions extends Part {
  draw() {
    this.write();
    this.tools();
    this.legend();
  }

  /** Over the input on the way back: how its gradient is shown. */
  get scale() {
    const { places, notes, lesson: { backward, gradient } } = this;
    if (places.cell < DISC_CELL) return fill(notes.scale, { limit: format(PLAIN * gradient.limit) });
    return backward.hundredths ? notes.hundredths : notes.on_picture;
  }

  write() {
    const { lesson, words: { captions } } = this, { view } = lesson.state;
    const put = view === "route" ? { scale: this.scale } : { shift: view === "shift" && lesson.shift.now };
    /** @type {[string, string][]} */
    const texts = captions[lesson.rebuilds ? "rebuilt" : view];
    lesson.all(".caption").forEach(({ children: [title, note] }, k) => {
      const text = fill(texts[k][1], put);
      if (note.dataset.text === text && title.textContent === texts[k][0]) return; // a hover changes none
      title.textContent = texts[k][0];
      writeRich(note, text);
      note.title = plain(text);
      [lesson.left, lesson.middle, lesson.right][k].canvas.setAttribute("aria-label", `${texts[k][0]}: ${plain(text)}`);
    });
  }

  tools() {
    const { model: { header, hasWinner }, places, notes, lesson } = this, { state: { view, tie, dy }, section } = lesson;
    const own = lesson.find(".gradients [data-value=own]");
    const shown = {
      ties: view === "route" && header.tied, gradients: view === "route",
      rebuild: view === "mask" && hasWinner, zoom: places.zooms && view !== "shift",
    };
    for (const [name, on] of Object.entries(shown)) lesson.find(`.${name}`).hidden = !on;
    own.disabled = !header.routes.own;
    own.title = own.disabled ? notes.own_title : "";
    lesson.find(".views [data-value=shift]").disabled = !header.shift;
    lesson.find(".rebuild").setAttribute("aria-pressed", String(lesson.rebuilt));
    const pressed = { views: view, ties: tie, gradients: lesson.gradients.includes(dy) ? dy : "ones", zoom: lesson.zoomed };
    for (const [group, value] of Object.entries(pressed)) press(section, `.${group} button`, value);
  }

  /** The meaning of the marks that are there. */
  legend() {
    const { lesson, words: { legend } } = this, marks = lesson.rebuilds ? [] : legend[lesson.state.view];
    for (const sample of lesson.all(".legend > span")) sample.hidden = !marks.includes(sample.dataset.mark);
  }
}
