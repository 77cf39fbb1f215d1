// One plain sentence for every step, from the templates in words.py.

import { factor, fill, format, writeRich } from "../../player/js/numbers.js";

export const sentenceMethods = {
  drawSentence() {
    const text = this.sentence();
    const badges = { mask: "forward", route: "backward", shift: "shift" };
    this.find(".badge").textContent = badges[this.state.view];
    writeRich(this.find(".sentence"), text);
    this.speak(text.replaceAll("*", ""));
  },

  sentence() {
    const { state } = this;
    if (state.view === "shift") return this.model.shift.words[this.shiftNow];
    if (state.view === "route") return state.hover?.kind === "input" ? this.inputBack() : this.back();
    if (state.hover?.kind === "input") return this.input();
    if (state.rebuilt && this.model.hasWinner) return fill(this.model.words.forward.rebuilt, this.model.words.rebuilt);
    if (state.forgotten && Object.keys(this.model.words.forgotten).length) return this.forgottenText();
    return this.forward();
  },

  get names() {
    const { focus, model } = this;
    return { out: `output[${focus.row}, ${focus.column}]`, value: format(model.out(focus.row, focus.column)) };
  },

  places(list) {
    const texts = list.map(([r, c]) => `(${r}, ${c})`), room = this.phone ? 2 : 4;
    if (texts.length > room) return `${texts.slice(0, room).join(", ")} and ${texts.length - room} more`;
    return texts.length > 1 ? `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}` : texts.join("");
  },

  // Every item as it is written; of many the first ones and the last.
  listed(items, write, between) {
    const room = this.phone ? 9 : 16, kept = this.phone ? 4 : 8;
    if (items.length <= room) return items.map(write).join(between);
    return [...items.slice(0, kept).map(write), "…", write(items.at(-1))].join(between);
  },

  forward() {
    const { model, focus, names } = this, words = model.words.forward, o = model.output(focus.row, focus.column);
    const terms = model.terms(focus.row, focus.column), inside = terms.filter((t) => t.inside);
    if (model.family === "max") return this.maximum(inside);
    if (model.family === "mean") {
      const counted = terms.length === model.arrays.divisors[o] ? terms : inside;
      const divisor = format(model.arrays.divisors[o]), total = format(model.arrays.totals[o]);
      return fill(words.mean, { ...names, terms: this.listed(counted, (t) => factor(t.value), " + "), divisor, total });
    }
    if (model.family === "norm") {
      const power = model.power > 1 ? this.raised(model.power) : "";
      const write = (t) => (t.value < 0 ? `|${format(t.value)}|` : format(t.value)) + power;
      return fill(words.norm, { ...names, terms: this.listed(inside, write, " + "), total: format(model.arrays.totals[o]) });
    }
    const write = (t) => `${format(t.weight)}·${factor(t.value)}`;
    const listed = this.listed(model.blurTerms(focus.row, focus.column), write, " + ");
    return fill(words.blur, { ...names, terms: listed, divisor: format(model.blur_divisor) });
  },

  raised(power) { return [...String(power)].map((d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]).join(""); },

  maximum(inside) {
    const { model, focus, names } = this, words = model.words.forward;
    const [row, column] = model.winner(focus.row, focus.column);
    const terms = this.listed(inside, (t) => format(t.value), ", ");
    return fill(words.max, { ...names, terms, row, column }) + this.tieText(words.tie);
  },

  // The other places that hold the maximum, in a template; nothing where there is no tie.
  tieText(template) {
    const { model, focus } = this, { row, column } = focus;
    if (!model.hasWinner || model.ties(row, column) < 2) return "";
    const value = model.out(row, column), first = model.arrays.winners[model.output(row, column)];
    const others = model.terms(row, column).filter((t) => t.inside && t.value === value && model.flat(t.row, t.column) !== first);
    return fill(template, { places: this.places(others.map((t) => [t.row, t.column])), value: format(value) });
  },

  forgottenText() {
    const { model, focus } = this, { forgotten } = model.words;
    const count = model.terms(focus.row, focus.column).filter((t) => t.inside).length;
    const key = model.family === "mean" ? model.arrays.totals[model.output(focus.row, focus.column)] : model.out(focus.row, focus.column);
    const texts = forgotten[count];
    return texts.length > 1 ? texts[Math.round(key)] : texts[0];
  },

  input() {
    const { model, state } = this, words = model.words.forward, { row, column } = state.hover;
    const number = format(model.value(row, column)), readers = model.fedBy(row, column);
    if (!readers.length) return fill(words.unread, { row, column, number, why: model.pool === "roi" ? words.outside : words.over });
    const start = fill(words.input, { row, column, number, count: readers.length, windows: readers.length > 1 ? "windows" : "window" });
    if (!model.hasWinner) return start + fill(words.read, { places: this.places(readers) });
    const won = readers.filter(([i, j]) => model.arrays.winners[model.output(i, j)] === model.flat(row, column));
    if (won.length) return start + fill(words.won, { won: won.length, places: this.places(won) });
    const tied = readers.filter(([i, j]) => model.out(i, j) === model.value(row, column));
    return start + (tied.length ? fill(words.tied, { places: this.places(tied) }) : words.lost);
  },

  back() {
    const { model, focus, gradient, state } = this, words = model.words.backward;
    const put = gradient.put(focus.row, focus.column), dy = format(put);
    if (!put) return words.nothing;
    if (model.family === "norm") return model.out(focus.row, focus.column) ? fill(words.norm, { dy }) : words.flat;
    if (model.family === "blur") return fill(words.blur, { dy });
    if (model.family === "mean") return this.sharedOut(put);
    const ties = model.ties(focus.row, focus.column);
    return ties > 1 && state.tie !== "first" ? this.tieBack(put, ties) : this.toWinner(dy);
  },

  sharedOut(put) {
    const { model, focus } = this, words = model.words.backward;
    const divisor = model.arrays.divisors[model.output(focus.row, focus.column)], share = format(put / divisor);
    const count = model.terms(focus.row, focus.column).filter((t) => t.inside).length;
    const padding = divisor > count ? fill(words.padding, { share }) : "";
    return fill(words.mean, { dy: format(put), divisor: format(divisor), count, share, padding });
  },

  tieBack(put, ties) {
    const { model, focus, state } = this, value = format(model.out(focus.row, focus.column));
    const dy = state.tie === "split" ? factor(put) : format(put);
    return fill(model.words.backward[state.tie], { ties, value, dy, share: format(put / ties), arrived: format(put * ties) });
  },

  toWinner(dy) {
    const { model, focus, gradient, state } = this, words = model.words.backward;
    const [row, column] = model.winner(focus.row, focus.column), won = gradient.parts(row, column).length;
    const every = won === model.arrays.won[model.flat(row, column)]; // some of its windows may send 0, and a tie shares
    const adds = won > 1 ? fill(every ? words.adds : words.gathers, { won, sum: format(gradient.at(row, column)) }) : "";
    const tied = state.tie === "first" ? this.tieText(words.first) : "";
    return fill(words.only, { row, column, dy }) + adds + (tied || ".");
  },

  inputBack() {
    const { model, state, gradient } = this, words = model.words.backward, { row, column } = state.hover;
    const parts = gradient.parts(row, column), sum = format(gradient.at(row, column));
    const from = parts.length ? `, from ${this.places(parts.map((p) => [p.row, p.column]))}` : words.none;
    const added = parts.length > 1 ? ` = ${this.listed(parts, (p) => factor(p.value), " + ")}` : "";
    return fill(words.input, { row, column, sum, terms: added + from });
  },
};
