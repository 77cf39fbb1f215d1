// How the picture is moved: dragged, by arrow keys, by the slider, or by itself. Steps that are not
// at hand are asked of the server.

import { format } from "../../player/js/numbers.js";
import { Keys } from "../../player/js/keys.js";
import { bindTransport, drawTransport } from "../../player/js/transport.js";

const PLAY_MS = 500;
export const DRAG_PX = 5;
const SQUARE_KEYS = [
  ["→ ←", "move right, left; turn or scale more, less"], ["↑ ↓", "move up, down"], ["Space", "play, pause"],
  ["0", "back to where it was"], ["S", "two ways, or the score"], ["O", "the difference on a scale of its own"],
  ["P", "guess first"], ["Drag", "move the picture"], ["Click", "pin a cell"], ["Tab, then arrows", "go from cell to cell in the difference"],
  ["Esc", "let the cell go"], ["?", "these keys"],
];

export class Moving {
  constructor(player) {
    this.player = player;
    this.bind();
  }

  bind() {
    const { player } = this;
    const actions = { back: () => this.along(-1), forward: () => this.along(1), up: () => this.by(-1, 0), down: () => this.by(1, 0), play: () => this.play(!player.state.playing) };
    bindTransport(player, actions, () => this.play(false), (column) => this.toColumn(column));
    player.keys = new Keys(player, SQUARE_KEYS, () => this.deeds());
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

  // What each key does.
  deeds() {
    const { player } = this;
    const stop = (act) => () => { this.play(false); act(); };
    return {
      " ": () => this.play(!player.state.playing), ArrowRight: stop(() => this.by(0, 1)), ArrowLeft: stop(() => this.by(0, -1)),
      ArrowUp: stop(() => this.by(-1, 0)), ArrowDown: stop(() => this.by(1, 0)), Home: stop(() => this.toColumn(0)),
      End: stop(() => this.toColumn(this.count - 1)), 0: stop(() => this.rest()), Escape: () => player.pin(null),
      s: () => player.setView(player.state.view === "square" ? "score" : "square"), o: () => player.toggle("own"), p: () => player.toggle("guess"),
    };
  }

  draw() {
    const { player, step } = this;
    drawTransport(player, this.count, this.column, step.name);
    player.find(".amount").textContent = step.name;
    player.find(".rise").hidden = this.kind !== "shift";
    player.find(".rise .down").textContent = format(step.down);
  }
}
