// The frames of the way out: from the picture to the loss.

import { factor, format } from "../../player/js/numbers.js";
import { bracketed, exact, fine, place } from "./formula.js";
import { FRAMES, Slot, pair, sum, wrote } from "./frame.js";

FRAMES.start = (moment, frame) => {
  const first = moment.chain.layers.find((layer) => layer.weight) ?? moment.chain.layers[0];
  const kernel = first.weight ? new Slot(moment.panel(first.weight)) : null;
  frame.slots = [new Slot(moment.panel("x")).lightAll(), kernel, new Slot(moment.panel(first.y))];
  frame.signs = ["→", "→"];
  const names = ["x", ...moment.chain.layers.map((layer) => layer.y), "shares", "loss"];
  frame.put.chain = names.flatMap((key) => moment.panel(key)?.tex ?? []).join(" \\to ");
};

FRAMES.conv = (moment, frame) => {
  const { layer, k } = moment, { rows, columns } = layer;
  const input = moment.panel(layer.x), output = moment.panel(layer.y), weight = moment.panel(layer.weight);
  const { channel: f, row: i, column: j } = output.place(k), channels = layer.channels[f];
  const read = new Slot(input, { rows: [...rows.padded], columns: [...columns.padded], channels });
  const kernel = new Slot(weight, { channels: channels.map((_, slot) => f * channels.length + slot), notch: true });
  const list = [];
  channels.forEach((channel, slot) => {
    for (let m = 0; m < rows.taps; m++)
      for (let n = 0; n < columns.taps; n++) {
        const r = rows.at(i, m), c = columns.at(j, n), flat = read.flat(channel, r, c);
        const w = weight.flat(kernel.channels[slot], m, n);
        read.light(channel, r, c, list.length);
        kernel.light(kernel.channels[slot], m, n, list.length);
        list.push(pair(flat < 0 ? 0 : input.values[flat], weight.values[w], { padding: flat < 0 }));
      }
  });
  read.box = windowBox(rows, columns, i, j);
  frame.slots = [read, kernel, new Slot(output, { channels: [f] }).write(k)];
  frame.signs = ["→", "→"];
  sum(frame, list, channels.length, rows.taps, columns.taps, { bias: layer.bias && moment.panel(layer.bias).values[f] });
  wrote(frame, output, k);
  frame.said.count = list.length;
  const inputs = input.channels > 1, filters = output.channels > 1;
  frame.put = {
    ...frame.put, sum: inputs ? "c,m,n" : "m,n", places: (inputs ? "c,\\," : "") + placed(layer, [i, j]),
    taps: [...(filters ? [f] : []), ...(inputs ? ["c"] : []), "m", "n"].join(","),
  };
  frame.code = { ...frame.code, f, patch: patch(moment, input, i, j) };
};

// The window's cells, from its first to its last, in the padded map.
export const windowBox = (rows, columns, i, j) =>
  [rows.at(i, 0), columns.at(j, 0), rows.at(i, rows.taps - 1), columns.at(j, columns.taps - 1)];

// The relation with these output positions put in: "2·1+m-1".
export const placed = (layer, at) => {
  const put = (text, axis) => text.replace(/(\d*)[ij]/, (_, stride) => `${stride && `${stride}\\cdot `}${at[axis]}`);
  return layer.places.map(put).join(",\\,");
};

export const slice = (from, to, step) => `${from}:${to}${step > 1 ? `:${step}` : ""}`;

// The window of one output as a slice in NumPy.
export function patch({ layer }, panel, i, j, channel = ":") {
  const parts = [[layer.rows, i], [layer.columns, j]].map(([lane, at]) => {
    const first = lane.at(at, 0), last = lane.at(at, lane.taps - 1);
    return slice(first, last + 1, lane.taps > 1 ? lane.at(at, 1) - first : 1);
  });
  return `${panel.code}${layer.padding ? "p" : ""}[${channel}, ${parts.join(", ")}]`;
}

