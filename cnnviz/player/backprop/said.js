// What a frame says: its sentence, what comes next, its formula with these numbers, its line of NumPy.

const ROOM = 8; // terms written out in a sum
const PRECISE = new Set(["softmax", "loss", "squared", "error", "miss", "update"]); // up to four decimals

class Said {
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
    if (segment.beside(k, 1, view) !== null) return words[frame.kind][0];
    const next = chain.segments[segment.index + 1], kind = next.seen(view) === "scatter" ? "scatter" : next.kind;
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
    return [place(letters, values), place(hidden ? numbers.replace("@rule = ", "") : numbers, values)];
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
    const there = terms.list.filter((t) => !t.zero);
    const write = (t) => (t.b === undefined || t.text === "" ? factor(t.value) : `${factor(t.a)} \\cdot ${factor(t.b)}`);
    const shown = there.length <= ROOM ? there.map(write) : [...there.slice(0, ROOM - 2).map(write), "\\ldots", write(there.at(-1))];
    return { terms: shown.join(" + ") || "0", b: terms.bias === undefined ? "" : factor(terms.bias) };
  }

  zeros({ terms }) {
    if (!terms || terms.rule || terms.candidates || terms.pushes || terms.list.length < 2) return "";
    const zeros = terms.list.filter((t) => t.zero).length;
    return zeros ? `${zeros} zero ${zeros > 1 ? "terms" : "term"} left out` : "";
  }

  code(frame) {
    const { layer, chain, segment } = frame.moment, code = (key) => chain.panels[key]?.code ?? "";
    const own = layer ?? chain.layers.at(-1);
    const names = {
      x: code(own.x), y: code(own.y), w: code(own.weight), bias: code(own.bias), dx: code("d:" + own.x),
      dy: code("d:" + own.y), dw: code("d:" + own.weight), db: code("d:" + own.bias),
    };
    const line = place(this.words.code[frame.kind], { ...names, ...frame.code });
    return this.before(frame.kind, own, names) + (own.bias ? line : line.replace(/ \+ \[.*?\]$/, ""));
  }

  // The line that comes first where there is padding, or an error to spread.
  before(kind, layer, { x, dx, dy }) {
    if (kind === "conv_input") return `${dy}s = np.zeros(${layer.zeros})\n${dy}s[:, ${layer.spread}] = ${dy}\n`;
    const read = kind === "scatter" ? dx : x;
    if (!layer.pad || !["conv", "conv_weight", "scatter"].includes(kind)) return "";
    const padded = `np.pad(${x}, ${layer.pad})`;
    return `${read}p = ${kind === "scatter" ? `np.zeros_like(${padded})` : padded}\n`;
  }
}
