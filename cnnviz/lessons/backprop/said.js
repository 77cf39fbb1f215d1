// What a step says: its sentence, what comes next, its formula with these numbers, its line of NumPy.

import { factor, fill, format } from "../../player/js/numbers.js";
import { asWritten } from "../../player/js/exact.js";
import { relate, fine, place, readBack } from "../../player/js/text.js";

/**
 * @typedef {import("./payload").Step} Step
 * @typedef {import("./payload").Factor} Factor
 * @typedef {import("./payload").Layer} Layer
 */

const ROOM = 8;
const LINE = 72; // signs that the terms of a sum may take
const SENTENCE = 4; // terms in a sentence
const tie = (/** @type {string} */ sign) => (sign === "=" ? "=" : "\\approx");
/** @param {number} value */
const exact = (value) => relate(value, readBack(format(value))) === "=";

export class Said {
  /** @param {import("./model.js").Chain} chain */
  constructor(chain) {
    this.chain = chain;
    this.words = chain.header.words;
  }

  /** @param {Step} step */
  sentence(step) {
    const { count } = step.said, { outputs } = this.words.counts;
    return fill(this.words.sentences[step.variant], {
      ...step.said, outputs: count === 1 ? outputs[0] : fill(outputs[1], { count }), equation: step.equation ? equationOf(step) : "",
      met: this.met(step), ...relations(step),
    });
  }

  /** How many products are not zero. @param {Step} step */
  met({ terms }) {
    const count = terms?.list.filter((term) => term.value).length ?? 0, { met } = this.words.counts;
    return fill(met[Math.min(count, 2)], { count });
  }

  /** @param {Step} step */
  then({ moment, kind, variant }) {
    const { segment, k, view } = moment, { then: words } = this.words;
    if (kind === "result") return words.end[0];
    if (segment.kind === "update" && k === segment.count - 2) return words.result[0];
    const stops = segment.stops(view);
    if (stops?.includes(k) && stops.at(-1) !== k) return fill(words.visit[0], { count: stops.length });
    if (segment.beside(k, 1, view) !== null) return words[variant === "gate_curve" ? "slope" : kind][0];
    const next = this.chain.segments[segment.index + 1], sloped = next.kind === "gate" && !next.layer.gates;
    const count = next.steps(view), one = count === 1 && words[`${next.kind}_one`];
    if (one) return fill(one[1], { label: next.label });
    const coming = next.seen(view) === "scatter" ? "scatter" : sloped ? "slope" : next.kind;
    return fill(words[coming][1], { label: next.label, count, writes: this.chain.panels[next.writes]?.name });
  }

  /** The rule in letters, and with the numbers of this step. @param {Step} step @param {boolean} hidden @returns {[string, string]} */
  formula(step, hidden) {
    const bare = !step.moment.layer.bias;
    /** @type {string[]} */
    const [letters, numbers] = this.words.formulas[step.kind].map((/** @type {string} */ rule) => (bare ? rule.replace(/ \+ @b(ias)?\b/, "") : rule));
    const total = hidden ? "?" : `\\mathbf{${step.text ?? ""}}`, values = { ...this.names(step), ...numbersOf(step), total, ...step.put };
    const put = place(hidden ? numbers.replace("@rule = ", "") : related(step, numbers), values);
    return [place(letters, values), put.replace(/^= 0 = /, "= ")];
  }

  /** Letters of the panels around a layer. @param {Step} step @param {"tex" | "code"} kind */
  names({ moment: { layer, segment, k } }, kind = "tex") {
    const { panels } = this.chain, bias = layer.bias ? panels[layer.bias] : null, map = panels[layer.y];
    const letter = (/** @type {string | undefined} */ key) => panels[key ?? ""]?.header[kind] ?? "";
    const one = bias && bias.values.length > 1 ? `_${map.position(k)[layer.kind === "dense" ? "row" : "channel"]}` : "";
    const own = kind === "code" ? letter(layer.bias) : bias && segment.direction > 0 ? letter(layer.bias) + one : "";
    return {
      x: letter(layer.x), y: letter(layer.y), w: letter(layer.weight), bias: own, dx: letter(`d:${layer.x}`),
      dy: letter(`d:${layer.y}`), dw: letter(`d:${layer.weight}`), db: letter(`d:${layer.bias}`),
    };
  }

  /** Of a sum: how many terms are zero. @param {Step} step */
  zeros({ terms, equation }) {
    if (!terms || !equation || terms.list.length < 2 || terms.list[0].text === "") return "";
    const count = terms.list.filter((term) => term.zero).length, { zeros } = this.words.counts;
    return count ? fill(zeros[count === terms.list.length ? "all" : count > 1 ? "several" : "one"], { count }) : "";
  }

  /** Both views and the adjoint: the same numbers, so the same product. @param {Step} step */
  adjoint({ moment: { segment, layer } }) {
    if (!segment.scatter || !layer.adjoint) return "";
    const [left, right] = layer.adjoint.map((value) => fine(Number(value))), { panels } = this.chain, { notes } = this.words;
    const [x, y, w] = [layer.x, layer.y, layer.weight ?? ""].map((key) => panels[key].name);
    const product = `⟨${w}∗${x}, ∂${y}⟩ = ${left === right ? "" : `${left}, `}⟨${x}, ∂${x}⟩ = ${right}`;
    const note = segment.forced ? notes.adjoint_one : segment.count < 100 && !w[1] ? notes.adjoint_count : notes.adjoint;
    return fill(note, { count: segment.count, product });
  }

