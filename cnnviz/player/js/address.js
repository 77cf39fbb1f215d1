// The address is the state: one typed table, written by state.py, says what a link keeps.

import { inTab } from "./tab.js";

/** A value as it stands in a link; no value is an empty text. @param {unknown} value @returns {string} */
export function written(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(written).join(",");
  if (typeof value === "boolean") return value ? "1" : "0";
  return String(value);
}

/** The state that a payload opens with. @param {StateField[]} fields */
export const opened = (fields) => Object.fromEntries(fields.map(({ name, value }) => [name, value]));

/** The query of a link: what was set on the server, then what differs from its default here. @param {string} link @param
 * {StateField[]} fields @param {Record<string, unknown>} values */
export function query(link, fields, values) {
  const own = fields
    .filter(({ name, default: usual, always }) => always || written(values[name]) !== written(usual))
    .map(({ name }) => `${name}=${encodeURIComponent(written(values[name])).replaceAll("%2C", ",")}`);
  const parts = link ? [link, ...own] : own;
  return parts.length ? `?${parts.join("&")}` : "";
}

// Which lessons this tab has visited, and how they were left.

const LEFT = "lesson ";

/** Where a lesson was left: its whole query, what of it was set on the server, and the state as a link keeps it.
 * @typedef {{ query: string, link: string, values: Record<string, any> }} Left */

/** @param {string} lesson @returns {Left | null} */
export const visited = (lesson) => inTab(LEFT + lesson);

/** @param {string} lesson @param {Left} left */
export function leave(lesson, left) {
  inTab(LEFT + lesson, left);
  inTab("lessons", { ...inTab("lessons"), [lesson]: left.query });
}

/** The query of every lesson that was visited. @returns {Record<string, string>} */
export const allVisited = () => inTab("lessons") ?? {};

/** Whether this tab has not met this session of the server before. @param {string} session */
export const isNew = (session) => inTab("session") !== session && inTab("session", session) === session;
