// The answer: the first classes with their shares.

import { fill } from "../../player/js/numbers.js";

const TRIED_MS = 500; // while it is being tried whether one grey level turns the answer

export class Answers {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    lesson.find(".answer ol").addEventListener("click", (/** @type {any} */ event) => {
      const item = event.target.closest("button");
      if (!item) return;
      if (!lesson.byClass.on) lesson.state.view = "why";
      lesson.set("ask", Number(item.dataset.number) + 1);
    });
  }

  update() {
    const { lesson } = this, { said, model } = lesson, list = lesson.find(".answer ol");
    lesson.find(".answer .count").textContent = fill(said.of_classes, { count: model.classes });
    lesson.find(".answer .none").textContent = lesson.header.note || (lesson.header.separate ? "" : fill(said.none, lesson.header));
    lesson.find(".answer").classList.toggle("near", Boolean(lesson.header.near));
    clearTimeout(this.looking);
    if (lesson.header.waits) this.looking = setTimeout(() => lesson.section.isConnected && lesson.inquire({ kind: "look" }), TRIED_MS);
    const key = JSON.stringify([model.answers, said.ask]);
    if (list.dataset.key === key) return; // it keeps the focus that one of them has
    list.dataset.key = key;
    list.replaceChildren(...model.answers.map((/** @type {{ number: number, name: string, share: number }} */ { number, name, share }, /** @type {number} */ k) => {
      const item = document.createElement("li"), ask = document.createElement("button"), bar = document.createElement("i"), label = document.createElement("span"), value = document.createElement("b");
      item.className = k ? "" : "first";
      label.textContent = name;
      label.title = name;
      value.textContent = percent(share);
      bar.style.setProperty("--share", `${100 * share}%`);
      ask.dataset.number = String(number);
      ask.title = fill(said.ask, { name });
      ask.append(label, value, bar);
      item.append(ask);
      return item;
    }));
  }

  /** The class that is asked about. */
  draw() {
    const { lesson } = this, asked = lesson.state.view === "why" || lesson.byClass.on ? lesson.why.question.label : -1;
    for (const one of lesson.all(".answer button")) one.setAttribute("aria-pressed", String(Number(one.dataset.number) === asked));
  }
}

/** A share of the whole: three digits from 10 %, two below; 100 % is only all of it. @param {number} share */
export function percent(share) {
  const value = 100 * share;
  if (value === 0) return "0 %";
  if (value >= 99.95 && value < 100) return "> 99.9 %";
  const text = value >= 10 ? value.toFixed(1) : value >= 0.01 ? value.toPrecision(2) : "< 0.01";
  return `${text.includes("<") ? text : String(Number(text))} %`;
}
