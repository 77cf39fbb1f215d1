// Beams from the window to its enlargement and from the output to its number.

const LABEL = 28; // px, the height of a label in the style sheet

export const beamMethods = {
  drawBeams() {
    const spots = (this.spots ??= this.measureSpots());
    const clip = (v, most) => Math.max(0, Math.min(most, v));
    const beam = (name, from, picture, target, width) => {
      const polygon = this.find(`polygon.${name}`);
      if (!from || this.phone || this.state.view === "shift") return polygon.setAttribute("points", "");
      const x0 = picture.x + clip(from.x, this.area.column);
      const x1 = picture.x + clip(from.x + from.width, this.area.column);
      const y = picture.y + clip(from.y + from.height, this.area.row);
      const far = `${x0},${y} ${x1},${y}`, near = `${target.x + width},${target.y} ${target.x},${target.y}`;
      polygon.setAttribute("points", `${far} ${near}`);
    };
    beam("from-left", this.boxes.left, spots.left, spots.window, this.enlarged?.width);
    beam("from-right", this.boxes.right, spots.right, spots.pixel, spots.pixel.width);
  },

  // Where beams begin and end; measured once a layout, for to measure is slow.
  measureSpots() {
    const home = this.section.getBoundingClientRect();
    const spot = (element) => {
      const box = element.getBoundingClientRect();
      return { x: box.left - home.left, y: box.top - home.top, width: box.width };
    };
    const label = spot(this.find(".first .label"));
    return {
      left: spot(this.left), right: spot(this.right), pixel: spot(this.find(".pixel")),
      window: { x: label.x, y: label.y + LABEL },
    };
  },
};
