// A beam joins a box on a picture to what shows it in large.

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

/** Where an element stands in the lesson, px. @param {Element} section @param {Element} element @returns {Box} */
export function spot(section, element) {
  const home = section.getBoundingClientRect(), { left, top, width, height } = element.getBoundingClientRect();
  return { x: left - home.left, y: top - home.top, width, height };
}

/** @param {number} v @param {number} most */
const clipped = (v, most) => Math.max(0, Math.min(most, v));

/** From a box on a picture, cut to the picture, down to the upper edge of its enlargement; nothing without a box. It is not seen over numbers,
 * which reach down to `written` px of the picture. @param {SVGPolygonElement} polygon @param {Box | null} box @param {Box} picture @param
 * {Box} target */
export function beam(polygon, box, picture, target, written = 0) {
  polygon.toggleAttribute("hidden", !box);
  if (!box) return polygon.setAttribute("points", "");
  const y = picture.y + clipped(box.y + box.height, picture.height), start = Math.max(y, picture.y + clipped(written, picture.height));
  const part = target.y > y ? Math.min(1, (start - y) / (target.y - y)) : 0, ends = [target.x, target.x + target.width];
  const [x0, x1] = [box.x, box.x + box.width].map((x) => picture.x + clipped(x, picture.width)).map((x, k) => x + part * (ends[k] - x));
  polygon.setAttribute("points", `${x0},${start} ${x1},${start} ${ends[1]},${target.y} ${ends[0]},${target.y}`);
}

/** From the right side of a box on a picture to the left side of its enlargement. @param {SVGPolygonElement} polygon @param {Box} box @param
 * {Box} picture @param {Box} target @param {number} gap px */
export function sideBeam(polygon, box, picture, target, gap) {
  const x0 = picture.x + clipped(box.x + box.width, picture.width) + gap, x1 = target.x - gap;
  const [y0, y1] = [box.y, box.y + box.height].map((y) => picture.y + clipped(y, picture.height));
  polygon.setAttribute("points", `${x0},${y0} ${x1},${target.y - gap} ${x1},${target.y + target.height + gap} ${x0},${y1}`);
}
