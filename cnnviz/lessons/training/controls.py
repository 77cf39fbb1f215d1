"""The controls of the training page, and what its player asks for."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from cnnviz import settings as links
from cnnviz.lessons.training import controls_own, payload
from cnnviz.lessons.training import settings as choices
from cnnviz.lessons.training.controls_experiments import EXPERIMENT, menu
from cnnviz.lessons.training.data import Data, alike, data_of, drawing
from cnnviz.lessons.training.ledger import Ledger, Runs, start_of
from cnnviz.lessons.training.settings import DRAWN, LARGEST_SIDE, Training, View, kept
from cnnviz.ui import controls, player, state
from cnnviz.ui.state import PageState

Page = PageState[Training]
NAME = "training"
PLAYER = Path(__file__).with_name("player.js")
RUNS = "runs"  # in what the visit keeps
SOON, NEWS = 0.2, 0.1  # seconds that the first moments and the next ones are waited for


def compute(settings: Training, _: object = None) -> Data:
    """The pictures; raises ``ValueError`` where there is none to look at, or nothing to begin with.

    What a run begins with is found here, where a refusal can be answered, and is kept.
    """
    found = data_of(settings)
    if settings.look >= len(found.test_y):
        raise ValueError(f"There are {len(found.test_y)} new pictures, the first one is 0.")
    if settings.drawn and len(settings.drawn) != found.side**2:
        raise ValueError(f"These pictures are {found.side} × {found.side}; the drawing is not.")
    start_of(settings, found)
    if settings.other:
        start_of(settings.other, data_of(settings.other))
    return found


def visit() -> Page:
    """This session's visit; the first one also reads where the link stands."""
    return state.visit(NAME, Training, compute, View)


def runs_of(page: Page) -> tuple[Ledger, Ledger | None]:
    """The run of these settings and the one beside it, as far as this session knows them."""
    runs: Runs = page.kept.setdefault(RUNS, Runs())  # undo leaves it as it is
    return runs.of(page.settings)


def show(page: Page) -> None:
    """The player, where the link left it."""
    (ledger, other), settings = runs_of(page), page.settings
    look = settings.look
    x = drawing(settings.drawn) if settings.drawn else ledger.data.test_x[look : look + 1]
    key = settings.drawn or f"test {look}"
    shown = payload.Shown.of(ledger, key, x)
    beside = (
        payload.Shown.of(other, key, x if alike(ledger.data, other.data) else None)
        if other
        else None
    )
    data = payload.encode(
        shown,
        beside,
        x,
        -1 if settings.drawn else int(ledger.data.test_y[look]),
        settings=settings,
        turn=page.counts[EXPERIMENT],
        source=payload.source_of(settings),
        link=links.short(settings),
        view=page.view,
    )
    player.play(page, data, lambda event: on_event(page, event), PLAYER)


# ---- what the player asks for


def on_event(page: Page, event: Mapping[str, object]) -> None:
    """Train, tell more, stop, look at another picture. It comes from a browser: not trusted."""
    answers = {"train": _train, "more": _more, "stop": _stop, "look": _look, "draw": _draw}
    player.by_kind(page, event, answers)


def _train(page: Page, _: Mapping[str, object]) -> None:
    first, *others = filter(None, runs_of(page))
    for ledger in (first, *others):
        ledger.go_on()
    first.wait(SOON)


def _more(page: Page, _: Mapping[str, object]) -> None:
    running = [ledger for ledger in runs_of(page) if ledger and ledger.running]
    for ledger in running:
        ledger.wait(NEWS if ledger is running[0] else 0)


def _stop(page: Page, _: Mapping[str, object]) -> None:
    for ledger in filter(None, runs_of(page)):
        ledger.stop()


def _look(page: Page, event: Mapping[str, object]) -> None:
    place = event.get("place")
    if type(place) is not int or not 0 <= place < len(page.result().test_y):
        raise ValueError("There is no such picture.")
    page.change(look=place, drawn="")


def _draw(page: Page, event: Mapping[str, object]) -> None:
    text = str(event.get("cells"))[: LARGEST_SIDE**2 + 1]
    page.change(drawn=DRAWN.read(text)[0])


# ---- what is set


def choose(page: Page) -> None:
    """The pictures to learn from; one's own once there are enough."""
    known = {k: v for k, v in choices.DATA.items() if k != "own" or page.settings.data == "own"}
    controls.segmented(page, "data", "Pictures", known)
    controls_own.panel(page)


def set_up(page: Page) -> None:
    """The number of kernels, the learning rate, and all the rest behind a button."""
    controls.segmented(page, "kernels", "Kernels", choices.KERNELS)
    rates = dict.fromkeys(sorted({*choices.USUAL_RATES, page.settings.rate}))
    controls.segmented(page, "rate", "Rate", {r: choices.RATES[r] for r in rates})
    with controls.panel("More", f"{NAME}-more", 420) as opened:
        if opened:
            more(page)
    menu(page)
    _beside(page)


def _beside(page: Page) -> None:
    """Keep this run as A, to see another one beside it; or let A go."""
    has = bool(page.settings.beside)

    def turn() -> None:
        page.change(beside="" if has else kept(page.settings.run))

    st.button(
        "Let A go" if has else "Keep as A",
        key=f"{NAME}-beside",
        on_click=turn,
    )


def more(page: Page) -> None:
    """What is set less often."""
    controls.segmented(page, "optimiser", "Optimiser", choices.OPTIMISERS)
    controls.segmented(page, "size", "Kernel size", choices.SIZES)
    controls.segmented(page, "after", "Activation", choices.AFTER)
    controls.segmented(page, "start", "Initialisation", choices.STARTS)
    controls.segmented(page, "depth", "Convolutions", choices.DEPTHS)
    controls.segmented(page, "pool", "Of each block", choices.POOLS)
    controls.segmented(page, "batch", "Batch", choices.BATCHES)
    controls.segmented(page, "epochs", "Epochs", choices.EPOCHS)
    controls.segmented(page, "norm", "Batch norm", choices.NORMS)
    controls.segmented(page, "dropout", "Dropout", choices.DROPOUTS)
    controls.segmented(page, "shift", "Shifts of training pictures", choices.SHIFTS)
    controls.segmented(page, "few", "Training pictures", choices.FEW)
    controls.segmented(page, "labels", "Their labels", choices.LABELS)
    controls.segmented(page, "bias", "Bias", choices.BIASES)
    controls.segmented(page, "ties", "Winner of equal maxima", choices.TIES)
    controls.steppers(page, "seed")
    controls.repeat(page.message)
