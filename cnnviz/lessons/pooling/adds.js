// Under the pictures on the way back: what an output sends, and what adds up at an input.

import { fill, format } from "../../player/js/numbers.js";
import { MOST_CELLS } from "./bench.js";

const MOST_PARTS = 5;
const MOST_PHONE_PARTS = 3;

export const addsMethods = {
  drawRouteBench() {
    const { model, focus, gradient, palette } = this, put = gradient.put(focus.row, focus.column);
    const shares = model.shares(focus.row, focus.column, this.state.tie);
    const at = new Map(shares.map((t) => [`${t.m},${t.n}`, t.share])), plain = shares.length > MOST_CELLS;
    const reach = plain && (shares.reduce((most, t) => Math.max(most, Math.abs(put * t.share)), 0) || 1);
    this.label("first", "What this output sends", `output[${focus.row}, ${focus.column}]`);
    this.drawWindow(model.terms(focus.row, focus.column).map((t) => {
      const value = put * (at.get(`${t.m},${t.n}`) ?? 0);
      const text = plain ? "" : value ? format(value) : "·", rgb = plain ? palette.signed(value, reach) : null;
      return { ...t, text, rgb, mark: value ? (value > 0 ? "disc plus" : "disc minus") : "", dim: false };
    }));
    this.drawAdds();
    this.label("third", "", `gradient at output[${focus.row}, ${focus.column}]`);
    this.setPixel(format(put), this.editable ? "click to type" : "", "", "", put > 0 ? "plus" : put < 0 ? "minus" : "");
    this.setFacts(this.backwardFacts());
  },

  // What adds up at the input that gets most of this output, or at the one pointed at.
  get target() {
    const { model, focus, state } = this;
    if (state.hover?.kind === "input") return [state.hover.row, state.hover.column];
    if (model.hasWinner) return model.winner(focus.row, focus.column);
    const shares = model.shares(focus.row, focus.column, state.tie);
    const most = shares.reduce((a, b) => (Math.abs(b.share) > Math.abs(a.share) ? b : a), shares[0]);
    return most ? [most.row, most.column] : null;
  },

  drawAdds() {
    const element = this.find(".second .adds"), target = this.target;
    element.hidden = false;
    this.find(".second canvas.drawing").hidden = true;
    if (!target) return element.replaceChildren();
    const parts = this.gradient.parts(...target), sum = this.gradient.at(...target);
    this.label("second", `Adds up at (${target.join(", ")})`, parts.length > 1 ? "windows overlap" : "");
    const room = this.phone ? MOST_PHONE_PARTS : MOST_PARTS;
    const shown = parts.slice(0, parts.length > room ? room - 1 : room);
    const items = shown.flatMap((part, k) => [k ? this.sign("+") : null, this.part(part)]).filter(Boolean);
    if (parts.length > shown.length) items.push(this.sign(`+ ${parts.length - shown.length} more`));
    if (!parts.length) items.push(this.sign("nothing is sent here:"));
    element.replaceChildren(...items, this.sign(`= ${format(sum)}`, "total"));
  },

  part({ row, column, value }) {
    const element = document.createElement("span");
    element.className = `part ${value > 0 ? "plus" : "minus"}`;
    const disc = document.createElement("b"), from = document.createElement("small");
    disc.textContent = format(value);
    from.textContent = `(${row}, ${column})`;
    element.append(disc, from);
    return element;
  },

  sign(text, name = "") {
    return Object.assign(document.createElement("i"), { textContent: text, className: name });
  },

  backwardFacts() {
    const { gradient, model } = this, { facts } = model.words, { sent, arrived } = gradient;
    const lines = [fill(facts.sent, { sent: format(sent) }), fill(facts.arrived, { arrived: format(arrived) })];
    const more = arrived - sent;
    if (model.family === "norm") lines.push(facts.scaled);
    else if (Math.abs(more) < 1e-6 * Math.max(1, Math.abs(sent))) lines.push(facts.equal);
    else if (this.state.tie === "all" && model.family !== "mean") lines.push(fill(facts.invented, { more: format(more) }));
    else lines.push(fill(facts.missing, { less: format(-more) }));
    return lines;
  },
};
