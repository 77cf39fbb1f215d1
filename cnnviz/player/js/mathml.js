// LaTeX to MathML, as much of it as the formulas of words.py use.

import { MINUS } from "./numbers.js";
import { escape } from "./text.js";

/** @type {Record<string, string>} */
const SIGNS = {
  cdot: "·", partial: "∂", eta: "η", theta: "θ", nabla: "∇", lVert: "‖", rVert: "‖", approx: "≈", ldots: "…",
  sum: "∑", adds: "+=", to: "→",
};
const WORDS = new Set(["max", "ln"]);

/** @param {string} tex */
export function mathml(tex) {
  const tokens = tex.replaceAll("\\mathrel{+}=", "\\adds ").match(/\\[a-zA-Z]+|\\[,;]|[0-9]+(?:\.[0-9]+)?(?:e[-\u2212]?[0-9]+)?|[\s\S]/gu) ?? [];
  return `<math>${new Typesetter([...tokens]).row()}</math>`;
}

class Typesetter {
  /** @param {string[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  row() {
    let html = "";
    while (this.at < this.tokens.length && this.tokens[this.at] !== "}") html += this.scripted();
    return html;
  }

  /** An atom with what stands below and above it. @returns {string} */
  scripted() {
    /** @type {Record<string, string>} */
    const scripts = {};
    const atom = this.atom();
    while (["_", "^", "'"].includes(this.tokens[this.at])) {
      const sign = this.tokens[this.at++];
      if (sign === "'") scripts["^"] = "<mo>′</mo>";
      else scripts[sign] = this.atom();
    }
    const { _: below, "^": above } = scripts;
    if (below && above) return `<msubsup>${atom}${below}${above}</msubsup>`;
    if (below) return `<msub>${atom}${below}</msub>`;
    return above ? `<msup>${atom}${above}</msup>` : atom;
  }

  /** @returns {string} */
  group() {
    if (this.tokens[this.at] !== "{") return this.atom();
    this.at++;
    const inner = this.row();
    this.at++;
    return `<mrow>${inner}</mrow>`;
  }

  /** The plain text between braces. */
  text() {
    let text = "";
    for (this.at++; this.tokens[this.at] !== "}"; this.at++) text += this.tokens[this.at];
    this.at++;
    return escape(text);
  }

  /** @returns {string} */
  atom() {
    const token = this.tokens[this.at];
    if (token === "{") return this.group();
    this.at++;
    if (token[0] === "\\") return this.command(token.slice(1));
    if (/^[0-9]/.test(token)) return `<mn>${token}</mn>`;
    if (/^[A-Za-z]/.test(token)) return `<mi>${token}</mi>`;
    if (/^\s/.test(token)) return "";
    return `<mo${"()[]".includes(token) ? ' stretchy="false"' : ""}>${escape(token === "-" ? MINUS : token)}</mo>`;
  }

  /** @param {string} name @returns {string} */
  command(name) {
    if (name === "," || name === ";") return `<mspace width="0.22em"/>`;
    if (name === "frac") return `<mfrac>${this.group()}${this.group()}</mfrac>`;
    if (name === "operatorname") return `<mi mathvariant="normal">${this.text()}</mi>`;
    if (name === "text") return `<mtext>${this.text()}</mtext>`;
    if (name === "mathbf") return `<mn class="total">${this.text()}</mn>`;
    if (WORDS.has(name)) return `<mi mathvariant="normal">${name}</mi>`;
    return `<mo${name === "partial" || name === "nabla" ? ' form="prefix" lspace="0" rspace="0"' : ""}>${SIGNS[name] ?? name}</mo>`;
  }
}
