// The two views of an input gradient: gather (the turned kernel over the spread error) and scatter.

import { factor, format } from "../../player/js/numbers.js";
import { pushes } from "./moment.js";
import { bracketed, exact, fine } from "./formula.js";
import { FRAMES, Slot, pair, range, sum, wrote } from "./frame.js";
import { patch, placed, slice, windowBox } from "./forward.js";
import { sharing } from "./backward.js";

FRAMES.conv_input = (moment, frame) => {
  const { layer, k } = moment, { rows, columns } = layer, gradient = moment.panel(moment.segment.writes);
  const error = moment.panel("d:" + layer.y), weight = moment.panel(layer.weight);
  const { channel, row, column } = gradient.place(k), filters = layer.filters[channel], each = layer.channels[0].length;
  const slot = channel % each, own = filters.map((f) => f * each + slot);
  const turned = { rows: range(rows.taps).reverse(), columns: range(columns.taps).reverse(), turned: true, notch: true };
  const kernel = new Slot(weight, { ...turned, channels: own });
  const errors = new Slot(error, { rows: [...rows.spread], columns: [...columns.spread], channels: filters, rings: false });
  const p = row + rows.before[0], q = column + columns.before[0], list = [];
  filters.forEach((f, group) => {
    for (let m = 0; m < rows.taps; m++)
      for (let n = 0; n < columns.taps; n++) {
        const r = rows.slid(p, m), c = columns.slid(q, n), at = errors.flat(f, r, c);
        const w = kernel.flat(own[group], m, n);
        errors.light(f, r, c, list.length);
        kernel.light(own[group], m, n, list.length);
        const dy = at < 0 ? 0 : error.values[at];
        if (dy) kernel.marks.add(kernel.key(own[group], m, n));
        list.push(pair(dy, weight.values[w], { padding: at < 0 }));
      }
  });
  kernel.rings = true;
  errors.box = [rows.slid(p, 0), columns.slid(q, 0), rows.slid(p, rows.taps - 1), columns.slid(q, columns.taps - 1)];
  errors.zeros = zerosPut(layer);
  frame.slots = [padded(gradient, layer, channel).write(k), kernel, errors];
  frame.signs = ["←", "←"];
  sum(frame, list, filters.length, rows.taps, columns.taps);
  wrote(frame, gradient, k);
  const fed = rows.feeds(row).length * columns.feeds(column).length;
  frame.variant = fed > 1 ? "conv_input" : fed ? "conv_input_one" : "conv_input_none";
  frame.said.count = fed * filters.length;
  frame.said.name = frame.name.replace("∂", "");
  const many = filters.length > 1, met = layer.places.map((place, axis) => `${place} = ${[row, column][axis]}`).join(",\\;");
  const taps = [...(many ? ["f"] : []), ...(each > 1 ? [slot] : []), "m", "n"];
  frame.put = { ...frame.put, met, outs: many ? "f,i,j" : "i,j", wtaps: taps.join(",") };
  frame.code = { ...frame.code, c: slot, patch: `${error.code}s[:, ${slidSlice(rows, p)}, ${slidSlice(columns, q)}]` };
};

const slidSlice = (lane, place) => {
  const first = lane.slid(place, 0), last = lane.slid(place, lane.taps - 1);
  return slice(first, last + 1, lane.taps > 1 ? lane.slid(place, 1) - first : 1);
};

// The input gradient with the padding that is cropped off it.
function padded(gradient, layer, channel) {
  const { rows, columns, padding } = layer;
  return new Slot(gradient, { rows: [...rows.padded], columns: [...columns.padded], channels: [channel], cropped: padding > 0 });
}

const zerosPut = (layer) => {
  const around = layer.rings ? `${layer.rings} ${layer.rings > 1 ? "rings" : "ring"} of 0` : "";
  return layer.stride > 1 ? `0 between and ${around} around` : around && `+ ${around}`;
};