  /** @param {Step} step */
  code(step) {
    const { moment, kind } = step, { layer } = moment, names = this.names(step, "code");
    const line = place(this.words.code[kind], { ...names, ...step.code });
    return before(step, layer, names) + (layer.bias ? line : line.replace(/ \+ \[.*?\]$/, "")) + after(step, layer, names);
  }
}

/** "= −4 + 2 + 4 = *2*": the terms that are not zero and the number, with "≈" before what was rounded. @param {Step} step */
function equationOf(step) {
  const { terms, text = "" } = step, list = terms?.list.filter((term) => term.value).map((term) => term.value) ?? [];
  const values = terms?.bias ? [...list, terms.bias] : list, cut = values.length > SENTENCE;
  if (values.length < 2) return `${tied(step)} *${text}*`;
  const written = (cut ? values.slice(0, SENTENCE - 1) : values).map((value, k) => (k ? factor(value) : format(value)));
  const shown = [...written, ...(cut ? ["…"] : [])].join(" + ");
  const sign = asWritten(values.map((value) => [value]), [[text]]);
  return `${values.every(exact) && !terms?.list.some(underflows) ? "=" : "≈"} ${shown} ${sign} *${text}*`;
}

/** @param {Step} step */
const tied = ({ total = 0, text = "", terms }) => (terms?.list.some(underflows) ? "≈" : relate(total, readBack(text)));

/** Whether a product is too small for a number of the computer, which makes it 0. @param {Factor} term */
const underflows = ({ a, b, value }) => Boolean(a && b && !value);

/** "=" or "≈" before the rule with its numbers, and before what it comes to. @param {Step} step */
function relations(step) {
  const { terms, total = 0, text = "", shown, gives } = step, [only] = terms?.list.length === 1 ? terms.list : [];
  if (only?.b === undefined) return { first: relate(shown ?? total, total), tie: gives ?? relate(shown ?? total, readBack(text)) };
  return { first: exact(only.a ?? 0) && exact(only.b) ? "=" : "≈", tie: asWritten([[only.a ?? 0, only.b]], [[text]]) };
}

/** The rule with "≈" before whatever is not exactly what is shown before it. @param {Step} step @param {string} rule */
function related(step, rule) {
  const { terms, total, text = "" } = step;
  if (!terms || total === undefined || terms.pushes || terms.candidates || terms.routes) return rule;
  const { first, tie: last } = relations(step);
  if (terms.rule) return rule.replace(/^= /, `${tie(first)} `).replace("= @total", `${tie(last)} @total`);
  const there = terms.list.filter((term) => !term.zero);
  const factors = there.flatMap((t) => (t.b === undefined || t.text === "" ? [t.value] : [t.a ?? 0, t.b]));
  const rounded = ![...factors, terms.bias ?? 0].every(exact), gives = asWritten(onScreen(there, terms.bias), [[text]]);
  return rule.replace("= @terms", `${tie(rounded ? "≈" : "=")} @terms`).replace("= @total", `${tie(gives)} @total`);
}

/** The products on screen, each as its factors. @param {Factor[]} list @param {number} bias */
const onScreen = (list, bias = 0) => [...list.map((t) => (t.b === undefined || t.text === "" ? [t.value] : [t.a ?? 0, t.b])), [bias]];

/** The sum written out: terms that are not zero, unless all are. @param {Step} step */
function numbersOf({ terms }) {
  if (!terms || terms.rule) return { terms: "" };
  const there = terms.list.filter((term) => !term.zero), shown = spelledOut(there.length || terms.list.length > 1 ? there : terms.list);
  return { terms: shown.join(" + ") || "0", b: terms.bias === undefined ? "" : factor(terms.bias) };
}

/** As many terms as the line has room for; of more, the first ones and the last. @param {Factor[]} list */
function spelledOut(list) {
  const written = list.map((t) => (t.b === undefined || t.text === "" ? factor(t.value) : `${factor(t.a ?? 0)} \\cdot ${factor(t.b)}`));
  /** @param {string[]} texts */
  const length = (texts) => texts.reduce((sum, text) => sum + text.replace("\\cdot ", "").length + 2, 0);
  if (list.length <= ROOM && length(written) <= LINE) return written;
  let most = Math.min(ROOM - 2, list.length - 2);
  while (most > 1 && length(written.slice(0, most)) > LINE - 16) most--;
  return [...written.slice(0, most), "\\ldots", written[written.length - 1]];
}

/** The line of NumPy that comes first where there is padding, or a gradient to spread. @param {Step} step @param {Layer} layer @param
 * {Record<string, string>} names */
function before({ kind, moment: { k } }, layer, { x, dx, dy }) {
  if (kind === "conv_input") return `${dy}s = np.zeros(${layer.zeros})\n${dy}s[:, ${layer.spread}] = ${dy}\n`;
  if (!layer.pad) return "";
  if (kind === "scatter") return k ? "" : `${dx}p = np.zeros(${layer.padded})\n`; // all steps add to it
  return ["conv", "conv_weight"].includes(kind) ? `${x}p = np.pad(${x}, ${layer.pad})\n` : "";
}

/** What comes last: the padding cut off, or added to what it repeats, once all outputs have sent their part. @param {Step} step @param {Layer} layer @param
 * {Record<string, string>} names */
function after({ kind, moment: { k, segment, view } }, layer, { dx }) {
  if (kind !== "scatter" || !layer.pad || k < segment.steps(view) - 1) return "";
  if (!layer.folded) return `\n${dx} = ${dx}p[:, ${layer.inside}]`;
  return `\n${dx} = np.zeros(${layer.whole})\nnp.add.at(${dx}, ${layer.folded}, ${dx}p)`;
}
