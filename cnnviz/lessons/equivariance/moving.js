// How the picture is moved: step by step along the slider, by rows, or by hand.

/** @typedef {import("./model.js").Move} Move */

export class Moving {
  /** @param {import("./player.js").Equivariance} player */
  constructor(player) { this.player = player; }

  /** @returns {"shift" | "turn" | "scale"} The score is one for every shift, whatever the other view does. */
  get kind() { return this.player.scoring ? "shift" : this.player.header.subject.move; }
  /** @returns {Move[]} */
  get all() { return this.player.scoring ? this.player.header.score.steps : this.player.header.steps; }
  /** @returns {number} */
  get count() { return this.player.scoring ? this.player.header.score.columns : this.player.header.columns; }
  get at() { return nearest(this.all, this.kind, this.player.state); }
  get move() { return this.all[this.at]; }
  get text() { return this.move.name; }
  get index() { return this.at % this.count; }

  /** @param {number} at whether there is such a move */
  to(at) {
    const move = this.all[at];
    if (!move) return false;
    const { down, right, angle, scale } = move;
    this.player.moveTo({ shift: { down, right }, turn: { angle }, scale: { scale } }[this.kind]);
    return true;
  }

  /** @param {number} column of the row that the slider runs along */
  go(column) { return column >= 0 && column < this.count && this.to(this.at - this.index + column); }
  /** @param {number} by */
  step(by) { return this.go(this.index + by); }
  /** @param {number} by */
  row(by) { return this.kind === "shift" && this.to(this.at + by * this.count); }
  rest() { return this.to(this.all.findIndex((move) => !move.down && !move.right && !move.angle && move.scale === 100)); }

  /** A drag that began at `from`: by whole rows and columns of the picture; a turn or a scale goes sideways. @param
   * {{ down: number, right: number, index: number }} from @param {number} rows @param {number} columns */
  drag(from, rows, columns) {
    if (this.kind !== "shift") return this.go(Math.max(0, Math.min(this.count - 1, from.index + columns)));
    return this.to(nearest(this.all, "shift", { ...this.move, down: from.down + rows, right: from.right + columns }));
  }
}

/** The place of the nearest move to a state. @param {Move[]} moves @param {"shift" | "turn" | "scale"} kind @param {Record<string, any>} state */
export function nearest(moves, kind, state) {
  const names = /** @type {const} */ ({ shift: ["down", "right"], turn: ["angle"], scale: ["scale"] })[kind];
  const away = moves.map((move) => names.reduce((sum, name) => sum + Math.abs(move[name] - state[name]), 0));
  return away.indexOf(Math.min(...away));
}
