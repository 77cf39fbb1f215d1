// Pointing at a picture: hover, click, drag, double click, wheel. One finger taps; it scrolls the page,
// or drags where a drag begins.

const TAP_PX = 8; // a finger that moves further scrolls

/**
 * @typedef {[number, number]} Point px from the picture's left and top
 * @typedef {{
 *   hover?: (at: Point | null) => void, pin?: (at: Point, event: PointerEvent) => void,
 *   grab?: (at: Point, event: PointerEvent) => boolean, drag?: (at: Point) => void, drop?: () => void,
 *   open?: (at: Point) => void, zoom?: (at: Point, event: WheelEvent) => void,
 * }} Deeds `grab` says whether a drag begins
 */

/** @param {HTMLElement} picture @param {Deeds} deeds */
export function pointing(picture, { hover, pin, grab, drag, drop, open, zoom }) {
  /** @param {MouseEvent} event @returns {Point} */
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  /** @type {{ x: number, y: number } | null} */
  let touched = null;
  let dragging = false;
  picture.addEventListener("pointermove", (event) => {
    if (dragging) drag?.(at(event));
    else if (event.pointerType !== "touch") hover?.(at(event));
  });
  picture.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && !dragging) hover?.(null);
  });
  picture.addEventListener("pointerdown", (event) => {
    if (event.button) return; // it opens the browser's menu, which may keep the end of a drag to itself
    touched = { x: event.clientX, y: event.clientY };
    dragging = Boolean(grab?.(at(event), event));
    if (dragging) picture.setPointerCapture(event.pointerId);
    else if (event.pointerType !== "touch") pin?.(at(event), event);
  });
  // A tap pins; a swipe, which the browser takes for scrolling, does not come to its end here.
  picture.addEventListener("pointerup", (event) => {
    const still = touched && Math.hypot(event.clientX - touched.x, event.clientY - touched.y) < TAP_PX;
    if (dragging) drop?.();
    if (event.pointerType === "touch" && still) pin?.(at(event), event);
    dragging = false;
    touched = null;
  });
  picture.addEventListener("pointercancel", () => {
    if (dragging) drop?.();
    dragging = false;
    touched = null;
  });
  if (open) picture.addEventListener("dblclick", (event) => open(at(event)));
  if (zoom) picture.addEventListener("wheel", (event) => zoom(at(event), event), { passive: false });
}

/** @type {Record<string, [number, number]>} */
const ARROW_STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Arrow keys on a focused picture go from cell to cell. @param {HTMLElement} picture @param {(rows: number, columns: number) => void} move */
export function walking(picture, move) {
  picture.addEventListener("keydown", (event) => {
    const step = ARROW_STEPS[event.key];
    if (!step) return;
    move(...step);
    event.preventDefault();
    event.stopPropagation();
  });
}