FRAMES.activation = (moment, frame) => {
  const { layer, k } = moment, input = moment.panel(layer.x), output = moment.panel(layer.y);
  const { channel } = input.place(k), value = input.values[k], open = layer.slope[k] !== 0;
  frame.slots = [new Slot(input, { channels: [channel] }).lightFlat(k, 0), null, new Slot(output, { channels: [channel] }).write(k)];
  frame.signs = ["→", ""];
  frame.curve = { layer, x: value, y: output.values[k], slope: layer.slope[k] };
  wrote(frame, output, k);
  frame.variant = layer.gates ? (open ? "open" : "shut") : "curve";
  Object.assign(frame.said, { title: layer.title, from: format(value), to: format(output.values[k]), slope: format(layer.slope[k]) });
  const rule = layer.gates ? `\\max(0,\\, ${format(value)})` : `\\operatorname{${layer.title}}(${format(value)})`;
  frame.put = { ...frame.put, title: layer.title, rule };
  frame.code.call = place(layer.numpy.function, { x: `${input.code}[${frame.code.at}]` });
  const text = layer.gates ? `max(0, ${format(value)})` : `${layer.title}(${format(value)})`;
  sum(frame, [{ text, value: output.values[k] }], 1, 1, 1, { rule: true });
};

FRAMES.pool = (moment, frame) => {
  const { layer, k } = moment, input = moment.panel(layer.x), output = moment.panel(layer.y);
  const { channel, row: i, column: j } = output.place(k);
  const read = poolWindow(moment, input, k), winner = read.winner;
  frame.slots = [read.slot, null, new Slot(output, { channels: [channel] }).write(k)];
  frame.signs = ["→", ""];
  sum(frame, read.list.map((t) => ({ ...t, text: "" })), 1, layer.rows.taps, layer.columns.taps, { candidates: true });
  wrote(frame, output, k);
  const ties = read.list.filter((t) => t.value === output.values[k]).length;
  frame.variant = ties > 1 ? "tie" : "pool";
  const numbers = read.list.filter((t) => !t.padding).map((t) => format(t.value));
  Object.assign(frame.said, { count: numbers.length, ties, to: format(output.values[k]), row: winner?.row, column: winner?.column });
  frame.put = { ...frame.put, places: placedPool(layer, i, j), list: numbers.join(",\\,") };
  frame.code.patch = patch(moment, input, i, j, channel);
};

const placedPool = (layer, i, j) => {
  const step = (lane, at) => lane.at(at, 0);
  return `${step(layer.rows, i)}+m,\\,${step(layer.columns, j)}+n`;
};

// The numbers that one pooling window reads, the winner among them.
export function poolWindow(moment, panel, k) {
  const { layer } = moment, { rows, columns } = layer, map = moment.panel(layer.y);
  const { channel, row: i, column: j } = map.place(k), values = moment.panel(layer.x).values;
  const slot = new Slot(panel, { rows: [...rows.padded], columns: [...columns.padded], channels: [channel] });
  const list = [];
  for (let m = 0; m < rows.taps; m++)
    for (let n = 0; n < columns.taps; n++) {
      const r = rows.at(i, m), c = columns.at(j, n), flat = slot.flat(channel, r, c);
      const wins = flat >= 0 && flat % panel.size === layer.winners[k];
      slot.light(channel, r, c, list.length);
      if (wins) slot.marks.add(slot.key(channel, r, c));
      list.push({ flat, value: flat < 0 ? -Infinity : values[flat], wins, padding: flat < 0 });
    }
  slot.box = windowBox(rows, columns, i, j);
  const won = list.find((t) => t.wins);
  return { slot, list, winner: won && panel.place(won.flat) };
}

FRAMES.flatten = (moment, frame) => {
  const { layer } = moment, input = moment.panel(layer.x), output = moment.panel(layer.y);
  frame.slots = [new Slot(input).lightAll(), null, whole(output)];
  frame.signs = ["→", ""];
  frame.said = { count: output.values.length };
  frame.put = { list: listed(output) };
};

// A slot that is written all at once.
export function whole(panel) {
  const slot = new Slot(panel).lightAll();
  for (const key of slot.lit.keys()) slot.writes.add(key);
  return slot;
}

export const listed = (panel) => {
  const shown = [...panel.values].slice(0, 9).map(format);
  return shown.join(",\\,") + (panel.values.length > 9 ? ",\\,\\ldots" : "");
};

