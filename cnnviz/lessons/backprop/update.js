// After the last number: the loss before and after, the first-order prediction, and the step itself.

import { fine } from "./formula.js";

export class Update {
  constructor(player) { this.player = player; }

  html() {
    const { chain } = this.player, before = Number(chain.value), after = Number(chain.after);
    const most = Math.max(before, Number.isFinite(after) ? after : 0, 1e-9);
    const bars = [["loss before", before], ["loss after", after]].map(([name, loss]) => this.bar(name, loss, most));
    const facts = [["first-order prediction, −η‖∇‖²", Number(chain.predicted_change)], ["what really happens", Number(chain.change)]];
    const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${fine(value)}</dd>`);
    return `<div class="result"><div class="bars">${bars.join("")}</div>
      <div class="facts"><dl>${list.join("")}</dl>${this.history()}</div>
      <div class="choices">${this.choices()}</div></div>`;
  }

  bar(name, loss, most) {
    const width = Number.isFinite(loss) ? Math.max(0.5, (100 * loss) / most) : 100, id = name.replace(" ", "-");
    return `<div class="bar"><span>${name}</span><i style="width: ${width}%"></i><b data-testid="${id}">${fine(loss)}</b></div>`;
  }

  choices() {
    const { taken } = this.player.chain, button = (action, text) => `<button data-action="${action}">${text}</button>`;
    const take = button("take-1", "Take this step") + button("take-10", "Take ten steps");
    return take + (taken ? `${button("undo", "Undo")}<span>${taken} taken so far</span>` : "");
  }

  // The loss after each step taken.
  history() {
    const losses = this.player.chain.losses.map(Number).filter(Number.isFinite);
    if (losses.length < 2) return "";
    const w = 260, h = 52, most = Math.max(...losses) || 1;
    const points = losses.map((loss, k) => [5 + (k / (losses.length - 1)) * (w - 10), h - 5 - (loss / most) * (h - 12)]);
    const line = points.map((point) => point.map((v) => v.toFixed(1)).join(",")).join(" ");
    const dots = points.map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3"/>`).join("");
    const label = `role="img" aria-label="Loss after each step"`;
    return `<svg class="history" width="${w}" height="${h}" ${label}><polyline points="${line}"/>${dots}</svg>`;
  }
}
