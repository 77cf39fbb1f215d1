// Where the player stands and how it moves: by number, by layer, to a cell, to the other view.

import { Shell } from "../../player/js/shell.js";
import { Moment } from "./moment.js";
import { frameOf } from "./frame.js";
import { otherView } from "./turned.js";

export class Stepper extends Shell {
  go(step, motion = null) {
    const { chain, state } = this, count = chain.count(state.view), to = Math.max(0, Math.min(count - 1, step));
    if (to === state.step && !this.complaint) return;
    state.step = to;
    if (this.phone && !this.reached) this.reach();
    state.channel = 0;
    this.complaint = "";
    this.predict.reset();
    this.motionDue = motion;
    this.draw();
    this.saveSoon();
  }

  // A phone has no room for a page's head above the board: the first step brings the board up.
  reach() {
    this.reached = true;
    this.section.scrollIntoView({ block: "start" });
  }

  next(direction, motion = false) {
    if (direction > 0 && this.frame.kind === "result") return this.go(0);
    let step = this.beside(this.state.step, direction);
    for (let tries = 0; this.state.skip && tries < 400 && this.isZero(step); tries++) step = this.beside(step, direction);
    this.go(step, motion && direction > 0 ? this.moves(step) : null);
  }

  // The step that "next number" leads to: in a long stretch only the telling ones.
  beside(step, direction) {
    const { chain, state: { view } } = this, { segment, k } = chain.locate(step, view), to = segment.beside(k, direction, view);
    if (to !== null) return chain.from(segment.index, view) + to;
    const other = chain.segments[segment.index + direction];
    if (!other) return step;
    return chain.from(other.index, view) + (direction > 0 ? other.entry(view) : other.exit(view));
  }

  isZero(step) {
    const moment = new Moment(this.chain, step, this.state.view);
    if (step <= 0 || step >= this.chain.count(this.state.view) - 1) return false;
    const { terms } = frameOf(moment);
    return Boolean(terms) && !terms.rule && terms.list.every((term) => !term.value);
  }

  layer(direction) {
    const { chain, state: { view } } = this, { segment, k } = this.frame.moment;
    const inside = direction < 0 && k > segment.entry(view), target = inside ? segment : chain.segments[segment.index + direction];
    if (!target) return this.go(direction > 0 ? Infinity : 0);
    const step = chain.from(target.index, view) + target.entry(view);
    this.go(step, direction > 0 ? this.moves(step) : null);
  }

  // The kernel turns where a stretch of gathering begins; elsewhere the sum flies to its cell.
  moves(step) {
    const { view } = this.state, { segment, k } = this.chain.locate(step, view);
    const gathers = segment.kind === "conv_input" && segment.seen(view) === "gather";
    return gathers && k === segment.entry(view) ? "turn" : "fly";
  }

  turn() {
    const { chain, state: { view } } = this;
    this.go(chain.from(chain.segments.findIndex((segment) => segment.direction < 0), view), "fly");
  }

  jump(panel, flat) {
    const { chain, state: { view } } = this, segment = chain.writer(panel.key);
    if (!segment) return;
    const wholly = segment.kind === "flatten" || segment.kind === "unflatten", from = chain.from(segment.index, view);
    if (wholly) return this.go(from);
    if (segment.kind === "route") {
      const { channel, row, column } = panel.place(flat), { rows, columns } = segment.layer;
      const i = rows.feeds(row)[0], j = columns.feeds(column)[0];
      return i && j ? this.go(from + (channel * rows.outputs + i[0]) * columns.outputs + j[0], "fly") : undefined;
    }
    if (segment.seen(view) === "gather") return this.go(from + flat, "fly");
    const moment = new Moment(chain, chain.from(segment.index, "gather") + flat, "gather");
    this.go(segment.forced ? from : otherView(moment));
  }

  toggleView() {
    const { state, frame: { moment } } = this, twoViews = Boolean(moment.segment.scatter) && !moment.segment.forced;
    const offset = moment.step - this.chain.from(moment.segment.index, state.view);
    const back = twoViews && this.pinned?.step === state.step ? this.pinned.from : twoViews ? otherView(moment) : null;
    const from = state.step;
    state.view = state.view === "gather" ? "scatter" : "gather";
    state.step = back ?? this.chain.from(moment.segment.index, state.view) + offset;
    this.pinned = { step: state.step, from };
    this.predict.reset();
    this.motionDue = state.view === "gather" ? "turn" : null;
    this.draw();
    this.saveSoon();
  }
}
