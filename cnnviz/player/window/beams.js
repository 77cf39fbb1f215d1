// What joins the parts: the legend, its pointer, and the beams between pictures and bench.

import { format } from "../js/numbers.js";
import { paint } from "../js/colour.js";

export const beamMethods = {
  drawLegend() {
    const { output } = this.model.relation, [low, high] = output.range;
    const canvas = this.find(".legend canvas");
    const steps = 128, across = this.phone;
    const at = (k) => this.palette.signed(across ? k - steps / 2 : steps / 2 - k, steps / 2);
    canvas.width = across ? steps : 1;
    canvas.height = across ? 1 : steps;
    canvas.getContext("2d").drawImage(paint(canvas.width, canvas.height, at), 0, 0);
    this.find(".legend .high").textContent = (output.clipped ? "≥ " : "") + format(high);
    this.find(".legend .low").textContent = (output.clipped ? "≤ " : "") + format(low);
  },

  drawPointer() {
    const { output } = this.model.relation, reach = output.range[1];
    const value = this.reached < this.terms.length ? this.ledger.sum : this.outputValue;
    const t = Math.max(-1, Math.min(1, value / reach)) || 0;
    this.find(".legend .pointer").style.top = `${50 - 50 * t}%`;
  },

  // From the window to its enlargement, from the enlargement's result to the output pixel.
  drawBeams() {
    const box = this.section.getBoundingClientRect();
    const place = (element) => {
      const r = element.getBoundingClientRect();
      return { x: r.left - box.left, y: r.top - box.top, width: r.width, height: r.height };
    };
    const beam = (name, from, frame, target) => {
      const polygon = this.find(`polygon.${name}`);
      const shown = from && !(this.phone && name === "from-output");
      polygon.toggleAttribute("hidden", !shown);
      if (!shown) return polygon.setAttribute("points", "");
      const f = place(frame), t = place(target);
      const y = f.y + Math.max(0, Math.min(f.height, from.y + from.height));
      const x0 = f.x + Math.max(0, Math.min(f.width, from.x)), x1 = f.x + Math.max(0, Math.min(f.width, from.x + from.width));
      polygon.setAttribute("points", `${x0},${y} ${x1},${y} ${t.x + t.width},${t.y} ${t.x},${t.y}`);
    };
    const { input, output } = this.stage.boxes;
    beam("from-input", input, this.find(".frame.of-input"), this.find("[data-testid=window]"));
    beam("from-output", output, this.find(".frame.of-output"), this.find(".result .pixel"));
  },
};
