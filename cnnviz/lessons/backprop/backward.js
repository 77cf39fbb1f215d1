// The frames of the way back: from the first error to every gradient, and the step they are for.

import { format } from "../../player/js/numbers.js";
import { bracketed, exact, fine, place } from "./formula.js";
import { FRAMES, Slot, pair, range, sum, wrote } from "./frame.js";
import { listed, poolWindow, shape, slice, whole } from "./forward.js";

FRAMES.error = (moment, frame) => {
  const { k } = moment, gradient = moment.panel(moment.segment.writes), shares = moment.panel("shares"), target = moment.panel("target");
  frame.slots = [new Slot(gradient).write(k), new Slot(shares).lightFlat(k, 0), new Slot(target).lightFlat(k, 0)];
  frame.signs = ["←", "−"];
  wrote(frame, gradient, k);
  const from = exact(shares.values[k]), to = format(target.values[k]);
  frame.said.target = to;
  frame.put = { ...frame.put, from, target: to };
  sum(frame, [{ text: `${from} − ${to}`, value: gradient.values[k] }], 1, 1, 1, { rule: true, digits: 4 });
};

FRAMES.miss = (moment, frame) => {
  const { k, chain } = moment, gradient = moment.panel(moment.segment.writes);
  const output = moment.panel(gradient.of), target = moment.panel("target");
  frame.slots = [new Slot(gradient).write(k), new Slot(output).lightFlat(k, 0), new Slot(target).lightFlat(k, 0)];
  frame.signs = ["←", "−"];
  wrote(frame, gradient, k);
  const from = fine(output.values[k]), to = bracketed(target.values[k]), by = fine(chain.factor);
  frame.said.factor = by;
  frame.put = { ...frame.put, from, target: to, factor: by };
  frame.code.factor = by;
  sum(frame, [{ text: `${by}·(${from} − ${to})`, value: gradient.values[k] }], 1, 1, 1, { rule: true, digits: 4 });
};

FRAMES.dense_weight = (moment, frame) => {
  const { k } = moment, { input, error, gradient, length } = denseParts(moment);
  const row = Math.floor(k / length), column = k % length, a = input.values[column], b = error.values[row];
  const own = new Slot(gradient, gradient.channels > 1 ? { channels: [row] } : {}).write(k);
  frame.slots = [new Slot(input).lightFlat(column, 0), own, new Slot(error).lightFlat(row, 0)];
  frame.signs = ["→", "←"];
  sum(frame, [pair(b, a)], 1, 1, 1);
  wrote(frame, gradient, k);
  Object.assign(frame.said, { a: format(a), b: format(b) });
  frame.put = { ...frame.put, at: `${row},${column}`, row, column };
  Object.assign(frame.code, { row, column });
};

function denseParts(moment) {
  const { layer } = moment, input = moment.panel(layer.x);
  return { input, error: moment.panel("d:" + layer.y), gradient: moment.panel(moment.segment.writes), length: input.values.length };
}

FRAMES.dense_bias = (moment, frame) => {
  const { k } = moment, { error, gradient } = denseParts(moment);
  frame.slots = [null, new Slot(gradient).write(k), new Slot(error).lightFlat(k, 0)];
  frame.signs = ["", "←"];
  sum(frame, [pair(error.values[k], 1)], 1, 1, 1);
  wrote(frame, gradient, k);
};

FRAMES.dense_input = (moment, frame) => {
  const { layer, k } = moment, { error, gradient, length } = denseParts(moment), weight = moment.panel(layer.weight);
  const own = new Slot(weight, weight.channels > 1 ? {} : { box: [0, k, weight.rows - 1, k] }), list = [];
  const errors = new Slot(error);
  [...error.values].forEach((dy, f) => {
    own.lightFlat(f * length + k, f);
    errors.lightFlat(f, f);
    list.push(pair(dy, weight.values[f * length + k]));
  });
  frame.slots = [new Slot(gradient).write(k), own, errors];
  frame.signs = ["←", "←"];
  sum(frame, list, 1, ...(list.length <= 4 ? [list.length, 1] : shape(error)));
  wrote(frame, gradient, k);
  frame.said.count = list.length;
  frame.put.at = k;
};

