// What is asked: which class, rather than which other, of which weights.

import { press } from "../../player/js/rich.js";

export class Asking {
  /** @param {import("./why.js").Why} why */
  constructor(why) {
    const { lesson } = why;
    this.why = why;
    this.input = lesson.find(".asking input");
    this.input.addEventListener("change", () => this.named());
    this.input.addEventListener("input", () => { this.over = why.question.label; });
    /** The class over whose name another one is being written. */
    this.over = -1;
    /** Whether a name was given while the names were on their way. */
    this.early = false;
    lesson.find(".asking select").addEventListener("change", (/** @type {any} */ event) => lesson.set("versus", Number(event.target.value)));
  }

  /** A class by its name. */
  named() {
    const { lesson, data, words } = this.why, wanted = this.input.value.trim().toLowerCase();
    const names = data?.names ?? [], at = names.findIndex((/** @type {string} */ name) => name.toLowerCase() === wanted);
    this.early = !names.length;
    if (this.early) return;
    this.over = -1;
    if (at >= 0) lesson.set("ask", at + 1);
    else if (wanted) lesson.complain(words.unknown);
  }

  draw() {
    const { why, why: { lesson, words, data } } = this, { model } = lesson, select = lesson.find(".asking select"), { label, versus } = why.question;
    const others = model.answers.filter((/** @type {any} */ a) => a.number !== label), key = JSON.stringify([others, label, versus, data?.names?.length]);
    press(lesson.section, ".weights button", lesson.state.shuffle);
    if (select.dataset.key === key) return;
    select.dataset.key = key;
    const extra = versus >= 0 && !others.some((/** @type {any} */ a) => a.number === versus) ? [{ number: versus, name: data?.other ?? "" }] : [];
    select.replaceChildren(new Option(words.alone, "0"), ...[...others, ...extra].map((a) => new Option(a.name, String(a.number + 1))));
    select.value = String(versus + 1);
    const known = [...model.answers, ...(data ? [{ number: data.label, name: data.name }] : [])].find((/** @type {any} */ a) => a.number === label);
    if (this.over !== label) this.input.value = known?.name ?? data?.names?.[label] ?? "";
    lesson.find("#classes").replaceChildren(...(data?.names ?? []).map((/** @type {string} */ name) => new Option("", name)));
    if (this.early && data?.names) this.named();
  }
}
