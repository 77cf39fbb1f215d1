// Whether "=" is true on screen: numbers are added and multiplied as they are written, without rounding.

import { MINUS, format } from "./numbers.js";

/**
 * Digits, and the power of ten that they are multiplied with.
 * @typedef {[bigint, number]} Decimal
 * A number that stands on screen as `format` writes it, or the text that stands there.
 * @typedef {number | string} Written
 */

const DECIMAL = /^(-?)(\d+)\.?(\d*)(?:e(-?\d+))?$/;

/** "=" where two sums of products are the same number, each factor as it is written; else "≈". @param {Written[][]} left @param
 * {Written[][]} right */
export function asWritten(left, right) {
  const negated = right.map((factors) => [-1, ...factors]), products = [...left, ...negated].map(multiply);
  return products.every((product) => product !== null) && isZero(/** @type {Decimal[]} */ (products)) ? "=" : "≈";
}

/** @param {Written} written @returns {Decimal | null} null for what is no number */
function decimalOf(written) {
  const found = DECIMAL.exec((typeof written === "string" ? written : format(written)).replaceAll(MINUS, "-"));
  if (!found) return null;
  const [, sign, whole, part, power = "0"] = found;
  return [BigInt(sign + whole + part), Number(power) - part.length];
}

/** @param {Written[]} factors @returns {Decimal | null} */
function multiply(factors) {
  /** @type {Decimal} */
  let product = [1n, 0];
  for (const factor of factors) {
    const decimal = decimalOf(factor);
    if (!decimal) return null;
    product = [product[0] * decimal[0], product[1] + decimal[1]];
  }
  return product;
}

/** Whether they come to 0 together. @param {Decimal[]} decimals */
function isZero(decimals) {
  const there = decimals.filter(([digits]) => digits), least = Math.min(...there.map(([, power]) => power));
  return there.reduce((sum, [digits, power]) => sum + digits * 10n ** BigInt(power - least), 0n) === 0n;
}
