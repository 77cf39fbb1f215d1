// The frames of the way back: from the first gradient to that of every number, and the step they are for.

import { factor, format } from "../../player/js/numbers.js";
import { terms } from "../../player/js/relation.js";
import { PLACES, Slot } from "../../player/js/slot.js";
import { asWritten } from "../../player/js/exact.js";
import { alike, besideOf, bracketed, relate, fine, minus, place, range, readBack, readOff } from "../../player/js/text.js";
import { poolWindow } from "./forward.js";
import { FRAMES, inPadding, kernelsOf, lit, multiplied, paddedBy, shape, sum, whole, wrote } from "./frame.js";
import { firstNumbers, placed, tapped, weightSlices, windowSlices } from "./index.js";

/** @typedef {import("./moment.js").Moment} Moment */

FRAMES.error = (moment, step) => {
  const { k, written: gradient } = moment, shares = moment.panel("shares"), target = moment.panel("target");
  step.slots = [new Slot(gradient).write(k), new Slot(shares).lightFlat(k, 0), new Slot(target).lightFlat(k, 0)];
  step.signs = ["←", "−"];
  wrote(step, gradient, k);
  /** @type {[number, number, number]} */
  const miss = [shares.values[k], target.values[k], gradient.values[k]], difference = { from: besideOf(...miss), target: format(target.values[k]) };
  Object.assign(step.said, difference);
  Object.assign(step.put, difference);
  step.shown = readOff(...miss);
  step.gives = asWritten(minus(...miss), [[fine(gradient.values[k])]]);
  sum(step, [{ text: `${difference.from} − ${difference.target}`, value: gradient.values[k] }], 1, 1, 1, { rule: true, digits: 4 }, "");
};

FRAMES.miss = (moment, step) => {
  const { k, chain, written: gradient } = moment, output = moment.panel(gradient.header.of), target = moment.panel("target");
  step.slots = [new Slot(gradient).write(k), new Slot(output).lightFlat(k, 0), new Slot(target).lightFlat(k, 0)];
  step.signs = ["←", "−"];
  wrote(step, gradient, k);
  const [y, t] = [output, target].map(({ values }) => values[k]), difference = { from: besideOf(y, t), target: bracketed(t), factor: fine(chain.header.factor) };
  Object.assign(step.said, difference);
  Object.assign(step.put, difference);
  step.code.factor = difference.factor;
  step.shown = readBack(difference.factor) * readOff(y, t);
  step.gives = asWritten(minus(y, t).map((factors) => [difference.factor, ...factors]), [[fine(gradient.values[k])]]);
  const text = `${difference.factor}·(${difference.from} − ${difference.target})`;
  sum(step, [{ text, value: gradient.values[k] }], 1, 1, 1, { rule: true, digits: 4 }, "");
};

FRAMES.dense_weight = (moment, step) => {
  const { k, layer, written: gradient } = moment, input = moment.panel(layer.x), error = moment.gradient(layer.y);
  const list = multiplied(layer.relation, "weight", k, "output", error, "input", input), [{ output: row, input: column, a: b, b: a }] = list;
  const own = new Slot(gradient, gradient.channels > 1 ? { channels: [row] } : {}).write(k);
  step.slots = [new Slot(input).lightFlat(column, 0), own, new Slot(error).lightFlat(row, 0)];
  step.signs = ["→", "←"];
  sum(step, list, 1, 1, 1);
  wrote(step, gradient, k);
  Object.assign(step.said, { a: factor(a), b: format(b) });
  Object.assign(step.put, { at: `${row},${column}`, row, column });
  Object.assign(step.code, { row, column });
};

FRAMES.dense_bias = (moment, step) => {
  const { k, layer, written: gradient } = moment, error = moment.gradient(layer.y);
  step.slots = [null, new Slot(gradient).write(k), new Slot(error).lightFlat(k, 0)];
  step.signs = ["", "←"];
  sum(step, [{ a: error.values[k], b: 1, value: error.values[k], zero: !error.values[k] }], 1, 1, 1);
  wrote(step, gradient, k);
};

FRAMES.dense_input = (moment, step) => {
  const { k, layer, written: gradient } = moment, weight = moment.panel(layer.weight), error = moment.gradient(layer.y);
  const list = multiplied(layer.relation, "input", k, "output", error, "weight", weight);
  const own = new Slot(weight, weight.channels > 1 ? {} : { box: [0, k, weight.rows - 1, k] });
  step.slots = [new Slot(gradient).write(k), lit(own, list, (term) => term.weight), lit(new Slot(error), list, (term) => term.output)];
  step.signs = ["←", "←"];
  sum(step, list, 1, ...(list.length <= 4 ? /** @type {[number, number]} */ ([list.length, 1]) : shape(error)));
  wrote(step, gradient, k);
  Object.assign(step.said, { number: moment.panel(layer.x).title(k), count: list.length });
  step.put.at = k;
};