FRAMES.dense = (moment, frame) => {
  const { layer, k } = moment, input = moment.panel(layer.x), output = moment.panel(layer.y), weight = moment.panel(layer.weight);
  const length = input.values.length, read = new Slot(input), own = new Slot(weight, rowOf(weight, k)), list = [];
  for (let d = 0; d < length; d++) {
    const w = k * length + d;
    read.lightFlat(d, d);
    own.lightFlat(w, d);
    list.push(pair(input.values[d], weight.values[w]));
  }
  frame.slots = [read, own, new Slot(output).write(k)];
  frame.signs = ["→", "→"];
  sum(frame, list, 1, ...shape(input), { bias: layer.bias && moment.panel(layer.bias).values[k] });
  wrote(frame, output, k);
  const last = moment.chain.layers.at(-1) === layer, name = moment.chain.classes[k];
  frame.said.meaning = last && moment.chain.loss === "softmax" && name ? `the score for “${name}”` : "an output of the dense layer";
};

// A vector's products lie side by side, a folded one's as it is folded.
export const shape = (panel) => (panel.columns === 1 && panel.rows <= 8 ? [1, panel.rows] : [panel.rows, panel.columns]);

// One row of a weight matrix: a framed row, or the channel that it is folded into.
function rowOf(weight, row) {
  if (weight.channels > 1) return { channels: [row] };
  return { box: [row, 0, row, weight.columns - 1] };
}

FRAMES.softmax = (moment, frame) => {
  const { k, chain } = moment, last = chain.layers.at(-1), scores = moment.panel(last.y), shares = moment.panel("shares");
  const powers = [...moment.panel("powers").values], shift = chain.shift;
  const power = (q) => `e^{${format(scores.values[q])}${shift ? ` - ${format(shift)}` : ""}}`;
  frame.slots = [new Slot(scores).lightAll(), null, new Slot(shares).write(k)];
  frame.signs = ["→", ""];
  sum(frame, powers.map((value, q) => ({ value, text: `e^${factor(scores.values[q] - shift)}` })), 1, 1, powers.length, { rule: true });
  wrote(frame, shares, k);
  frame.variant = new Set(scores.values).size === 1 ? "softmax_equal" : shares.values[k] ? "softmax" : "softmax_tiny";
  frame.said.exponent = fine(Number(chain.log_shares[k]));
  frame.put = { ...frame.put, power: power(k), powers: powers.map((_, q) => power(q)).join(" + ") };
};

FRAMES.loss = (moment, frame) => {
  const { chain } = moment, shares = moment.panel("shares"), loss = moment.panel("loss"), from = shares.values[chain.truth];
  frame.slots = [new Slot(shares).lightFlat(chain.truth, 0), null, new Slot(loss).write(0)];
  frame.signs = ["→", ""];
  wrote(frame, loss, 0);
  const exponent = fine(Number(chain.log_shares[chain.truth]));
  frame.variant = from ? "loss" : "loss_tiny"; // a share may be too small for a number
  Object.assign(frame.said, { truth: chain.classes[chain.truth], from: exact(from), exponent });
  frame.put = { truth: chain.truth, from: from ? exact(from) : `e^{${exponent}}` };
  frame.code.truth = chain.truth;
  sum(frame, [{ text: from ? `−ln ${exact(from)}` : `−ln e^${factor(Number(chain.log_shares[chain.truth]))}`, value: loss.values[0] }], 1, 1, 1, { rule: true, digits: 4 });
};

FRAMES.squared = (moment, frame) => {
  const { chain } = moment, output = moment.panel(chain.layers.at(-1).y), target = moment.panel("target"), loss = moment.panel("loss");
  const miss = (y, q) => `(${fine(y)} − ${bracketed(target.values[q])})`, outputs = [...output.values];
  const misses = outputs.map((y, q) => ({ value: (y - target.values[q]) ** 2, text: `${miss(y, q)}²` }));
  frame.slots = [new Slot(output).lightAll(), new Slot(target).lightAll(), new Slot(loss).write(0)];
  frame.signs = ["−", "→"];
  sum(frame, misses, 1, 1, misses.length, { rule: true, digits: 4 });
  wrote(frame, loss, 0);
  const share = chain.share === 1 ? "" : `\\frac{1}{${format(1 / chain.share)}}`;
  const squares = outputs.map((y, q) => `${miss(y, q)}^2`).join(" + ");
  frame.put = { share, squares: share && misses.length > 1 ? `(${squares})` : squares };
  frame.code.rule = chain.share === 1 ? `((${output.code} - t) ** 2).sum()` : `((${output.code} - t) ** 2).mean()`;
};
