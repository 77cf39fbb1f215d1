// Two networks beside each other: both drawings, their measures, and the chart of all.

import { chart } from "./chart.js";
import { both, ratios } from "./rows.js";

export class Two {
  /** @param {import("./player.js").Architectures} lesson */
  constructor(lesson) {
    this.lesson = lesson;
  }

  draw() {
    const { lesson, lesson: { net, other, state, phone } } = this, wide = lesson.wide ?? 0, high = lesson.high ?? 0, width = phone ? wide : Math.round((wide - 28) * 0.58);
    lesson.anew(["pair", state.metric, net.key, net.side, other.key].join(), () => {
      lesson.find(".both").innerHTML = both(lesson, width, phone ? 220 : Math.max(170, high - 232));
      lesson.find(".ratios").innerHTML = ratios(lesson);
    });
    for (const axis of /** @type {const} */ (["x", "y"])) this.measures(lesson.find(`[data-choose=${axis}]`), state[axis]);
    const svg = lesson.find(".chart"), room = { width: phone ? width : wide - width - 28, height: phone ? 360 : Math.max(300, Math.min(560, high - 48)) };
    svg.setAttribute("width", room.width);
    svg.setAttribute("height", room.height);
    svg.innerHTML = chart(lesson, room);
  }

  /** What an axis can measure. @param {HTMLSelectElement} select @param {string} chosen */
  measures(select, chosen) {
    if (!select.options.length) for (const [value, said] of Object.entries(this.lesson.words.measures)) select.add(new Option(said, value));
    select.value = chosen;
  }
}
