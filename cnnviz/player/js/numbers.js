// How a number is written, everywhere: the same rule as figures/numbers.py.

export const MINUS = "\u2212";

/** @param {number | null | undefined} value @returns {string} */
export function format(value) {
  if (value === undefined || value === null) return "";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : MINUS + "∞";
  const size = Math.abs(value), text = digitsOf(size);
  return (value < 0 && text !== "0" ? MINUS : "") + text;
}

// Two decimals, one from 1,000, three digits below 0.1; very large and very small ones as powers.
/** @param {number} size @returns {string} */
function digitsOf(size) {
  if (size >= 1e6 || (size > 0 && size < 1e-6)) return power(size);
  if (size > 0 && size < 0.1) return plainDigits(size);
  return String(size >= 1000 ? Math.round(size * 10) / 10 : Math.round(size * 100) / 100);
}

/** @param {number} size */
const power = (size) => {
  const [digits, exponent] = size.toExponential(2).split("e");
  return `${Number(digits)}e${String(Number(exponent)).replace("-", MINUS)}`;
};
/** @param {number} size */
const plainDigits = (size) => size.toFixed(2 - Math.floor(Math.log10(size))).replace(/\.?0+$/, "");

/** With one digit after the point, for a cell that has no room for two: "1.8", "−.4", and "≈0" for what is not 0. @param {number} value */
export function tenths(value) {
  const rounded = Math.round(value * 10) / 10;
  return rounded || !value ? format(rounded || 0).replace(/^(\u2212?)0\./, "$1.") : "≈0";
}

/** @param {number} value */
export const factor = (value) => (value < 0 ? `(${format(value)})` : format(value));

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const EITHER = /^[+-]?[1-9]\d{0,2},\d{3}$/; // "1,250" is a thousand and more for some, and hardly more than one for others

/** What a person typed, with a decimal point or comma, or as a fraction: a number, or null with nothing guessed. @param {string} text @param
 * {number} limit */
export function parseNumber(text, limit = Infinity) {
  const parts = text.trim().replaceAll(MINUS, "-").split("/").map((part) => (EITHER.test(part) ? part : part.replace(",", ".")));
  if (parts.length > 2 || !parts.every((part) => NUMBER.test(part))) return null;
  const value = Number(parts[0]) / Number(parts[1] ?? 1);
  return Number.isFinite(value) && Math.abs(value) <= limit ? value : null;
}

/** "a {name}" with the names filled in. @param {string} template @param {Record<string, unknown>} values */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** The same of a group of templates, where a count of one has words of its own: "maps" and "maps_one". @param {Record<string, any>} words
 * @param {string} name @param {Record<string, unknown>} values with their count */
export const fillCounted = (words, name, values) => fill((String(values.count) === "1" && words[`${name}_one`]) || words[name], values);

/** What stands between stars is bold, and nothing is written twice. @param {HTMLElement} element @param {string} text */
export function writeRich(element, text) {
  if (element.dataset.text === text) return;
  element.dataset.text = text;
  element.replaceChildren(
    ...text.split("*").map((part, k) => {
      if (k % 2 === 0) return document.createTextNode(part);
      const bold = document.createElement("b");
      bold.textContent = part;
      return bold;
    }),
  );
}