FRAMES.scatter = (moment, frame) => {
  const { layer, k } = moment, { rows, columns } = layer, gradient = moment.panel("d:" + layer.x);
  const error = moment.panel("d:" + layer.y), weight = moment.panel(layer.weight);
  const { channel: f, row: i, column: j } = error.place(k), channels = layer.channels[f], each = channels.length;
  const into = padded(gradient, layer, channels[0]), kernel = new Slot(weight, { channels: sharing(f, each), notch: true });
  into.channels = channels;
  const list = pushes(moment, k).map((push, term) => {
    const key = into.key(push.channel, rows.at(i, push.m), columns.at(j, push.n));
    into.writes.add(key);
    into.lit.set(key, term);
    kernel.light(f * each + push.slot, push.m, push.n, term);
    return pair(push.dy, push.weight, { padding: push.flat < 0, flat: push.flat });
  });
  into.box = windowBox(rows, columns, i, j);
  frame.slots = [into, kernel, new Slot(error, { channels: [f] }).lightFlat(k, 0)];
  frame.slots[2].every = true;
  frame.signs = ["←", "←"];
  sum(frame, list, each, rows.taps, columns.taps, { pushes: true });
  const pixel = followed(moment, k) ?? 0;
  wrote(frame, gradient, pixel);
  frame.name = error.title(k).replace("∂", "");
  Object.assign(frame.said, { name: frame.name, from: format(error.values[k]), count: list.filter((t) => !t.padding).length });
  frame.variant = error.values[k] ? "scatter" : "scatter_zero";
  const many = channels.length > 1, filters = layer.channels.length > 1;
  frame.put = {
    at: error.index(k).join(","), places: (many ? "c,\\," : "") + placed(layer, [i, j]),
    wtaps: [...(filters ? [f] : []), ...(many ? ["c"] : []), "m", "n"].join(","), from: factor(error.values[k]), count: frame.said.count,
  };
  frame.code = { at: [f, i, j].join(", "), f, patch: patch(moment, gradient, i, j) };
};

// The input that an output's push completes: the first that it read.
function followed(moment, k) {
  return pushes(moment, k).find((push) => push.flat >= 0)?.flat;
}

// The same number in the other view.
export function otherView(moment) {
  const { chain, segment, k, layer, seen } = moment, from = chain.from(segment.index, seen === "gather" ? "scatter" : "gather");
  if (seen === "scatter") return from + (followed(moment, k) ?? 0);
  const { channel, row, column } = moment.panel(segment.writes).place(k), { rows, columns } = layer;
  const filters = layer.filters[channel], outputs = moment.panel(layer.y);
  const last = (pairs) => pairs.at(-1)?.[0];
  const i = last(rows.feeds(row)), j = last(columns.feeds(column));
  return from + (i === undefined || j === undefined ? 0 : outputs.flat(filters[0], i, j));
}

FRAMES.update = (moment, frame) => {
  const { own, flat } = updatedBy(moment), chain = moment.chain;
  const gradient = moment.panel(`d:${own.key}`), after = moment.panel(`new:${own.key}`);
  const { channel } = own.place(flat), shown = { channels: [channel] };
  const read = [own, gradient].map((panel) => new Slot(panel, shown).lightFlat(flat, 0));
  frame.slots = [...read, new Slot(after, { ...shown, digits: 4 }).write(flat)];
  frame.signs = [`− ${fine(chain.rate)} ×`, "="];
  const [from, slope] = [own.values[flat], gradient.values[flat]];
  wrote(frame, after, flat);
  const text = `${fine(from)} − ${fine(chain.rate)}·${bracketed(slope)}`;
  sum(frame, [{ text, value: after.values[flat] }], 1, 1, 1, { rule: true, digits: 4 });
  frame.variant = slope ? "update" : "update_zero";
  const [rise, down] = slope > 0 ? ["rise", "down a little"] : ["fall", "up a little"];
  Object.assign(frame.said, { gradient: fine(slope), rise, down });
  Object.assign(frame.put, { after: after.tex, before: own.tex, gradient: gradient.tex });
  Object.assign(frame.put, { from: fine(from), rate: fine(chain.rate), slope: bracketed(slope) });
  frame.code = { before: own.code, gradient: gradient.code, at: own.full(flat) };
  frame.tangent = { panel: gradient, flat };
};

// The parameter whose turn it is: one number after the other, in the order of the network.
function updatedBy({ chain, k }) {
  let flat = k;
  for (const own of chain.parameters) {
    if (flat < own.values.length) return { own, flat };
    flat -= own.values.length;
  }
}

FRAMES.result = (moment, frame) => {
  const { chain } = moment, before = Number(chain.value), after = Number(chain.after);
  frame.result = true;
  frame.variant = after <= before ? "result" : "result_worse";
  frame.said = { count: moment.segment.count - 1, before: exact(before), after: exact(after) };
  frame.put = { predicted: exact(Number(chain.predicted_change)), real: exact(Number(chain.change)) };
};
