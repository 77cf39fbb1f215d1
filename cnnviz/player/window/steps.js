// One step is an output, or one product of its sum.

/** What the player steps through. @param {any} player @returns {Steps} */
export function stepsOf(player) {
  const { index, pin, model: { relation: { count }, row, column } } = player;
  return {
    count, index, text: player.placeText(pin), ended: index === count - 1 && player.reached >= player.terms.length,
    go: (k) => player.go(k, k > 0 ? Infinity : 0, true),
    step: (direction) => (player.state.by === "pixel" ? byOutput(player, index + direction) : byProduct(player, direction)),
    row: (direction) => {
      const next = pin.row + direction;
      if (next >= 0 && next < row.outputs) player.go(index + direction * column.outputs);
    },
  };
}

/** @param {any} player @param {number} next */
function byOutput(player, next) {
  const there = next >= 0 && next < player.model.relation.count;
  if (there) player.go(next, Infinity, true);
  return there;
}

/** @param {any} player @param {1 | -1} direction */
function byProduct(player, direction) {
  const { index, state, model: { relation: { count } } } = player, next = index + direction;
  const total = player.pinnedTerms().length, done = Math.min(state.done, total) + direction;
  if (done > total && next === count) return false;
  if (done > total) player.go(next, 1, true);
  else if (done < 1 && index > 0) player.go(next, total, true);
  else player.go(index, Math.max(0, done), true);
  showChannel(player);
  return true;
}

/** The grids show the channel that the newest product belongs to. @param {any} player */
function showChannel(player) {
  const terms = player.pinnedTerms(), newest = terms[Math.min(player.state.done, terms.length) - 1];
  if (newest && newest.channel !== player.state.channel) player.setChannel(newest.channel);
}
