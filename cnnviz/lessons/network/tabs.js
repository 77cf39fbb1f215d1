// What stands over the maps: the views, how maps are put in order and coloured, the layers of a block.

import { fill, fillCounted } from "../../player/js/numbers.js";
import { plain, press } from "../../player/js/rich.js";

const MANY_MAPS = ["maps", "pictures"]; // views that show them
const WORKED_OUT = ["why", "compare"]; // views that say how far they are
/** Parts of the page, and the views that have them. @type {[string, string[]][]} */
const SHOWN = [
  [".work", MANY_MAPS], [".scales", MANY_MAPS], [".large", ["maps"]], [".number", ["maps"]], [".exciting", ["pictures"]],
  ["table.layers", ["layers"]], [".wires", ["layers"]], [".why", ["why"]], [".asking", ["why"]], [".weights", ["why"]],
  [".compare", ["compare"]], [".against", ["compare"]], [".segmented.second", ["compare"]],
];

export class Tabs {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    lesson.find(".inner").addEventListener("click", (/** @type {any} */ event) => {
      const button = event.target.closest("button");
      if (button) lesson.toLayer(Number(button.dataset.value));
    });
  }

  draw() {
    const { lesson, lesson: { state, section } } = this, { view } = state;
    for (const [group, value] of [["views", view], ["sorts", state.sort], ["scales", state.scale]]) press(section, `.${group} button`, value);
    for (const [selector, views] of SHOWN) lesson.find(selector).toggleAttribute("hidden", !views.includes(view));
    lesson.find(".sorts").toggleAttribute("hidden", !MANY_MAPS.includes(view) || lesson.shape[0] === 1);
    if (!WORKED_OUT.includes(view)) lesson.find(".progress").hidden = true;
    if (MANY_MAPS.includes(view)) this.title();
  }

  /** How many maps there are, how large, and how many show nothing. */
  title() {
    const { lesson, lesson: { model, said, layer, shape: [maps, rows, columns] } } = this, column = model.columns[lesson.column], point = rows * columns === 1;
    lesson.find(".sheet .title").textContent = fillCounted(said, point ? "numbers" : "maps", { count: maps });
    const silent = column.face === layer && column.silent ? `, ${fill(said.silent, { count: column.silent })}` : "";
    lesson.find(".sheet .size").textContent = (point ? "" : fill(said.size, { rows, columns })) + silent;
  }

  /** The layers of the chosen column. */
  inner() {
    const { lesson } = this, { layers } = lesson.model, own = lesson.model.columns[lesson.column].layers, group = lesson.find(".inner"), key = own.map((k) => `${k} ${layers[k].label}`).join();
    group.toggleAttribute("hidden", own.length < 2 || ["why", "layers"].includes(lesson.state.view));
    if (group.dataset.layers !== key) {
      group.dataset.layers = key;
      group.replaceChildren(...own.map((k) => Object.assign(document.createElement("button"), { textContent: layers[k].label })));
      [...group.children].forEach((button, n) => { button.dataset.value = String(own[n]); });
    }
    press(lesson.section, ".inner button", lesson.layer);
  }

  /** The place among the steps. */
  where() {
    const { lesson, lesson: { said, model, layer } } = this, where = lesson.find(".where");
    if (lesson.state.view === "why") return where.replaceChildren(lesson.steps.text);
    const bold = document.createElement("b");
    bold.textContent = model.layers[layer].label;
    where.replaceChildren(bold, plain(fill(said.where, { label: "", place: layer + 1, count: model.layers.length })).replace(/^\s*/, " "));
  }
}
