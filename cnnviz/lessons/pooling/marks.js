// Marks that the pictures share: brackets, discs, tiles, and the text of what was drawn.

import { LEAST_FONT } from "../../player/js/legible.js";
import { cssColour, inkOn } from "../../player/js/colour.js";
import { LEAST_PHONE_FONT } from "./view.js";

// Corner brackets: solid for the winner, dashed for a tie.
export function brackets(g, palette, box, dashed) {
  const inset = Math.max(1.5, Math.min(3, box.width * 0.06));
  const x = box.x + inset, y = box.y + inset, w = box.width - 2 * inset, h = box.height - 2 * inset;
  const arm = Math.min(w, h) * 0.3;
  const path = new Path2D();
  for (const [cx, cy, dx, dy] of [[x, y, 1, 1], [x + w, y, -1, 1], [x, y + h, 1, -1], [x + w, y + h, -1, -1]]) {
    path.moveTo(cx + dx * arm, cy);
    path.lineTo(cx, cy);
    path.lineTo(cx, cy + dy * arm);
  }
  g.setLineDash(dashed ? [3, 3] : []);
  for (const [colour, width] of [[palette.halo, 5], [palette.ink, 2.8]]) {
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.stroke(path);
  }
  g.setLineDash([]);
}

export function dashedFrame(g, palette, box, colour = palette.ink2) {
  g.setLineDash([4, 3]);
  g.strokeStyle = colour;
  g.lineWidth = 1.6;
  g.strokeRect(box.x + 2.5, box.y + 2.5, box.width - 5, box.height - 5);
  g.setLineDash([]);
}

// A gradient is a disc: its area tells its size, its colour the sign.
export function disc(g, palette, x, y, room, value, reach, label, phone) {
  if (!value) return;
  const rgb = palette.signed(Math.sign(value) * 0.5, 1), full = room * 0.46;
  const radius = Math.max(Math.min(full, 5), full * Math.sqrt(Math.min(1, Math.abs(value) / reach)));
  g.beginPath();
  g.arc(x, y, label ? Math.max(radius, Math.min(full, 13)) : radius, 0, 2 * Math.PI);
  g.fillStyle = cssColour(rgb);
  g.fill();
  if (!label) return;
  const font = Math.min(24, Math.max(phone ? LEAST_PHONE_FONT : LEAST_FONT, room * 0.38));
  g.font = `700 ${font}px ${palette.font}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillStyle = inkOn(rgb);
  g.fillText(label, x, y + 1);
}

export function centred(g, palette, text, box, font, colour, weight = 600) {
  g.font = `${weight} ${font}px ${palette.font}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillStyle = colour;
  g.fillText(text, box.x + box.width / 2, box.y + box.height / 2 + 1);
}

// What a picture shows, in words for who cannot see it: the same texts that were drawn.
export class Shown {
  constructor(canvas) { this.canvas = canvas; this.lines = []; }

  add(row, column, text) { this.lines.push(`${row},${column}: ${text}`); }

  tell() {
    const text = this.lines.join("; ");
    if (this.canvas.textContent !== text) this.canvas.textContent = text;
  }
}

// Everything outside a box is dimmed.
export function dimOutside(g, colour, frame, box, strength) {
  g.beginPath();
  g.rect(0, 0, frame.column, frame.row);
  g.rect(box.x, box.y, box.width, box.height);
  g.fillStyle = colour;
  g.globalAlpha = strength;
  g.fill("evenodd");
  g.globalAlpha = 1;
}
