// The sentence that answers the question, and the numbers behind it.

import { fill, format, writeRich } from "../../player/js/numbers.js";
import { areaOf } from "./model.js";
import { across } from "./table.js";

const MOST_LINES = 8;
const FEW_LINES = 5;

export class FieldWords {
  constructor(player) {
    this.player = player;
    this.list = player.find(".numbers dl");
  }

  draw() {
    const { player } = this, { model } = player;
    const sentence = model.stages.length ? this.sentence() : model.words.empty;
    const shown = model.why && !player.looked ? model.why : sentence;
    player.find(".sentence").classList.toggle("wrong", shown === model.why && Boolean(model.why));
    writeRich(player.find(".sentence"), shown);
    player.speak(shown.replaceAll("*", ""));
    player.find(".sure").hidden = !(player.asks && model.effective.sure);
    player.find(".cone").setAttribute("aria-label", `Side view along row ${player.side.row}. ${shown.replaceAll("*", "")}`);
    player.find(".picture").setAttribute("aria-label", `${model.about}. Arrow keys move the unit.`);
    if (!model.stages.length) return this.list.replaceChildren();
    if (player.state.mode === "reach") this.reached();
    else this.formulas();
    this.compare();
  }

  sentence() {
    const { player } = this, { words } = player.model;
    if (player.state.mode === "reach") return this.reach();
    if (player.state.lock) return this.both();
    if (player.asks) return player.model.effective.why;
    if (player.waits) return fill(words.waiting, this.unit(player.focus));
    return player.heated ? this.effective() : this.see();
  }

  unit({ layer, at: [row, column] }) { return { layer: layer + 1, row, column }; }

  see() {
    const { player } = this, { model, focus } = player, { words } = model;
    const box = model.box(focus), clipped = model.clipped(box), inside = areaOf(clipped), whole = areaOf(box);
    const [height, width] = box.map(([first, last]) => last - first + 1), [[top, bottom], [left, right]] = clipped;
    const values = { ...this.unit(focus), height, width, top, bottom, left, right, inside: count(inside) };
    if (!inside) return fill(words.outside, values);
    const read = [0, 1].reduce((size, axis) => size * model.sees(focus, axis)[0].length, 1);
    let text = fill(words.see, values);
    if (inside < whole) text += fill(words.padding, { share: percent(whole - inside, whole) });
    if (read < inside) text += fill(words.holes, { read: count(read), inside: count(inside) });
    return text + (model.stages[focus.layer].aligned ? "" : words.unaligned);
  }

  effective() {
    const { player } = this, { model, focus } = player, { half, reached } = model.effective;
    const inside = areaOf(model.clipped(model.box(focus)));
    const values = { ...this.unit(focus), inside: count(inside), half: count(half), share: percent(half, inside) };
    return fill(reached ? model.words.effective : model.words.silent, values);
  }

  both() {
    const { player } = this, { model, focus, state } = player, a = model.box(state.lock), b = model.box(focus);
    const shared = areaOf(player.shared(a, b)), whole = areaOf(model.clipped(b)), of = this.unit(state.lock);
    return fill(shared ? model.words.both : model.words.apart, {
      ...this.unit(focus), layer_a: of.layer, row_a: of.row, column_a: of.column, shared: count(shared), share: percent(shared, whole),
    });
  }

  reach() {
    const { player } = this, { model, pixel, layer } = player;
    const [high, wide] = [0, 1].map((axis) => model.reaches(pixel, axis)[layer + 1].length), [rows, columns] = model.stages[layer].shape;
    const values = { row: pixel[0], column: pixel[1], layer: layer + 1, high, wide, rows, columns, count: count(high * wide), units: high * wide === 1 ? "unit" : "units",
      high_rows: high === 1 ? "row" : "rows", wide_columns: wide === 1 ? "column" : "columns" };
    return fill(high * wide ? model.words.reach : model.words.nowhere, values);
  }

  // How size, jump and start came about, and where this unit's box lies on each axis.
  formulas() {
    const { player } = this, { model, focus } = player, stage = model.stages[focus.layer], [rows, columns] = stage.formulas;
    player.find(".layer-title").textContent = `Layer ${focus.layer + 1}`;
    player.find(".layer-detail").textContent = stage.detail;
    const lines = [["size", both(rows.size, columns.size), "pixels wide"], ["jump", both(rows.jump, columns.jump), "to the next unit"],
      ["start", both(rows.start, columns.start), "centre of unit 0"]];
    const box = model.box(focus);
    ["rows", "columns"].forEach((name, k) => {
      const { start, jump, size } = stage.axes[k], centre = start + focus.at[k] * jump, [first, last] = box[k];
      lines.push([name, `${format(start)} + ${focus.at[k]}·${jump} = ${format(centre)}, ± ${format((size - 1) / 2)}: *${format(first)} … ${format(last)}*`, ""]);
    });
    this.write(lines, ["rows", "columns"]);
  }

  reached() {
    const { player } = this, { model, pixel, layer } = player, sets = [0, 1].map((axis) => model.reaches(pixel, axis));
    player.find(".layer-title").textContent = "Units reached";
    player.find(".layer-detail").textContent = "";
    const most = player.short ? FEW_LINES : MOST_LINES, first = Math.max(0, Math.min(layer - most + 2, model.stages.length - most));
    const lines = model.stages.slice(first, first + most).map((stage, k) => {
      const [high, wide] = sets.map((levels) => levels[first + k + 1].length);
      return [`${first + k + 1} ${stage.title}`, `${high} × ${wide} = *${count(high * wide)}* of ${across(stage.shape)}${stage.shape[0] === stage.shape[1] ? "²" : ""}`, ""];
    });
    this.write(lines, [`${layer + 1} ${model.stages[layer].title}`]);
  }

  write(lines, here) {
    const text = JSON.stringify([lines, here]);
    if (this.list.dataset.text === text) return;
    this.list.dataset.text = text;
    this.list.replaceChildren(...lines.flatMap(([name, formula, meaning]) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd"), span = document.createElement("span"), em = document.createElement("em");
      dt.textContent = name;
      dt.classList.toggle("here", here.includes(name));
      dd.dataset.name = name;
      writeRich(span, formula);
      em.textContent = meaning;
      dd.append(span, " ", em);
      return [dt, dd];
    }));
  }

  compare() {
    const { player } = this, { model, state, focus } = player, line = player.find(".lock");
    line.hidden = state.mode === "reach";
    const [text, chip] = line.children;
    chip.setAttribute("aria-pressed", Boolean(state.lock));
    chip.textContent = state.lock ? "Unlock A" : "Lock as A";
    if (!state.lock) return writeRich(text, "");
    const shared = player.shared(model.box(state.lock), model.box(focus)), sizes = shared.map(([first, last]) => Math.max(0, last - first + 1));
    writeRich(text, areaOf(shared) ? `share ${sizes.join(" × ")} = *${count(areaOf(shared))}* pixels` : "share no pixel");
  }
}

const both = (a, b) => (a === b ? a : `${a}; columns ${b}`);
const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
const percent = (part, whole) => {
  const share = (100 * part) / whole;
  return share > 0 && share < 1 ? "under 1" : String(Math.round(share));
};
