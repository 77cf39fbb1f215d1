// The bar of steps below the pictures: its buttons, its slider, and what they show.

const GOING_ON = ["play", "slower", "faster"]; // every other button stops the play
const ICONS = { pause: "M5 3h4v14H5zM11 3h4v14h-4z", play: "M5 3l12 7-12 7z" };

export function bindTransport(player, actions, stop, go) {
  player.find(".transport").addEventListener("click", (event) => {
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (!action) return;
    if (!GOING_ON.includes(action)) stop();
    actions[action]();
  });
  player.find(".scrub").addEventListener("input", (event) => {
    const index = Number(event.target.value); // before anything is drawn, and the slider with it
    stop();
    go(index);
  });
}

export function drawTransport(player, count, index, text) {
  const scrub = player.find(".scrub"), button = player.find("[data-action=play]"), { playing } = player.state;
  scrub.max = count - 1;
  scrub.value = index;
  scrub.style.setProperty("--done", (count > 1 ? (100 * index) / (count - 1) : 100) + "%");
  scrub.setAttribute("aria-valuetext", text);
  button.querySelector("path").setAttribute("d", playing ? ICONS.pause : ICONS.play);
  button.setAttribute("aria-label", playing ? "Pause (Space)" : "Play (Space)");
}
