// What a frame says: its sentence, what comes next, its formula with these numbers, its line of NumPy.

import { factor, fill, format } from "../../player/js/numbers.js";
import { fine, place, readBack, relation } from "./formula.js";

const ROOM = 8;
const LINE = 80; // terms written out in a sum, and signs they may take
const tie = (sign) => (sign === "=" ? "=" : "\\approx");
const PRECISE = new Set(["softmax", "loss", "squared", "error", "miss", "update"]); // up to four decimals

export class Said {
  constructor(chain) { this.words = chain.words; }

  sentence(frame) {
    const { chain } = frame.moment, wanted = () => [...chain.panels.target.values].map(format).join(", ");
    const truth = chain.loss === "softmax" ? `“${chain.classes[chain.truth]}”` : wanted();
    const { count } = frame.said, outputs = count === 1 ? "one output" : `${count} outputs`;
    return fill(this.words.sentences[frame.variant], { truth, outputs, ...frame.said });
  }

  then(frame) {
    const { segment, k, view, chain } = frame.moment, words = this.words.then;
    if (frame.kind === "result") return words.end[0];
    if (segment.kind === "update" && k === segment.count - 2) return words.result[0];
    const stops = segment.stops(view);
    if (stops?.includes(k) && stops.at(-1) !== k) return fill(words.visit[0], { count: stops.length });
    if (segment.beside(k, 1, view) !== null) return words[frame.variant === "gate_curve" ? "slope" : frame.kind][0];
    const next = chain.segments[segment.index + 1], sloped = next.kind === "gate" && !next.layer.gates;
    const kind = next.seen(view) === "scatter" ? "scatter" : sloped ? "slope" : next.kind;
    return fill(words[kind][1], { label: next.label, count: next.steps(view), writes: chain.panels[next.writes]?.name });
  }

  total(frame) {
    if (frame.total === undefined) return "";
    const { key } = frame.panel, precise = PRECISE.has(frame.kind) || key.startsWith("new:");
    return (precise ? fine : format)(frame.total);
  }

  // The rule in letters, and with the numbers of this step.
  formula(frame, hidden) {
    const { layer } = frame.moment, bare = layer && !layer.bias;
    const [letters, numbers] = this.words.formulas[frame.kind].map((rule) => (bare ? rule.replace(/ \+ @b(ias)?\b/, "") : rule));
    const total = hidden ? "?" : `\\mathbf{${this.total(frame)}}`;
    const values = { ...this.names(frame), ...this.numbers(frame), total, ...frame.put };
    const put = place(hidden ? numbers.replace("@rule = ", "") : this.related(frame, numbers), values);
    return [place(letters, values), put.replace(/^= 0 = /, "= ")];
  }

  // The rule with "≈" before whatever is not exactly what is shown before it.
  related(frame, rule) {
    const { terms } = frame, shown = readBack(this.total(frame));
    if (!terms || frame.total === undefined || terms.pushes || (terms.candidates && frame.kind !== "conv_bias")) return rule;
    const exactly = tie(relation(frame.total, shown));
    if (frame.kind === "error") return rule.replace("= @from", `${exactly} @from`); // then a share less 0 or 1
    if (terms.rule) return rule.replace("= @total", `${exactly} @total`);
    const read = (value) => readBack(format(value)), there = terms.list.filter((t) => !t.zero);
    const factors = there.flatMap((t) => (t.b === undefined || t.text === "" ? [t.value] : [t.a, t.b]));
    const rounded = [...factors, terms.bias ?? 0].find((value) => relation(value, read(value)) !== "=");
    const sum = this.spelled(there).includes("\\ldots") ? frame.total : this.sumOnScreen(terms);
    return rule.replace("= @terms", `${tie(rounded === undefined ? "=" : "≈")} @terms`).replace("= @total", `${tie(relation(sum, shown))} @total`);
  }

  // What the factors on screen come to.
  sumOnScreen({ list, bias = 0 }) {
    const read = (value) => readBack(format(value));
    const products = list.filter((t) => !t.zero).map((t) => (t.b === undefined || t.text === "" ? read(t.value) : read(t.a) * read(t.b)));
    return products.reduce((total, value) => total + value, read(bias));
  }