FRAMES.unflatten = (moment, step) => {
  const { layer, written: input } = moment;
  step.slots = [whole(input, true), null, whole(moment.gradient(layer.y))];
  step.signs = ["←", ""];
  step.said = { name: input.name, count: input.values.length };
  step.put = { list: firstNumbers(input) };
  step.code = { shape: [input.channels, input.rows, input.columns].join(", ") };
};

FRAMES.route = (moment, step) => {
  const { layer, k, written: input } = moment, error = moment.gradient(layer.y), value = error.values[k];
  const { slot, list, winner, channel } = poolWindow(moment, k), channels = [channel], { row, column } = layer.relation;
  const into = inPadding(input, layer.relation, list, { channels }), win = winner ? list.indexOf(winner) : -1;
  into.writes = new Set(into.lit.keys());
  step.slots = [into, slot, new Slot(error, { channels }).lightFlat(k, win)];
  step.signs = ["←", "←"];
  const { winner: won, lost } = moment.chain.header.words.counts;
  const gets = list.map(({ wins }, at) => (layer.shared ? Boolean(layer.shared[k * list.length + at]) : wins));
  const parts = gets.map((wins) => ({ wins, zero: !wins, text: wins ? won : lost, value: wins ? value : 0 }));
  sum(step, parts, 1, row.kernelSize, column.kernelSize, { routes: true, digits: 2 }, "input");
  wrote(step, input, winner?.input ?? 0);
  step.total = value;
  const ties = list.filter((term) => winner && term.value === winner.value).length;
  step.variant = ties < 2 ? "route" : layer.shared ? "route_shared" : "route_tie";
  Object.assign(step.said, { ties, from: error.title(k) });
  Object.assign(step.put, { winner: step.put.at, at: error.index(k).join(",") });
  const { i, j } = list[0], window = `${channel}, ${windowSlices(layer.relation, i, j)}`;
  Object.assign(step.code, { winner: step.code.at, at: error.indices(k).join(", "), window });
};

FRAMES.gate = (moment, step) => {
  const { layer, k, written: input } = moment, error = moment.gradient(layer.y), before = moment.panel(layer.x), after = moment.panel(layer.y);
  const channels = [input.position(k).channel], dy = error.values[k], slope = layer.passed[k], ignored = slope && !layer.slope[k], { notes, counts } = moment.chain.header.words;
  const gates = new Slot(before, { channels, gates: layer.gates ? layer.slope : null, note: layer.gates ? notes.gates : undefined });
  step.slots = [new Slot(input, { channels }).write(k), gates.lightFlat(k, 0), new Slot(error, { channels }).lightFlat(k, 0)];
  step.signs = ["←", "←"];
  const label = ignored ? counts.ignored : layer.gates ? (slope ? counts.open : counts.shut) : counts.slope;
  sum(step, [{ a: dy, b: slope, value: dy * slope, zero: !dy || !slope }], 1, 1, 1, { label });
  wrote(step, input, k);
  step.variant = ignored ? "gate_ignored" : layer.gates ? `gate_${slope ? "open" : "shut"}${dy ? "" : "_zero"}` : "gate_curve";
  Object.assign(step.said, { from: format(dy), slope: factor(slope) });
  const { at } = step.put;
  step.put.slope = layer.gates ? `[${before.header.tex}_{${at}} > 0]` : `\\operatorname{${layer.title.toLowerCase()}}'(${before.header.tex}_{${at}})`;
  const [x, y] = [before, after].map((panel) => `${panel.header.code}[${step.code.at}]`);
  step.code.gate = place(layer.numpy.derivative, { x, y });
};

FRAMES.conv_weight = (moment, step) => {
  const { layer, k, written: gradient } = moment, { relation } = layer, input = moment.panel(layer.x), error = moment.gradient(layer.y);
  const list = multiplied(relation, "weight", k, "output", error, "input", input), [{ filter: f, slot, channel, m, n }] = list;
  const read = inPadding(input, relation, list, { channels: [channel], rings: true });
  for (const term of list) if (term.a) read.marks.add(read.key(channel, term.p, term.q));
  const errors = lit(new Slot(error, { channels: [f] }), list, (term) => term.output);
  step.slots = [read, new Slot(gradient, { channels: kernelsOf(relation, f) }).write(k), errors];
  step.signs = ["→", "←"];
  sum(step, list, 1, relation.row.outputs, relation.column.outputs);
  wrote(step, gradient, k);
  step.said.count = list.length;
  const filters = error.channels > 1, inputs = input.channels > 1;
  Object.assign(step.put, {
    at: [...(filters ? [f] : []), ...(relation.each > 1 ? [slot] : []), m, n].join(","), out: filters ? `${f},i,j` : "i,j",
    places: (inputs ? `${channel},\\,` : "") + tapped(layer, [m, n]),
  });
  Object.assign(step.code, { f, patch: `${input.header.code}${layer.padding ? "p" : ""}[${channel}, ${weightSlices(relation, m, n)}]` });
};

