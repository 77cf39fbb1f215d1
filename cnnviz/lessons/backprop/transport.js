// Steps by button and key; play, which rests as soon as somebody points at something.

const SPEEDS = [2400, 1600, 1100, 750, 500, 320, 200];

export class Transport {
  constructor(player) {
    this.player = player;
    this.speed = 3;
    player.section.addEventListener("keydown", (event) => this.key(event));
    player.section.addEventListener("click", (event) => {
      const button = event.target.closest?.("button");
      if (button?.closest(".bench")) player.find(".board").focus({ preventScroll: true }); // it is drawn anew
      if (button?.dataset.action) this.act(button.dataset.action);
    });
  }

  key(event) {
    const { target } = event, typing = target.matches?.("input:not([type=range]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = target.matches?.("button, summary, input"), key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (onButton && (key === " " || key === "Enter")) return;
    if (target.matches?.("input[type=range]") && key.startsWith("Arrow")) return;
    if (this.player.predict.open && /^[0-9.,\u2212-]$/.test(key)) return this.player.predict.type(event);
    const action = KEYS[key];
    if (!action) return;
    event.preventDefault();
    this.act(action, event.repeat);
  }

  act(action, quick = false) {
    const { player } = this, moves = {
      next: () => player.next(1, !quick), back: () => player.next(-1),
      "next-layer": () => player.layer(1), "previous-layer": () => player.layer(-1),
      first: () => player.go(0), last: () => player.go(Infinity), turn: () => player.turn(),
      view: () => player.toggleView(), predict: () => player.toggle("hide"), skip: () => player.toggle("skip"),
      play: () => this.play(!this.playing), faster: () => this.change(1), slower: () => this.change(-1),
      edit: () => player.edit.open(), check: () => player.check.ask(), "check-all": () => player.send({ kind: "check_all" }),
      "take-1": () => player.send({ kind: "update", times: 1 }), "take-10": () => player.send({ kind: "update", times: 10 }),
      undo: () => player.send({ kind: "undo" }), presenter: () => player.present(), keys: () => player.showKeys(),
      "channel-next": () => player.turnChannel(1), "channel-back": () => player.turnChannel(-1),
      numpy: () => player.show("numpy"), "check-tab": () => player.show("check"), latex: () => player.copyLatex(),
      leave: () => player.leave(),
    };
    if (action !== "play" && action !== "faster" && action !== "slower") this.play(false);
    moves[action]?.();
  }

  play(on) {
    clearInterval(this.playing);
    this.playing = on ? setInterval(() => this.tick(), SPEEDS[this.speed]) : null;
    this.draw();
  }

  tick() {
    const { player } = this;
    if (!player.section.isConnected || player.frame.kind === "result") return this.play(false);
    player.next(1, true);
  }

  change(by) {
    this.speed = Math.max(0, Math.min(SPEEDS.length - 1, this.speed + by));
    if (this.playing) this.play(true);
  }

  // What the next step is, on its button.
  label({ kind, segment, k, view, chain }) {
    if (kind === "result") return "Start again";
    if (segment.beside(k, 1, view) !== null) return "Next number";
    const following = chain.segments[segment.index + 1];
    return `${following.direction === segment.direction ? "Next" : "↩ Turn"}: ${following.label}`;
  }

  draw() {
    const { player } = this, { frame, state } = player, { segment, k, view, chain } = frame.moment;
    const button = (action, text) => {
      const element = player.find(`.transport [data-action="${action}"]`);
      if (element.dataset.text !== text) element.textContent = element.dataset.text = text;
      return element;
    };
    button("next", this.label(frame.moment));
    button("play", this.playing ? "❚❚ Pause" : "▶ Play").setAttribute("aria-pressed", Boolean(this.playing));
    player.find('[data-action="skip"]').setAttribute("aria-pressed", state.skip);
    player.find('[data-action="predict"]').setAttribute("aria-pressed", state.hide);
    const count = segment.steps(view);
    player.find(".count").textContent = count > 1 && frame.kind !== "result" ? `${segment.label} ${k + 1} of ${count}` : "";
    player.find(".where").textContent = `step ${state.step + 1} of ${chain.count(view)}`;
  }
}

const KEYS = {
  ArrowRight: "next", " ": "next", ArrowLeft: "back", ArrowDown: "next-layer", PageDown: "next-layer",
  ArrowUp: "previous-layer", PageUp: "previous-layer",
  Home: "first", End: "last", t: "turn", g: "view", h: "predict", z: "skip", p: "play", "+": "faster", "=": "faster", "-": "slower",
  Enter: "edit", e: "edit", c: "check", "[": "channel-back", "]": "channel-next", f: "presenter", "?": "keys", Escape: "leave",
};
