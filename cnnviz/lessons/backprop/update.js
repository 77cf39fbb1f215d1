// After the last number: the loss before and after, what was predicted, and the step itself.

import { fill } from "../../player/js/numbers.js";
import { alike, escape } from "../../player/js/text.js";

/** @param {import("./model.js").Chain} chain */
export function resultCard({ header }) {
  const { taken, words: { result: words } } = header, [before, after] = [header.value, header.after].map(Number);
  const most = Math.max(before, Number.isFinite(after) ? after : 0, 1e-9);
  const bars = [[words.before, before, "before"], [words.after, after, "after"]]
    .map(([name, loss, id]) => bar(`loss-${id}`, name, loss, most, alike(loss, [before, after]))).join("");
  const facts = [[words.predicted, header.predicted_change], [words.real, header.change]];
  const written = (/** @type {unknown} */ value) => alike(Number(value), [before, after]);
  const list = facts.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${written(value)}</dd>`).join("");
  const button = (/** @type {string} */ action, /** @type {string} */ text) => `<button data-action="${action}">${escape(text)}</button>`;
  const undo = taken ? `${button("undo", words.undo)}<span>${escape(fill(words.taken, { taken }))}</span>` : "";
  const past = lossHistory(header.losses.map(Number), words.history);
  return `<div class="result"><div class="bars">${bars}</div><div class="facts"><dl>${list}</dl>${past}</div>
    <div class="choices">${button("take-1", words.take_one)}${button("take-10", words.take_ten)}${undo}</div></div>`;
}

/** @param {string} id @param {string} name @param {number} loss @param {number} most @param {string} text */
function bar(id, name, loss, most, text) {
  const width = Number.isFinite(loss) ? Math.max(0.5, (100 * loss) / most) : 100;
  return `<div class="bar"><span>${escape(name)}</span><i style="width: ${width}%"></i><b data-testid="${id}">${text}</b></div>`;
}

/** The loss after each step taken. @param {number[]} all @param {string} label */
function lossHistory(all, label) {
  const losses = all.filter(Number.isFinite), w = 260, h = 52, most = Math.max(...losses) || 1;
  if (losses.length < 2) return "";
  const points = losses.map((loss, k) => [5 + (k / (losses.length - 1)) * (w - 10), h - 5 - (loss / most) * (h - 12)].map((v) => v.toFixed(1)));
  const dots = points.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3"/>`).join("");
  const line = `<polyline points="${points.join(" ")}"/>`;
  return `<svg class="history" width="${w}" height="${h}" role="img" aria-label="${escape(label)}">${line}${dots}</svg>`;
}