  // Letters of the panels around a layer.
  names({ moment }) {
    const { layer, segment, chain } = moment, tex = (key) => chain.panels[key]?.tex ?? "", own = layer ?? chain.layers.at(-1);
    return {
      x: tex(own.x), y: tex(own.y), w: tex(own.weight), dx: tex("d:" + own.x),
      dy: tex("d:" + own.y), dw: tex("d:" + own.weight), db: tex("d:" + own.bias), bias: this.bias(own, segment, moment),
    };
  }

  bias(layer, segment, { k, chain }) {
    const panel = layer.bias && chain.panels[layer.bias];
    if (!panel || segment.direction < 0) return "";
    const several = panel.values.length > 1, map = chain.panels[layer.y];
    return panel.tex + (several ? `_${map.place(k)[layer.kind === "dense" ? "row" : "channel"]}` : "");
  }

  // The sum written out: terms that are not zero first, the others counted.
  numbers({ terms }) {
    if (!terms || terms.rule) return { terms: "" };
    const there = terms.list.filter((t) => !t.zero), shown = this.spelled(there.length || terms.list.length > 1 ? there : terms.list);
    return { terms: shown.join(" + ") || "0", b: terms.bias === undefined ? "" : factor(terms.bias) };
  }

  // As many terms as the line has room for; of more, the first ones and the last.
  spelled(list) {
    const written = list.map((t) => (t.b === undefined || t.text === "" ? factor(t.value) : `${factor(t.a)} \\cdot ${factor(t.b)}`));
    const length = (texts) => texts.reduce((sum, text) => sum + text.replace("\\cdot ", "").length + 2, 0);
    if (list.length <= ROOM && length(written) <= LINE) return written;
    let most = Math.min(ROOM - 2, list.length - 2);
    while (most > 1 && length(written.slice(0, most)) > LINE - 16) most--;
    return [...written.slice(0, most), "\\ldots", written.at(-1)];
  }

  zeros({ terms }) {
    if (!terms || terms.rule || terms.candidates || terms.pushes || terms.list.length < 2) return "";
    const zeros = terms.list.filter((t) => t.zero).length;
    if (zeros === terms.list.length) return `all ${zeros} terms are 0`;
    return zeros ? `${zeros} zero ${zeros > 1 ? "terms" : "term"} left out` : "";
  }

  code(frame) {
    const { layer, chain } = frame.moment, code = (key) => chain.panels[key]?.code ?? "";
    const own = layer ?? chain.layers.at(-1);
    const names = {
      x: code(own.x), y: code(own.y), w: code(own.weight), bias: code(own.bias), dx: code("d:" + own.x),
      dy: code("d:" + own.y), dw: code("d:" + own.weight), db: code("d:" + own.bias),
    };
    const line = place(this.words.code[frame.kind], { ...names, ...frame.code });
    const whole = this.before(frame.moment, frame.kind, own, names) + (own.bias ? line : line.replace(/ \+ \[.*?\]$/, ""));
    return whole + this.after(frame.moment, frame.kind, own, names);
  }

  // The line that comes first where there is padding, or an error to spread.
  before({ k }, kind, layer, { x, dx, dy }) {
    if (kind === "conv_input") return `${dy}s = np.zeros(${layer.zeros})\n${dy}s[:, ${layer.spread}] = ${dy}\n`;
    if (!layer.pad) return "";
    if (kind === "scatter") return k ? "" : `${dx}p = np.zeros(${layer.padded})\n`; // all steps add to it
    return ["conv", "conv_weight"].includes(kind) ? `${x}p = np.pad(${x}, ${layer.pad})\n` : "";
  }

  // The line that comes last: the padding cut off, once all outputs have sent their part.
  after({ k, segment, view }, kind, layer, { dx }) {
    const last = kind === "scatter" && layer.pad && k === segment.steps(view) - 1;
    return last ? `\n${dx} = ${dx}p[:, ${layer.inside}]` : "";
  }
}