FRAMES.unflatten = (moment, frame) => {
  const { layer } = moment, output = moment.panel("d:" + layer.y), input = moment.panel("d:" + layer.x);
  frame.slots = [whole(input), null, new Slot(output).lightAll()];
  frame.signs = ["←", ""];
  frame.said = { count: input.values.length };
  frame.put = { list: listed(input) };
  frame.code = { shape: [input.channels, input.rows, input.columns].join(", ") };
};

FRAMES.route = (moment, frame) => {
  const { layer, k } = moment, input = moment.panel("d:" + layer.x), error = moment.panel("d:" + layer.y);
  const { channel } = error.place(k), read = poolWindow(moment, moment.panel(layer.x), k), value = error.values[k];
  const into = new Slot(input, { rows: read.slot.rows, columns: read.slot.columns, channels: [channel], box: read.slot.box });
  for (const [key, term] of read.slot.lit) {
    into.writes.add(key);
    into.lit.set(key, term);
  }
  const win = read.list.findIndex((t) => t.wins);
  frame.slots = [into, read.slot, new Slot(error, { channels: [channel] }).lightFlat(k, win)];
  frame.signs = ["←", "←"];
  const list = read.list.map((t) => ({ wins: t.wins, zero: !t.wins, text: t.wins ? "winner" : "lost", value: t.wins ? value : 0 }));
  sum(frame, list, 1, layer.rows.taps, layer.columns.taps, { candidates: true, digits: 2 });
  const flat = win < 0 ? 0 : read.list[win].flat;
  wrote(frame, input, flat);
  frame.total = value;
  const ties = read.list.filter((t) => win >= 0 && t.value === read.list[win].value).length;
  frame.variant = ties > 1 ? "route_tie" : "route";
  Object.assign(frame.said, { ties, to: format(value), row: read.winner?.row, column: read.winner?.column });
  frame.put = { winner: input.index(flat).join(","), at: error.index(k).join(",") };
  frame.code = { winner: input.full(flat), at: error.full(k) };
};

FRAMES.gate = (moment, frame) => {
  const { layer, k } = moment, input = moment.panel("d:" + layer.x), error = moment.panel("d:" + layer.y), before = moment.panel(layer.x);
  const { channel } = input.place(k), dy = error.values[k], slope = layer.slope[k];
  const shown = { channels: [channel] }, gates = new Slot(before, { ...shown, gates: layer.gates ? layer.slope : null });
  frame.slots = [new Slot(input, shown).write(k), gates.lightFlat(k, 0), new Slot(error, shown).lightFlat(k, 0)];
  frame.signs = ["←", "←"];
  if (!layer.gates) frame.curve = { layer, x: before.values[k], y: moment.panel(layer.y).values[k], slope, tangent: true };
  sum(frame, [pair(dy, slope)], 1, 1, 1, { label: layer.gates ? (slope ? "gate open: × 1" : "gate shut: × 0") : "error × slope" });
  wrote(frame, input, k);
  frame.variant = layer.gates ? `gate_${slope ? "open" : "shut"}${dy ? "" : "_zero"}` : "gate_curve";
  Object.assign(frame.said, { from: format(dy), slope: format(slope) });
  const at = frame.put.at;
  frame.put.slope = layer.gates ? `[${before.tex}_{${at}} > 0]` : `\\operatorname{${layer.title.toLowerCase()}}'(${before.tex}_{${at}})`;
  const [from, to] = [before, moment.panel(layer.y)].map((panel) => `${panel.code}[${frame.code.at}]`);
  frame.code.gate = place(layer.numpy.derivative, { x: from, y: to });
};

