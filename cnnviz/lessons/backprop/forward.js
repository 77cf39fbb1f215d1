// The frames of the way forward: from the picture to the loss.

import { curveOf } from "../../player/js/curve.js";
import { factor, fill, format } from "../../player/js/numbers.js";
import { terms } from "../../player/js/relation.js";
import { Slot } from "../../player/js/slot.js";
import { asWritten } from "../../player/js/exact.js";
import { besideOf, bracketed, relate, fine, minus, place, readBack, readOff, shownSum } from "../../player/js/text.js";
import { FRAMES, inPadding, kernelsOf, lit, multiplied, shape, sum, whole, wrote } from "./frame.js";
import { firstNumbers, placed, windowSlices } from "./index.js";

FRAMES.start = (moment, step) => {
  const { chain } = moment, first = chain.layers.find((layer) => layer.weight) ?? chain.layers[0];
  step.slots = [whole(moment.panel("x")), first.weight ? new Slot(moment.panel(first.weight)) : null, new Slot(moment.panel(first.y))];
  step.signs = ["→", "→"];
  const names = ["x", ...chain.layers.map((layer) => layer.y), "shares", "loss"];
  step.put.chain = names.flatMap((key) => moment.panel(key)?.header.tex ?? []).join(" \\to ");
};

FRAMES.conv = (moment, step) => {
  const { layer, k } = moment, { relation } = layer, { input, output } = relation, weight = moment.panel(layer.weight);
  const list = multiplied(relation, "output", k, "input", input, "weight", weight), [{ filter: f, i, j }] = list;
  const kernel = new Slot(weight, { channels: kernelsOf(relation, f), notch: true });
  step.slots = [
    inPadding(input, relation, list, { channels: relation.channels[f] }), lit(kernel, list, (term) => term.weight),
    new Slot(output, { channels: [f] }).write(k),
  ];
  step.signs = ["→", "→"];
  sum(step, list, relation.each, weight.rows, weight.columns, { bias: layer.bias ? moment.panel(layer.bias).values[f] : undefined });
  wrote(step, output, k);
  step.said.count = list.length;
  const inputs = input.channels > 1, filters = output.channels > 1;
  Object.assign(step.put, {
    sum: inputs ? "c,m,n" : "m,n", places: (inputs ? "c,\\," : "") + placed(layer, [i, j]),
    taps: [...(filters ? [f] : []), ...(inputs ? ["c"] : []), "m", "n"].join(","),
  });
  Object.assign(step.code, { f, patch: `${input.header.code}${layer.padding ? "p" : ""}[:, ${windowSlices(relation, i, j)}]` });
};

FRAMES.activation = (moment, step) => {
  const { layer, k } = moment, input = moment.panel(layer.x), output = moment.panel(layer.y);
  const channels = [input.position(k).channel], value = input.values[k], from = format(value), slope = layer.slope[k];
  step.slots = [new Slot(input, { channels }).lightFlat(k, 0), null, new Slot(output, { channels }).write(k)];
  step.signs = ["→", ""];
  step.middle = curveOf(layer.curve, value, output.values[k]);
  wrote(step, output, k);
  step.variant = layer.gates ? (slope ? "open" : "shut") : "curve";
  Object.assign(step.said, { title: layer.title, from, slope: format(slope) });
  Object.assign(step.put, { title: layer.title, rule: layer.gates ? `\\max(0,\\, ${from})` : `\\operatorname{${layer.title}}(${from})` });
  step.code.call = place(layer.numpy.function, { x: `${input.header.code}[${step.code.at}]` });
  if (layer.gates) step.shown = Math.max(0, readBack(from));
  sum(step, [{ text: layer.gates ? `max(0, ${from})` : `${layer.title}(${from})`, value: output.values[k] }], 1, 1, 1, { rule: true }, "");
};

FRAMES.pool = (moment, step) => {
  const { layer, k } = moment, { relation } = layer, output = moment.panel(layer.y), { slot, list, winner, i, j } = poolWindow(moment, k);
  step.slots = [slot, null, new Slot(output, { channels: slot.channels }).write(k)];
  step.signs = ["→", ""];
  sum(step, list.map((term) => ({ ...term, text: "" })), 1, relation.row.kernelSize, relation.column.kernelSize, { candidates: true }, "number");
  wrote(step, output, k);
  const there = list.filter((term) => term.inside), ties = there.filter((term) => term.value === output.values[k]).length;
  step.variant = ties < 2 ? "pool" : ties < there.length ? "tie" : "tie_all";
  Object.assign(step.said, { count: there.length, ties, row: winner?.row ?? "", column: winner?.column ?? "" });
  const at = `${relation.row.place(i, 0)}+m,\\,${relation.column.place(j, 0)}+n`;
  Object.assign(step.put, { places: at, list: there.map((term) => format(term.value)).join(",\\,") });
  step.code.patch = `${moment.panel(layer.x).header.code}[${slot.channels[0]}, ${windowSlices(relation, i, j)}]`;
};

/** The numbers that one window of a pooling reads, the winner among them. @param {import("./moment.js").Moment} moment @param {number} k */
export function poolWindow({ layer }, k) {
  const { relation, winners } = layer, { input } = relation, all = terms(relation, "output", k), [{ channel, i, j }] = all;
  const list = all.map((term) => ({
    ...term, value: term.inside ? input.values[term.input] : -Infinity, padding: !term.inside,
    wins: term.inside && term.input % input.size === winners[k],
  }));
  const slot = inPadding(input, relation, list, { channels: [channel] }), winner = list.find((term) => term.wins);
  if (winner) slot.marks.add(slot.key(channel, winner.p, winner.q));
  return { slot, list, winner, channel, i, j };
}

