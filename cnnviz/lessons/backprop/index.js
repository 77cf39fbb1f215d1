// Indices with their numbers put in: in letters, and as slices in NumPy.

import { format } from "../../player/js/numbers.js";

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

/** What one output reads, as slices. @param {Relation} relation @param {number} i @param {number} j */
export const windowSlices = ({ row, column }, i, j) => `${row.window(i)}, ${column.window(j)}`;
/** What one weight meets, as slices. @param {Relation} relation @param {number} m @param {number} n */
export const weightSlices = ({ row, column }, m, n) => `${row.met(m)}, ${column.met(n)}`;