FRAMES.conv_bias = (moment, step) => {
  const { layer, k, written: gradient } = moment, error = moment.gradient(layer.y);
  const list = range(error.size).map((at) => ({ at: k * error.size + at }));
  step.slots = [null, new Slot(gradient).write(k), lit(new Slot(error, { channels: [k] }), list, ({ at }) => at)];
  step.signs = ["", "←"];
  const parts = list.map(({ at }) => ({ a: error.values[at], b: 1, value: error.values[at], zero: !error.values[at], text: "" }));
  sum(step, parts, 1, error.rows, error.columns, {}, "gradient");
  wrote(step, gradient, k);
  step.said.count = list.length;
  step.put.out = error.channels > 1 ? `${k},i,j` : "i,j";
};

// ---- the two views of an input gradient: gather (the flipped kernel over the spread gradient) and scatter

FRAMES.conv_input = (moment, step) => {
  const { layer, k, written: gradient } = moment, { relation } = layer, gather = layer.gather ?? relation;
  const error = moment.gradient(layer.y), weight = moment.panel(layer.weight), { channel, row, column } = gradient.position(k);
  const filters = gather.channels[channel], slot = channel % relation.each, own = filters.map((f) => f * relation.each + slot);
  const { notes } = moment.chain.header.words, as = { channels: own, notch: true, rings: true }, unflipped = layer.mistake === "flip";
  const flipped = { ...as, rows: range(weight.rows).reverse(), columns: range(weight.columns).reverse(), turned: true, note: notes.flipped };
  const kernel = new Slot(weight, unflipped ? { ...as, note: notes.unflipped } : flipped);
  const list = terms(gather, "output", k).map((term) => {
    const a = term.inside ? error.values[term.input] : 0, b = weight.values[kernel.flat(own[term.slot], term.m, term.n)];
    return { ...term, a, b, value: a * b, zero: !a || !b };
  });
  list.forEach((term, at) => {
    kernel.light(own[term.slot], term.m, term.n, at);
    if (term.a) kernel.marks.add(kernel.key(own[term.slot], term.m, term.n));
  });
  step.slots = [cropped(moment, [channel]).write(k), kernel, inPadding(error, gather, list, { channels: filters, zeros: zerosPut(moment) })];
  step.signs = ["←", "←"];
  step.views = viewsOf(moment);
  sum(step, list, filters.length, weight.rows, weight.columns);
  wrote(step, gradient, k);
  const fed = relation.uses(row, column);
  step.variant = unflipped ? "unflipped" : fed > 1 ? "conv_input" : fed ? "conv_input_one" : "conv_input_none";
  Object.assign(step.said, { number: moment.panel(layer.x).title(k), count: fed * filters.length });
  const many = filters.length > 1, met = layer.places.map((text, axis) => `${text} = ${[row, column][axis]}`).join(",\\;");
  const taps = [...(many ? ["f"] : []), ...(relation.each > 1 ? [slot] : []), "m", "n"];
  Object.assign(step.put, { met, outs: many ? "f,i,j" : "i,j", wtaps: taps.join(",") });
  Object.assign(step.code, { c: slot, patch: `${error.header.code}s[:, ${windowSlices(gather, row, column)}]` });
};

/** The input gradient with the padding that is cropped off it. @param {Moment} moment @param {number[]} channels */
function cropped({ layer: { relation, padding }, written: gradient }, channels) {
  return new Slot(gradient, { ...paddedBy(relation), channels, cropped: padding > 0 });
}

/** @param {Moment} moment */
function zerosPut({ layer, chain: { header: { words: { notes } } } }) {
  const around = notes[layer.rings > 1 ? "rings" : "ring"].replace("{count}", layer.rings);
  return layer.stride > 1 ? notes.between.replace("{around}", around) : layer.rings ? `+ ${around}` : "";
}

/** @param {Moment} moment @returns {Views | null} */
function viewsOf({ segment, view, chain: { header: { words: { views } } } }) {
  return segment.twoViews ? { label: views.label, value: view, options: [["gather", views.gather], ["scatter", views.scatter]] } : null;
}

