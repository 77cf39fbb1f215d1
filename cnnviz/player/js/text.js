// Numbers and names as they are put into text: what they come to, and how they relate.

import { MINUS, format } from "./numbers.js";

// Up to four decimals: losses, shares and numbers after a step.
/** @param {number} value @returns {string} */
export function fine(value) {
  if (!Number.isFinite(value) || Math.abs(value) >= 1000) return format(value);
  const rounded = Math.round(value * 1e4) / 1e4;
  return rounded === 0 && value !== 0 ? format(value) : (value < 0 ? MINUS : "") + String(Math.abs(rounded));
}

/** The same of numbers that are compared: where one of them has fewer decimals, all have. @param {number} value @param {number[]} all */
export const alike = (value, all) => (all.some((one) => Math.abs(one) >= 1000) && Math.abs(value) < 1000 ? format(Math.round(value * 10) / 10) : fine(value));

/** A negative factor in brackets, with up to four decimals. @param {number} value */
export const bracketed = (value) => (value < 0 ? `(${fine(value)})` : fine(value));

/** The number that a text on screen stands for. @param {string} text */
export const readBack = (text) => Number(text.replaceAll(MINUS, "-").replace("∞", "Infinity"));

/** "=" where two sums on screen are the same, "≈" where something was rounded; `asWritten` also tells it of small ones. @param {number} a @param
 * {number} b */
export const equality = (a, b) => (Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b)) ? "=" : "≈");

/** "=" where a number is what is written for it, however small it is, "≈" where it was rounded. @param {number} value @param {number} written */
export const relate = (value, written) => (Math.abs(value - written) <= 1e-12 * Math.max(Math.abs(value), Math.abs(written)) ? "=" : "≈");

/** A number beside another one that would be written the same: "(1 − 0.0000002)", with up to four decimals. @param {number} value @param
 * {number} other @param {number} gap how far it is from there, where the computer's number no longer says it */
export function besideOf(value, other, gap = value - other) {
  const [text, more] = partsBeside(value, other, gap);
  return more ? `(${text} ${more.startsWith(MINUS) ? `${MINUS} ${more.slice(1)}` : `+ ${more}`})` : text;
}

/** The same as the numbers that are added up. @param {number} value @param {number} other @param {number} gap */
const partsBeside = (value, other, gap) => (fine(value) === fine(other) && gap ? [fine(other), format(gap)] : [fine(value)]);

/** Their difference as it is written. @param {number} value @param {number} other */
export function readOff(value, other, gap = value - other) {
  const [text, more] = partsBeside(value, other, gap);
  return more ? readBack(more) : readBack(text) - readBack(fine(other));
}

/** The same for `asWritten`. @param {number} value @param {number} other @returns {(number | string)[][]} */
export const minus = (value, other, gap = value - other) => [...partsBeside(value, other, gap).map((part) => [part]), [-1, fine(other)]];

/** A product of two numbers as they are written, or a sum of them. @param {number[]} values */
export const shownSum = (values) => values.reduce((sum, value) => sum + readBack(format(value)), 0);

/** "@name" put in; a name that is missing is left out. @param {string} template @param {Record<string, unknown>} values */
export const place = (template, values) => template.replace(/@([a-z]+)/gi, (_, name) => String(values[name] ?? ""));

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** @param {unknown} text */
export const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ENTITIES[c]);

/** The texts one after the other; of more than `most` the first few and the last. @param {string[]} texts @param {number} most @param {number}
 * first */
export const listed = (texts, most, first, between = " + ") =>
  (texts.length <= most ? texts : [...texts.slice(0, first), "…", texts[texts.length - 1]]).join(between);

/** First row and column, last row and column of some cells. @param {any[][]} cells */
export const blockOf = (cells) => [Math.min, Math.max].flatMap((end) => [0, 1].map((axis) => end(...cells.map((cell) => cell[axis]))));

/** 0, 1, … length − 1. @param {number} length */
export const range = (length) => Array.from({ length }, (_, k) => k);
