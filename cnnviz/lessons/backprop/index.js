// Indices with their numbers put in: in letters, and as slices in NumPy.

import { format } from "../../player/js/numbers.js";
import { range } from "../../player/js/text.js";

/** @typedef {import("./payload").Layer} Layer */

/** The first numbers of a panel. @param {Panel} panel */
export const firstNumbers = (panel) => {
  const shown = [...panel.values.subarray(0, 9)].map(format);
  return shown.join(",\\,") + (panel.values.length > 9 ? ",\\,\\ldots" : "");
};

/** "2·1+m-1": output positions put in. @param {Layer} layer @param {number[]} at */
export const placed = ({ places }, at) =>
  places.map((text, axis) => text.replace(/(\d*)[ij]/, (_, stride) => `${stride && `${stride}\\cdot `}${at[axis]}`)).join(",\\,");

/** "i+1": a kernel index put in. @param {Layer} layer @param {number[]} at */
export const tapped = ({ places }, at) =>
  places.map((text, axis) => text.replace(/\+(\d*)[mn]/, (_, dilation) => `+${dilation && `${dilation}\\cdot `}${at[axis]}`)).join(",\\,");

/** Positions from first to last as a slice. @param {number[]} at */
const slice = (at) => {
  const [first, second = first + 1] = at, last = /** @type {number} */ (at.at(-1));
  return `${first}:${last + 1}${second - first > 1 ? `:${second - first}` : ""}`;
};

/** What one output reads, as slices. @param {Relation} relation @param {number} i @param {number} j */
export const windowSlices = ({ row, column }, i, j) =>
  [slice(range(row.size(i)).map((m) => row.place(i, m))), slice(range(column.size(j)).map((n) => column.place(j, n)))].join(", ");

/** What one weight meets, as slices. @param {Relation} relation @param {number} m @param {number} n */
export const weightSlices = ({ row, column }, m, n) =>
  [slice(range(row.outputs).map((i) => row.place(i, m))), slice(range(column.outputs).map((j) => column.place(j, n)))].join(", ");
