// LaTeX to MathML, as much of it as the formulas of words.py use; and the digits in them.

import { MINUS, format } from "../../player/js/numbers.js";

const SIGNS = {
  cdot: "·", partial: "∂", eta: "η", theta: "θ", nabla: "∇", lVert: "‖", rVert: "‖", approx: "≈", ldots: "…",
  sum: "∑", adds: "+=", to: "→",
};
const WORDS = new Set(["max", "ln"]);

// Up to four decimals: losses, shares and numbers after a step.
export function fine(value) {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e6) return format(value);
  const rounded = Math.round(value * 1e4) / 1e4;
  return rounded === 0 && value !== 0 ? format(value) : (value < 0 ? MINUS : "") + String(Math.abs(rounded));
}
export const exact = fine;

// The number that a text on screen stands for, and how two numbers on screen relate to each other.
export const readBack = (text) => Number(text.replaceAll(MINUS, "-").replace("∞", "Infinity"));
export const relation = (a, b) => (Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b)) ? "=" : "≈");
export const bracketed = (value) => (value < 0 ? `(${fine(value)})` : fine(value));

// "@name" put in; a name that is missing is left out.
export const place = (template, values) => template.replace(/@([a-z]+)/gi, (_, name) => values[name] ?? "");

export const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

export function mathml(tex) {
  const tokens = tex.replaceAll("\\mathrel{+}=", "\\adds ").match(/\\[a-zA-Z]+|\\[,;]|[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?|[\s\S]/gu) ?? [];
  return `<math>${new Typesetter(tokens).row()}</math>`;
}

class Typesetter {
  constructor(tokens) { Object.assign(this, { tokens, at: 0 }); }

  row() {
    let html = "";
    while (this.at < this.tokens.length && this.tokens[this.at] !== "}") html += this.scripted();
    return html;
  }

  // An atom with what stands below and above it.
  scripted() {
    const atom = this.atom(), scripts = {};
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

  group() {
    if (this.tokens[this.at] !== "{") return this.atom();
    this.at++;
    const inner = this.row();
    this.at++;
    return `<mrow>${inner}</mrow>`;
  }

  // The plain text between braces.
  text() {
    let text = "";
    for (this.at++; this.tokens[this.at] !== "}"; this.at++) text += this.tokens[this.at];
    this.at++;
    return escape(text);
  }

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
