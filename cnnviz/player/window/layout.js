// How large the pictures, the bench and the gallery are in the room that there is.

const PHONE = 720;
const SHORT = 780;
const NARROW = 1060; // px: width, height, width
const GALLERY = 252;
const GAP = 36;
const BETWEEN = 124;
const LEAST_CORE = 860;
const LEAST_FRAME = 240;
const MOST_FRAME = 560;

export const layoutMethods = {
  layout() {
    const width = this.section.clientWidth;
    if (!width) return;
    this.width = width;
    this.phone = width <= PHONE;
    const short = !this.phone && innerHeight <= SHORT;
    this.place = this.placeFor(width);
    this.section.dataset.gallery = this.place;
    this.section.classList.toggle("phone", this.phone);
    this.section.classList.toggle("short", short);
    const height = short ? 132 : 150;
    const frame = this.frameFor(height, short);
    this.bench.measure(height, this.phone);
    const core = this.phone ? width : this.placeGallery(frame);
    this.bench.layout(core, this.phone);
    this.section.style.setProperty("--wide", frame.column + "px");
    this.section.style.setProperty("--tall", frame.row + "px");
    this.section.style.setProperty("--bench", this.bench.height + "px");
    this.view.attach(this.model.relation, frame);
    this.view.centreOn(this.state.pin.row, this.state.pin.column);
    this.find(".tools .zoom").hidden = !this.view.zooms;
    this.drawLegend();
  },

  // A gallery that leaves too little room beside it goes below.
  placeFor(width) {
    const place = this.model.gallery?.place ?? "none";
    return place === "side" && width < NARROW ? "below" : place;
  },

  // Height and width of each picture's frame: as large as the window allows without scrolling, in
  // the picture's own proportions unless these are extreme.
  frameFor(bench, short) {
    const { row, column } = this.model.relation, ratio = Math.max(0.5, Math.min(2, column.length / row.length));
    const [wide, high] = this.phone ? [(this.width - 14) / 2, Infinity] : this.room(bench, short);
    const width = Math.min(wide, Math.max(LEAST_FRAME, high * ratio));
    return { column: Math.floor(width), row: Math.floor(this.phone ? Math.min(width / ratio, width) : width / ratio) };
  },

  room(bench, short) {
    const scroller = (this.root.host ?? this.section).closest?.("[data-testid=stMain]");
    const top = this.section.getBoundingClientRect().top + (scroller?.scrollTop ?? 0);
    const above = this.place === "top" ? this.find(".gallery").offsetHeight + 20 : 0;
    const rest = 34 + (short ? 16 : 28) + 26 + bench + (short ? 40 : 72) + 52 + 12;
    const wide = this.width - (this.place === "side" ? GALLERY + GAP : 0);
    return [(wide - BETWEEN) / 2, Math.max(LEAST_FRAME, Math.min(innerHeight - top - rest - above, MOST_FRAME))];
  },

  // What the pictures leave of the width goes to the gallery.
  placeGallery(frame) {
    if (this.place !== "side") return this.width;
    const core = Math.max(2 * frame.column + BETWEEN, LEAST_CORE, this.bench.core);
    const gallery = Math.max(GALLERY, this.width - core - GAP);
    this.section.style.setProperty("--gallery", gallery + "px");
    this.section.style.setProperty("--gallery-columns", this.galleryColumns(gallery, frame.row));
    return this.width - gallery - GAP;
  },

  // The fewest columns with which the gallery is no taller than the pictures and the bench.
  galleryColumns(width, height) {
    const tall = height + this.bench.height + 60, groups = this.model.gallery.groups;
    const needed = (columns) => groups.reduce(
      (sum, group) => sum + 46 + Math.ceil(group.items.length / columns) * ((width + 12) / columns + 18), 0);
    const most = Math.max(3, Math.min(8, Math.max(...groups.map((group) => group.items.length))));
    let columns = 3;
    while (columns < most && needed(columns) > tall) columns++;
    return columns;
  },

  resized() {
    if (!this.model || this.section.clientWidth === this.width && innerHeight === this.height) return;
    this.height = innerHeight;
    this.layout();
    this.draw();
  },
};