FRAMES.flatten = (moment, step) => {
  const { layer } = moment, output = moment.panel(layer.y);
  step.slots = [whole(moment.panel(layer.x)), null, whole(output, true)];
  step.signs = ["→", ""];
  step.said = { name: output.name, count: output.values.length };
  step.put = { list: firstNumbers(output) };
};

FRAMES.dense = (moment, step) => {
  const { layer, k, chain } = moment, input = moment.panel(layer.x), output = moment.panel(layer.y), weight = moment.panel(layer.weight);
  const list = multiplied(layer.relation, "output", k, "input", input, "weight", weight);
  // One row of the weight matrix: a framed row, or the channel that it is folded into.
  const own = new Slot(weight, weight.channels > 1 ? { channels: [k] } : { box: [k, 0, k, weight.columns - 1] });
  step.slots = [lit(new Slot(input), list, (term) => term.input), lit(own, list, (term) => term.weight), new Slot(output).write(k)];
  step.signs = ["→", "→"];
  sum(step, list, 1, ...shape(input), { bias: layer.bias ? moment.panel(layer.bias).values[k] : undefined });
  wrote(step, output, k);
  const { meanings } = chain.header.words, name = chain.header.classes[k], score = chain.last === layer && chain.header.loss === "softmax" && name;
  step.said.meaning = score ? fill(meanings.score, { name }) : meanings.output;
};

FRAMES.softmax = (moment, step) => {
  const { k, chain: { header } } = moment, { shift } = header, scores = moment.panel(moment.layer.y), shares = moment.panel("shares");
  const powers = [...moment.panel("powers").values];
  /** @param {number} q */
  const power = (q) => `e^{${format(scores.values[q])}${shift ? ` - ${format(shift)}` : ""}}`;
  step.slots = [whole(scores), null, new Slot(shares).write(k)];
  step.signs = ["→", ""];
  const list = powers.map((value, q) => ({ value, text: `e^${factor(scores.values[q] - shift)}` }));
  sum(step, list, 1, 1, powers.length, { rule: true }, "power");
  wrote(step, shares, k);
  step.variant = new Set(scores.values).size === 1 ? "softmax_equal" : shares.values[k] ? "softmax" : "softmax_tiny";
  step.gives = step.variant === "softmax_equal" ? asWritten([[1]], [[fine(shares.values[k]), powers.length]]) : "≈";
  const shown = [...scores.values].map((score) => Math.exp(shownSum([score]) - shownSum([shift])));
  step.shown = shares.values[k] ? shown[k] / shown.reduce((all, value) => all + value) : NaN; // a share that is no number is not 0
  Object.assign(step.said, { exponent: fine(Number(header.log_shares[k])), count: powers.length, score: scores.title(k) });
  Object.assign(step.put, { power: power(k), powers: powers.map((_, q) => power(q)).join(" + ") });
};

FRAMES.loss = (moment, step) => {
  const { header: { truth, classes, log_shares: logarithms } } = moment.chain, loss = moment.panel("loss"), shares = moment.panel("shares");
  const share = shares.values[truth], exponent = Number(logarithms[truth]);
  const others = [...shares.values].reduce((all, value, q) => all + (q === truth ? 0 : value), 0), from = besideOf(share, 1, -others);
  step.slots = [new Slot(shares).lightFlat(truth, 0), null, new Slot(loss).write(0)];
  step.signs = ["→", ""];
  wrote(step, loss, 0);
  step.variant = share ? "loss" : "loss_tiny"; // a share may be too small for a number
  Object.assign(step.said, { truth: classes[truth], share: shares.title(truth), from, exponent: fine(exponent) });
  step.put = { truth, from: share ? from : `e^{${fine(exponent)}}` };
  step.shown = share ? -(from === fine(share) ? Math.log(readBack(from)) : Math.log1p(readOff(share, 1, -others))) : -readBack(fine(exponent));
  if (share) step.gives = from === "1" ? relate(loss.values[0], 0) : "≈"; // the logarithm of no other decimal is one
  step.code.truth = truth;
  const text = share ? `−ln ${from}` : `−ln e^${bracketed(exponent)}`;
  sum(step, [{ text, value: loss.values[0] }], 1, 1, 1, { rule: true, digits: 4 }, "");
};

FRAMES.squared = (moment, step) => {
  const { share } = moment.chain.header, output = moment.panel(moment.layer.y), target = moment.panel("target"), loss = moment.panel("loss");
  const pairs = [...output.values].map((y, q) => [y, target.values[q]]);
  const misses = pairs.map(([y, t]) => ({ value: (y - t) ** 2, text: `(${besideOf(y, t)} − ${bracketed(t)})²` }));
  step.slots = [whole(output), whole(target), new Slot(loss).write(0)];
  step.signs = ["−", "→"];
  sum(step, misses, 1, 1, misses.length, { rule: true, digits: 4 }, "square");
  wrote(step, loss, 0);
  const part = share === 1 ? "" : `\\frac{1}{${format(1 / share)}}`, squares = misses.map(({ text }) => text.replace("²", "^2")).join(" + ");
  step.put = { share: part, squares: part && misses.length > 1 ? `(${squares})` : squares };
  step.shown = share * pairs.reduce((all, [y, t]) => all + readOff(y, t) ** 2, 0);
  const squared = pairs.flatMap(([y, t]) => minus(y, t).flatMap((a) => minus(y, t).map((b) => [...a, ...b])));
  step.gives = asWritten(squared, [[fine(loss.values[0]), 1 / share]]);
  step.code.rule = `((${output.header.code} - t) ** 2).${share === 1 ? "sum" : "mean"}()`;
  const spelled = misses.map(({ text }) => text).join(" + ");
  step.said.squares = part && misses.length > 1 ? `(${spelled}) / ${misses.length}` : spelled;
};