FRAMES.conv_weight = (moment, frame) => {
  const { layer, k } = moment, { rows, columns } = layer, gradient = moment.panel(moment.segment.writes);
  const input = moment.panel(layer.x), error = moment.panel("d:" + layer.y), each = layer.channels[0].length;
  const { channel: own, row: m, column: n } = gradient.place(k), f = Math.floor(own / each), channel = layer.channels[f][own % each];
  const read = new Slot(input, { rows: [...rows.padded], columns: [...columns.padded], channels: [channel] });
  const errors = new Slot(error, { channels: [f] }), list = [];
  for (let i = 0; i < rows.outputs; i++)
    for (let j = 0; j < columns.outputs; j++) {
      const r = rows.at(i, m), c = columns.at(j, n), flat = read.flat(channel, r, c), dy = error.values[error.flat(f, i, j)];
      read.light(channel, r, c, list.length);
      if (dy) read.marks.add(read.key(channel, r, c));
      errors.light(f, i, j, list.length);
      list.push(pair(dy, flat < 0 ? 0 : input.values[flat], { padding: flat < 0 }));
    }
  read.box = [rows.at(0, m), columns.at(0, n), rows.at(rows.outputs - 1, m), columns.at(columns.outputs - 1, n)];
  read.rings = true;
  frame.slots = [read, new Slot(gradient, { channels: sharing(f, each) }).write(k), errors];
  frame.signs = ["→", "←"];
  sum(frame, list, 1, rows.outputs, columns.outputs);
  wrote(frame, gradient, k);
  frame.said.count = list.length;
  const at = weightIndex(moment, own, m, n);
  const places = (input.channels > 1 ? `${channel},\\,` : "") + tapped(layer, [m, n]);
  frame.put = { ...frame.put, at: at.join(","), out: error.channels > 1 ? `${f},i,j` : "i,j", places };
  const met = `${input.code}${layer.padding ? "p" : ""}[${channel}, ${tapSlice(rows, m)}, ${tapSlice(columns, n)}]`;
  frame.code = { at: [f, own % each, m, n].join(", "), f, patch: met };
};

// The places that one tap meets, as a slice in NumPy.
function tapSlice(lane, tap) {
  const first = lane.at(0, tap), last = lane.at(lane.outputs - 1, tap);
  return slice(first, last + 1, lane.outputs > 1 ? lane.at(1, tap) - first : 1);
}

// The channels of a weight panel that belong to one filter.
export const sharing = (f, each) => range(each).map((slot) => f * each + slot);

// The relation with a tap put in: "i+1".
const tapped = (layer, at) => {
  const put = (text, axis) => text.replace(/\+(\d*)[mn]/, (_, dilation) => `+${dilation && `${dilation}\\cdot `}${at[axis]}`);
  return layer.places.map(put).join(",\\,");
};

// A weight's indices as they are written: filter and channel only where there are several.
function weightIndex({ layer }, own, m, n) {
  const each = layer.channels[0].length, index = [];
  if (layer.channels.length > 1) index.push(Math.floor(own / each));
  if (each > 1) index.push(own % each);
  return [...index, m, n];
}

FRAMES.conv_bias = (moment, frame) => {
  const { layer, k } = moment, gradient = moment.panel(moment.segment.writes), error = moment.panel("d:" + layer.y);
  const errors = new Slot(error, { channels: [k] }), list = [];
  for (let q = 0; q < error.size; q++) {
    errors.lightFlat(k * error.size + q, q);
    list.push(pair(error.values[k * error.size + q], 1, { text: "" }));
  }
  frame.slots = [null, new Slot(gradient).write(k), errors];
  frame.signs = ["", "←"];
  sum(frame, list, 1, error.rows, error.columns, { candidates: true });
  wrote(frame, gradient, k);
  frame.said.count = list.length;
  frame.put.out = error.channels > 1 ? `${k},i,j` : "i,j";
  frame.code = { at: k };
};
