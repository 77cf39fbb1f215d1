// A beam joins a box on a picture to what shows it in large.

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

/** Where an element stands in the lesson, px.
 * @param {Element} section @param {Element} element @returns {Box} */
export function spot(section, element) {
  const home = section.getBoundingClientRect(), { left, top, width, height } = element.getBoundingClientRect();
  return { x: left - home.left, y: top - home.top, width, height };
}

/** From a box on a picture, cut to the picture, down to the upper edge of its enlargement; nothing without a box.
 * @param {SVGPolygonElement} polygon @param {Box | null} box @param {Box} picture @param {Box} target */
export function beam(polygon, box, picture, target) {
  polygon.toggleAttribute("hidden", !box);
  if (!box) return polygon.setAttribute("points", "");
  /** @param {number} v @param {number} most */
  const clip = (v, most) => Math.max(0, Math.min(most, v));
  const y = picture.y + clip(box.y + box.height, picture.height);
  const [x0, x1] = [box.x, box.x + box.width].map((x) => picture.x + clip(x, picture.width));
  polygon.setAttribute("points", `${x0},${y} ${x1},${y} ${target.x + target.width},${target.y} ${target.x},${target.y}`);
}
