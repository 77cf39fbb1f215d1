// Two networks on one picture: what each is, and the classes that both know.

import { percent } from "./answer.js";

export class Networks {
  /** @param {import("./compare.js").Compare} compare */
  constructor(compare) {
    this.compare = compare;
    this.box = compare.find(".nets");
  }

  update() {
    const second = this.compare.data?.second;
    if (!second) return;
    const { words } = this.compare, [one, two] = second.titles;
    const about = table([["", one, two], ...second.rows]), known = second.classes.map((/** @type {any} */ c) => [c.name, percent(c.before), percent(c.after), c.change]);
    const both = known.length ? [table([[words.both, one, two, words.points], ...known])] : [];
    this.box.replaceChildren(about, ...both);
  }

  draw() { this.box.toggleAttribute("hidden", !this.compare.on || !this.compare.data?.second); }
}

/** The first row is the head. @param {string[][]} lines */
function table(lines) {
  const whole = document.createElement("table");
  whole.append(...lines.map((line, k) => {
    const row = document.createElement("tr");
    row.append(...line.map((text, n) => Object.assign(document.createElement(k && n ? "td" : "th"), { textContent: text, scope: k ? "row" : "col" })));
    return row;
  }));
  return whole;
}
