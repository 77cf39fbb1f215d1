// How the picture is moved: dragged, by arrow keys, by the slider, or by itself. Steps that are not
// at hand are asked of the server.

const PLAY_MS = 500, DRAG_PX = 5;
const SQUARE_KEYS = [
  ["→ ←", "move right, left; turn or scale more, less"], ["↑ ↓", "move up, down"], ["Space", "play, pause"],
  ["0", "back to where it was"], ["S", "two ways, or the score"], ["O", "the difference on a scale of its own"],
  ["P", "guess first"], ["Drag", "move the picture"], ["Click", "pin a cell"], ["Tab, then arrows", "go from cell to cell in the difference"],
  ["Esc", "let the cell go"], ["?", "these keys"],
];

class Moving {
  constructor(player) {
    this.player = player;
    this.scrub = player.find(".scrub");
    this.bind();
  }

  bind() {
    const { player } = this;
    const actions = { back: () => this.along(-1), forward: () => this.along(1), up: () => this.by(-1, 0), down: () => this.by(1, 0), play: () => this.play(!player.state.playing) };
    player.find(".transport").addEventListener("click", (event) => {
      const action = event.target.closest("[data-action]")?.dataset.action;
      if (!action) return;
      if (action !== "play") this.play(false);
      actions[action]();
    });
    this.scrub.addEventListener("input", () => {
      const column = Number(this.scrub.value); // before anything is drawn, and the slider with it
      this.play(false);
      this.toColumn(column);
    });
    player.find(".help").addEventListener("click", () => this.help());
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    player.find("dialog dl").replaceChildren(...SQUARE_KEYS.flatMap(([key, what]) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = key;
      dd.textContent = what;
      return [dt, dd];
    }));
  }

  // The score is one for every shift, whatever the other view does.
  get scoring() { return this.player.state.view === "score"; }
  get kind() { return this.scoring ? "shift" : this.player.model.move; }
  get steps() { return this.scoring ? this.player.model.score.steps : this.player.model.steps; }
  get count() { return this.scoring ? this.player.model.score.columns : this.player.model.columns; }
  get k() { return this.player.model.step(this.steps, this.kind, this.player.state); }
  get step() { return this.steps[this.k]; }
  get column() { return this.k % this.count; }

  to(k) {
    const step = this.steps[k], { kind } = this;
    if (!step) return false;
    if (kind === "shift") this.player.moveTo({ down: step.down, right: step.right });
    else this.player.moveTo(kind === "turn" ? { angle: step.angle } : { scale: step.scale });
    return true;
  }

  toColumn(column) {
    if (column < 0 || column >= this.count) return false;
    return this.to(this.k - this.column + column);
  }

  along(direction) { return this.toColumn(this.column + direction); }

  // A shift by rows and columns; what would lead out of range is left out.
  by(down, right) {
    if (this.kind !== "shift") return down ? false : this.along(right);
    const from = this.step;
    return this.to(this.steps.findIndex((s) => s.down === from.down + down && s.right === from.right + right));
  }

  rest() {
    this.to(this.steps.findIndex((s) => s.down === 0 && s.right === 0 && s.angle === 0 && s.scale === 100));
  }

  play(on) {
    const { state } = this.player;
    clearTimeout(this.timer);
    state.playing = on;
    this.draw();
    if (on) this.timer = setTimeout(() => this.tick(), PLAY_MS);
  }

  tick() {
    if (!this.player.state.playing || !this.player.section.isConnected) return;
    if (!this.along(1)) this.toColumn(0);
    this.timer = setTimeout(() => this.tick(), PLAY_MS);
  }

  help() {
    const dialog = this.player.find("dialog");
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }

  key(event) {
    const { player } = this;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !player.section.isConnected) return;
    const [target] = event.composedPath();
    if (this.taken(target, event.key) || player.find("dialog").open) return;
    const stop = (act) => () => { this.play(false); act(); };
    const keys = {
      " ": () => this.play(!player.state.playing), ArrowRight: stop(() => this.by(0, 1)), ArrowLeft: stop(() => this.by(0, -1)),
      ArrowUp: stop(() => this.by(-1, 0)), ArrowDown: stop(() => this.by(1, 0)), Home: stop(() => this.toColumn(0)),
      End: stop(() => this.toColumn(this.count - 1)), 0: stop(() => this.rest()), "?": () => this.help(), Escape: () => player.pin(null),
      s: () => player.setView(player.state.view === "square" ? "score" : "square"), o: () => player.toggle("own"), p: () => player.toggle("guess"),
    };
    const act = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // Whoever has the focus keeps the keys that work on it.
  taken(target, key) {
    if (target.closest?.(".player button, .player canvas")) return key === "Enter" || (key === " " && target.closest(".segmented, .chip"));
    return Boolean(target.closest?.("input, textarea, select, button, a, [contenteditable], [role]:not([role=img]):not(main):not(dialog)"));
  }

  draw() {
    const { player, step } = this, { state } = player;
    this.scrub.max = this.count - 1;
    this.scrub.value = this.column;
    this.scrub.setAttribute("aria-valuetext", step.name);
    player.find(".amount").textContent = step.name;
    player.find(".rise").hidden = this.kind !== "shift";
    player.find(".rise .down").textContent = format(step.down);
    player.find("[data-action=play] path").setAttribute("d", state.playing ? "M5 3h4v14H5zM11 3h4v14h-4z" : "M5 3l12 7-12 7z");
    player.find("[data-action=play]").setAttribute("aria-label", state.playing ? "Pause (Space)" : "Play (Space)");
  }
}