FRAMES.scatter = (moment, step) => {
  const { layer, k, written: gradient } = moment, { relation } = layer, error = moment.gradient(layer.y), weight = moment.panel(layer.weight);
  const list = multiplied(relation, "output", k, "output", error, "weight", weight), [{ filter: f, i, j }] = list;
  const into = cropped(moment, relation.channels[f]).lightAll(list, PLACES.padded(relation)).frame(list, PLACES.padded(relation));
  into.writes = new Set(into.lit.keys());
  const kernel = new Slot(weight, { channels: kernelsOf(relation, f), notch: true });
  step.slots = [into, lit(kernel, list, (term) => term.weight), new Slot(error, { channels: [f] }).lightFlat(k, 0)];
  step.signs = ["←", "←"];
  step.views = viewsOf(moment);
  sum(step, list, relation.each, weight.rows, weight.columns, { pushes: true }, "push");
  const inside = list.filter((term) => term.inside), count = new Set(inside.map((term) => term.input)).size;
  wrote(step, gradient, inside[0]?.input ?? 0);
  const copied = error.values[k] && !layer.mistake && list.some((term) => term.inside && term.border);
  step.variant = (layer.mistake === "sum" ? "overwrite" : "scatter") + (!error.values[k] ? "_zero" : copied ? "_copied" : "");
  const from = format(error.values[k]), sign = relate(error.values[k], readBack(from)), output = moment.panel(layer.y).title(k);
  Object.assign(step.said, { name: error.title(k), from, sign, output, pixel: step.name, count });
  const many = relation.each > 1, filters = relation.channels.length > 1;
  Object.assign(step.put, {
    at: error.index(k).join(","), places: (many ? "c,\\," : "") + placed(layer, [i, j]),
    wtaps: [...(filters ? [f] : []), ...(many ? ["c"] : []), "m", "n"].join(","), from: factor(error.values[k]), count: inside.length,
  });
  step.code = { at: [f, i, j].join(", "), f, patch: `${gradient.header.code}${layer.padding ? "p" : ""}[:, ${windowSlices(relation, i, j)}]` };
};

/** The same number in the other view: the input that an output's push reaches first, or the last output that read an input. @param {Moment} moment */
export function otherView({ chain, segment, k, layer, seen }) {
  const gathers = seen === "gather", from = chain.from(segment.index, gathers ? "scatter" : "gather");
  const found = terms(layer.relation, gathers ? "input" : "output", k);
  if (!gathers) return from + (found.find((term) => term.inside)?.input ?? 0);
  return from + (found.findLast((term) => term.filter === found[0].filter)?.output ?? 0);
}

FRAMES.update = (moment, step) => {
  const { own, flat } = updatedBy(moment), gradient = moment.gradient(own.key), after = moment.panel(`new:${own.key}`);
  const channels = [own.position(flat).channel], size = fine(moment.chain.header.rate), [from, slope] = [own.values[flat], gradient.values[flat]];
  step.slots = [...[own, gradient].map((panel) => new Slot(panel, { channels }).lightFlat(flat, 0)), new Slot(after, { channels }).write(flat)];
  step.signs = [`− ${size} ×`, "="];
  wrote(step, after, flat);
  sum(step, [{ text: `${fine(from)} − ${size}·${bracketed(slope)}`, value: after.values[flat] }], 1, 1, 1, { rule: true, digits: 4 }, "");
  step.shown = readBack(fine(from)) - readBack(size) * readBack(fine(slope));
  step.gives = asWritten([[fine(from)], [-1, size, fine(slope)]], [[fine(after.values[flat])]]);
  step.variant = !slope ? "update_zero" : slope > 0 ? "update_down" : "update_up";
  const shown = { from: fine(from), rate: size, slope: bracketed(slope) };
  Object.assign(step.said, { ...shown, number: own.title(flat), gradient: fine(slope) });
  Object.assign(step.put, { ...shown, after: after.header.tex ?? "", before: own.header.tex ?? "", gradient: gradient.header.tex ?? "" });
  step.code = { before: own.header.code ?? "", gradient: gradient.header.code ?? "", at: own.indices(flat).join(", ") };
  step.tangent = { panel: gradient, flat };
};

/** The parameter whose turn it is: one number after the other, in the order of the network. @param {Moment} moment */
function updatedBy({ chain: { parameters }, k }) {
  let flat = k, own = 0;
  while (flat >= parameters[own].values.length) flat -= parameters[own++].values.length;
  return { own: parameters[own], flat };
}

FRAMES.result = (moment, step) => {
  const { header } = moment.chain, [before, after] = [header.value, header.after].map(Number);
  step.variant = after <= before ? "result" : "result_worse";
  const losses = [before, after], written = (/** @type {unknown} */ value) => alike(Number(value), losses);
  step.said = { count: moment.segment.count - 1, before: written(before), after: written(after) };
  step.put = { predicted: written(header.predicted_change), real: written(header.change) };
};
