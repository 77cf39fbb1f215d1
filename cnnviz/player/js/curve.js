// An activation's curve, with one number on it.

const W = 150; // px
const H = 110;
const EDGE = 6;

/** What stands in the middle of a board: `curve` has the places of its points, then their heights. @param {Numbers} curve
 * @param {number} x @param {number} y */
export function curveOf(curve, x, y) {
  const count = curve.length / 2, xs = [...curve.subarray(0, count)], ys = [...curve.subarray(count)];
  const [first, last] = [xs[0], xs[count - 1]], low = Math.min(...ys, 0), high = Math.max(...ys, low + 1e-9);
  /** @param {number} v */
  const px = (v) => (EDGE + ((v - first) / (last - first)) * (W - 2 * EDGE)).toFixed(1);
  /** @param {number} v */
  const py = (v) => (H - EDGE - ((v - low) / (high - low)) * (H - 2 * EDGE)).toFixed(1);
  const line = xs.map((v, k) => `${k ? "L" : "M"}${px(v)} ${py(ys[k])}`).join("");
  const html = `<svg class="curve" width="${W}" height="${H}">
    <path class="axis" d="M0 ${py(0)}H${W}M${px(0)} 0V${H}"/><path d="${line}"/><circle cx="${px(x)}" cy="${py(y)}" r="${EDGE}"/></svg>`;
  return { html, width: W + 16 };
}
