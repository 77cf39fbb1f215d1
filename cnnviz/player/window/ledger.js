// The sum as it grows, what becomes of it, and the output that it makes.

import { cssColour, inkOn } from "../js/colour.js";
import { prepare } from "../js/draw.js";
import { fill, format } from "../js/numbers.js";
import { orAsked } from "../js/predict.js";

const CURVE = 52; // px

/** @typedef {{ label: string, value?: number, channel?: number, bias?: boolean, asked?: boolean }} Row */

export class Ledger {
  /** @param {any} player */
  constructor(player) {
    this.player = player;
    this.rows = player.find(".ledger .rows");
    /** The labels that there are rows for. @type {string | undefined} */
    this.made = undefined;
    /** @type {HTMLInputElement | null} */
    this.bias = null;
  }

  draw() {
    const { player } = this, { model, terms, reached, sums, words: { names }, predict } = player;
    const partial = reached < terms.length, [b, span] = player.find(".ledger .label").children;
    b.textContent = !model.adds ? names.maximum : partial ? names.sum_so_far : names.running_sum;
    span.textContent = !model.adds ? "" : fill(partial ? names.reached : names.of, { done: reached, count: terms.length });
    this.write(model.adds ? this.list(partial) : []);
    this.drawCurve(terms.slice(0, reached), predict.open || !model.adds || model.relation.each > 1);
    this.drawResult(partial ? sums.sum : player.outputValue, partial);
    if (this.bias && player.root.activeElement !== this.bias) this.bias.value = format(player.bias);
  }

  /** @param {boolean} partial @returns {Row[]} */
  list(partial) {
    const { model: { relation, input }, header, filter, sums, outputValue, words: { names, notes } } = this.player, asked = true;
    const channels = relation.channels[filter];
    return [
      ...(channels.length > 1 ? channels : []).map((/** @type {number} */ channel) => ({
        label: input.header.names[channel], value: sums.channels[channel] ?? 0, channel,
      })),
      { label: partial ? names.so_far : names.sum, value: sums.sum, asked },
      ...(header.divisor === 1 ? [] : [{ label: fill(names.divided, { divisor: format(header.divisor) }), value: sums.divided, asked }]),
      { label: names.plus_bias, bias: true },
      ...(notes.activation ? [{ label: notes.activation, value: outputValue, asked }] : []),
    ];
  }

  /** Rows keep their elements while their labels stay: the bias can be typed into while stepping. @param {Row[]} rows */
  write(rows) {
    const { state, header, bench, predict } = this.player, made = rows.map((r) => r.label).join("|") + header.fixed_bias;
    if (this.made !== made) {
      this.made = made;
      this.rows.replaceChildren(...rows.flatMap((row) => this.make(row)));
      this.bias = this.rows.querySelector("input");
    }
    this.rows.style.lineHeight = `${Math.min(26, (bench.height + 8) / rows.length)}px`;
    rows.forEach((row, k) => {
      const [label, number] = [this.rows.children[2 * k], this.rows.children[2 * k + 1]];
      if (!row.bias) number.textContent = orAsked(Boolean(row.asked) && predict.open, row.value ?? 0);
      if (row.channel !== undefined) label.setAttribute("aria-pressed", String(row.channel === state.channel));
    });
  }

  /** @param {Row} row */
  make(row) {
    const label = Object.assign(document.createElement(row.channel === undefined ? "span" : "button"), { className: "name", textContent: row.label });
    if (row.channel !== undefined) Object.assign(label.dataset, { action: "channel", value: String(row.channel) });
    const number = Object.assign(document.createElement("span"), { className: "number" });
    if (row.bias && this.player.header.fixed_bias) number.textContent = format(0);
    else if (row.bias) {
      const input = Object.assign(document.createElement("input"), { inputMode: "decimal", ariaLabel: this.player.words.names.bias });
      input.dataset.testid = "bias";
      number.append(input);
    }
    return [label, number];
  }

  /** One bar a product, each starting where the last one ended. @param {{ value: number }[]} terms @param {boolean} hide */
  drawCurve(terms, hide) {
    const canvas = this.player.find(".curve");
    canvas.hidden = hide;
    if (hide) return;
    const { palette } = this.player, width = canvas.parentElement.clientWidth - 12, g = prepare(canvas, width, CURVE), levels = [0];
    for (const t of terms) levels.push(levels[levels.length - 1] + t.value);
    const low = Math.min(...levels), high = Math.max(...levels), step = width / this.player.terms.length;
    const y = (/** @type {number} */ v) => 3 + ((high - v) / (high - low || 1)) * (CURVE - 6);
    g.strokeStyle = palette.line2;
    g.beginPath();
    g.moveTo(0, Math.round(y(0)) + 0.5);
    g.lineTo(width, Math.round(y(0)) + 0.5);
    g.stroke();
    terms.forEach((t, k) => {
      g.fillStyle = cssColour(palette.signed(t.value < 0 ? -0.75 : 0.75, 1));
      const top = Math.min(y(levels[k]), y(levels[k + 1]));
      g.fillRect(k * step, top, Math.max(1, step - (step > 4 ? 2 : 0)), Math.max(1, Math.abs(y(levels[k]) - y(levels[k + 1]))));
    });
  }

  /** @param {number} value @param {boolean} partial */
  drawResult(value, partial) {
    const { model: { output }, palette, focus, filter, predict, words: { names, notes } } = this.player;
    const pixel = this.player.find(".result .pixel"), [strong, small] = pixel.children, rgb = palette.of(output, value, filter);
    const bare = partial || predict.open;
    this.player.find(".result .label").textContent = fill(names.output, focus);
    strong.textContent = orAsked(predict.open, value);
    strong.style.fontSize = `${Math.min(36, 180 / Math.max(5, strong.textContent.length))}px`;
    small.textContent = partial ? names.so_far : notes.activation ? fill(names.after, notes) : "";
    pixel.style.background = bare ? "" : cssColour(rgb);
    pixel.style.color = bare ? "" : inkOn(rgb);
  }
}
