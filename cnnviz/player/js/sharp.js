// A canvas as sharp as the screen, also on a board that is zoomed; cleared, in the board's px.

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @param {number} zoom @returns {CanvasRenderingContext2D} */
export function sharp(canvas, width, height, zoom) {
  const ratio = (window.devicePixelRatio || 1) * zoom, w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return g;
}
