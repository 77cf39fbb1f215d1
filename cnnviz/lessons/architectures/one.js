// One network: its drawing, the table of its layers, and beside it the idea, blocks of three families, how deep it is, and its run.

import { fill } from "../../player/js/numbers.js";
import { press } from "../../player/js/rich.js";
import { scales } from "./model.js";
import { IDEAS, knobs, standing } from "./ideas.js";
import { blocks, bold, connections, depth, run } from "./panels.js";
import { Profile } from "./profile.js";
import { chooser, table } from "./rows.js";

/** @typedef {import("./player.js").Architectures} Player */

/** @type {Record<string, (lesson: Player, width: number) => string>} */
const PANELS = { idea, blocks, depth, run };
const WIDEST = 96; // px: a mark and the gap beside it

/** The experiment, and what came of it. @param {Player} lesson @param {number} width */
function idea(lesson, width) {
  if (lesson.model.header.connections) return connections(lesson);
  const { idea: { family, said, about } } = lesson.model.header, { html, height, values } = IDEAS[family](lesson, width);
  return `<svg class="drawn experiment" width="${width}" height="${height}" role="img" aria-label="${about}" data-testid="experiment">${html}</svg><p class="note" data-testid="found">${bold(fill(said, { ...standing(lesson), ...values }))}</p>`;
}

export class One {
  step = 14; // px of a mark

  /** @param {Player} lesson */
  constructor(lesson) {
    this.lesson = lesson;
  }

  draw() {
    const { lesson, lesson: { net, state, phone, short, model } } = this, width = lesson.wide ?? 0, height = short || phone ? 134 : 172, svg = lesson.find(".whole-profile");
    lesson.anew(["one", net.key, net.side, net.classes].join(), () => {
      lesson.find(".layers").innerHTML = table(lesson, net);
      lesson.find(".pick-own").innerHTML = chooser(lesson, Object.keys(model.nets), net.key, lesson.words.network, "network");
      const left = (lesson.high ?? 0) - height + 10;
      lesson.find(".scroll").style.maxHeight = phone ? "" : `${left}px`;
      this.left = left - (short ? 32 : 38); // for the tabs
    });
    this.step = Math.min(WIDEST, width / net.marks.length);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.innerHTML = new Profile(net, { ...scales([net], state.metric), width, height, step: this.step, metric: state.metric, arc: 20, axis: 26, labels: true, on: lesson.slot, asked: lesson.hidden ? lesson.slot : undefined }).draw();
    this.lit();
    press(lesson.section, ".tabs button", state.tab);
    this.turnKnobs();
    const told = lesson.find(".told-of");
    told.style.maxHeight = phone ? "" : `${(this.left ?? 0) - lesson.find(".knobs").offsetHeight}px`;
    told.innerHTML = net === model.own ? PANELS[state.tab](lesson, phone ? width : (width - 28) * 0.42) : "";
  }

  /** The knobs stay the same while one is dragged. */
  turnKnobs() {
    const { lesson, lesson: { state, model: { header, own } } } = this, box = lesson.find(".knobs");
    box.hidden = state.tab !== "idea" || lesson.net !== own || Boolean(header.connections);
    const key = `${header.idea.family} ${header.idea.again}`;
    if (box.dataset.of !== key) box.innerHTML = knobs(lesson);
    box.dataset.of = key;
    const said = standing(lesson);
    for (const input of box.querySelectorAll("input")) {
      input.value = String(state[input.dataset.knob]);
      input.setAttribute("aria-valuetext", said[input.dataset.knob]);
      input.parentElement.querySelector("output").textContent = said[input.dataset.knob];
    }
    for (const button of box.querySelectorAll("[data-value]")) button.setAttribute("aria-pressed", String(Number(button.dataset.value) === state[button.dataset.knob]));
  }

  /** The row of the table that is shown; while its shape is asked for, it is hidden, and all that follow from it. */
  lit() {
    const { lesson, lesson: { at, hidden, pointed } } = this;
    for (const row of lesson.all(".layers tr[data-line]")) {
      const line = Number(row.dataset.line), on = line === at;
      if (on && !row.classList.contains("on") && pointed === null) this.reveal(row);
      row.classList.toggle("on", on);
      row.children[4].classList.toggle("asked", line >= at && hidden);
    }
  }

  /** Into sight within the table alone: the page stays where it is. @param {HTMLElement} row */
  reveal(row) {
    const box = this.lesson.find(".scroll");
    box.scrollTop = row.offsetTop + row.offsetHeight / 2 - box.clientHeight / 2;
  }
}
