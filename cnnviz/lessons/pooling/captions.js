// What stands over the three pictures, and the switches that act on them.

import { format, writeRich } from "../../player/js/numbers.js";
import { press } from "../../player/js/shell.js";
import { DISC_CELL } from "./forward.js";
import { PLAIN } from "./backward.js";

export const captionMethods = {
  captions() {
    const texts = this[`${this.state.view}Captions`]();
    ["first", "second", "third"].forEach((name, k) => {
      const [title, note] = this.section.querySelectorAll(`.${name} .caption > :is(b, span:not(.segmented))`);
      title.textContent = texts[k][0];
      writeRich(note, texts[k][1]);
    });
    [this.left, this.middle, this.right].forEach((canvas, k) =>
      canvas.setAttribute("aria-label", texts[k].join(": ").replaceAll("*", "")));
    this.showTools();
  },

  maskCaptions() {
    const { model, state } = this, { words } = model, rebuilt = state.rebuilt && model.hasWinner;
    return [
      [model.title, model.pool === "roi" ? "drag to draw a box" : `${model.rows} × ${model.columns}`],
      [this.middleTitle(), rebuilt ? "each output where it won" : words.mask_note],
      ["Output", words.formula],
    ];
  },

  routeCaptions() {
    const { model } = this, plain = this.cell < DISC_CELL;
    return [
      ["∂L/∂input", plain ? `colours to ±${format(PLAIN * this.gradient.reach)}` : "on the same picture"],
      [this.middleTitle(), model.hasWinner && !model.tied ? model.words.mask_note : ""],
      ["∂L/∂output", ""],
    ];
  },

  shiftCaptions() {
    const change = `change, colours to ±${format(this.model.shift.reach)}`;
    const moved = `moved ${this.shiftNow} px right` + (this.phone ? "" : ", wraps around");
    return [["Picture", moved], ["Max pooling", change], ["Blur pooling", change]];
  },

  middleTitle() {
    if (this.model.family === "blur") return "Maxima";
    if (!this.model.hasWinner) return "Times read";
    return this.state.rebuilt && this.state.view === "mask" ? "Rebuilt" : "Mask of winners";
  },

  showTools() {
    const { model, state } = this, show = (name, on) => { this.find(`.${name}`).hidden = !on; };
    show("ties", state.view === "route" && model.tied);
    show("gradients", state.view === "route");
    show("rebuild", state.view === "mask" && model.hasWinner);
    show("zoom", this.zooms && state.view !== "shift");
    const own = this.find(".gradients [data-value=own]");
    own.disabled = !model.routes.own;
    own.title = own.disabled ? "Own numbers fit on at most 12 × 12 outputs; one cell can have any" : "";
    this.find(".views [data-value=shift]").disabled = !model.shift;
    this.find(".rebuild").setAttribute("aria-pressed", state.rebuilt);
    const dy = this.gradients.includes(state.dy) ? state.dy : "ones";
    for (const [group, value] of [["views", state.view], ["ties", state.tie], ["gradients", dy], ["zoom", state.zoom]])
      press(this.section, `.${group} button`, value);
  },
};
