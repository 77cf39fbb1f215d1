// How a number is written: true minus sign, at most two decimals, never more digits than it has.

export const MINUS = "\u2212";

/** @param {number | null | undefined} value */
export function format(value) {
  if (value === undefined || value === null) return "";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : MINUS + "∞";
  const size = Math.abs(value);
  let text;
  if (size >= 1e6) text = size.toExponential(2).replace("e+", "e");
  else if (size !== 0 && size < 0.005) text = size.toPrecision(1);
  else text = String(size >= 1000 ? Math.round(size * 10) / 10 : Math.round(size * 100) / 100);
  return (value < 0 && Number(text) !== 0 ? MINUS : "") + text;
}

/** @param {number} value */
export const factor = (value) => (value < 0 ? `(${format(value)})` : format(value));

/**
 * What a person typed: a number, or null with nothing guessed.
 * @param {string} text
 */
export function parseNumber(text, limit = Infinity) {
  const plain = text.trim().replace(MINUS, "-");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) && Math.abs(value) <= limit ? value : null;
}

/**
 * "a {name}" with the names filled in.
 * @param {string} template
 * @param {Record<string, unknown>} values
 * @returns {string}
 */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * Writes "a *b*" with what stands between stars made bold.
 * @param {HTMLElement} element
 * @param {string} text
 */
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
