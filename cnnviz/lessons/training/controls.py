"""The controls of the training page, and what its player asks for."""

from collections.abc import Mapping
from pathlib import Path

from cnnviz import settings as links
from cnnviz.lessons.training import data as sets
from cnnviz.lessons.training import payload
from cnnviz.lessons.training import settings as choices
from cnnviz.lessons.training.data import Data
from cnnviz.lessons.training.ledger import Ledger, Runs
from cnnviz.lessons.training.settings import Training, View
from cnnviz.ui import controls, player, state
from cnnviz.ui.state import PageState

Page = PageState[Training]
NAME = "training"
PLAYER = Path(__file__).with_name("player.js")
RUNS = "runs"  # in what the visit keeps
SOON, NEWS = 0.4, 0.15  # seconds that the first moments and the next ones are waited for


def compute(settings: Training, _: object = None) -> Data:
    """The pictures; raises ``ValueError`` where there is none to look at."""
    found = sets.load(settings.data, settings.seed if settings.data == "glyphs" else 0)
    if settings.look >= len(found.test_y):
        raise ValueError(f"There are {len(found.test_y)} new pictures, the first one is 0.")
    return found


def visit() -> Page:
    """This session's visit; the first one also reads where the link stands."""
    return state.visit(NAME, Training, compute, View)


def ledger_of(page: Page) -> Ledger:
    """The run of these settings, as far as this session knows it."""
    runs: Runs = page.kept.setdefault(RUNS, Runs())  # undo leaves it as it is
    return runs.of(page.settings, page.result())


def show(page: Page, ledger: Ledger) -> None:
    """The player, where the link left it."""
    found, look = ledger.data, page.settings.look
    x = found.test_x[look : look + 1]
    looked = ledger.looked(f"test {look}", x)
    data = payload.encode(
        ledger,
        looked,
        x,
        int(found.test_y[look]),
        source=payload.source_of(page.settings, f"{page.settings.data} {look}"),
        link=links.short(page.settings),
        view=page.view,
    )
    player.play(page, data, lambda event: on_event(page, event), PLAYER)


# ---- what the player asks for


def on_event(page: Page, event: Mapping[str, object]) -> None:
    """Train, tell more, stop, look at another picture. It comes from a browser: not trusted."""
    answers = {"train": _train, "more": _more, "stop": _stop, "look": _look}
    player.by_kind(page, event, answers)


def _train(page: Page, _: Mapping[str, object]) -> None:
    ledger = ledger_of(page)
    ledger.go_on()
    ledger.wait(SOON)


def _more(page: Page, _: Mapping[str, object]) -> None:
    ledger_of(page).wait(NEWS)


def _stop(page: Page, _: Mapping[str, object]) -> None:
    ledger_of(page).stop()


def _look(page: Page, event: Mapping[str, object]) -> None:
    place = event.get("place")
    if type(place) is not int or not 0 <= place < len(page.result().test_y):
        raise ValueError("There is no such picture.")
    page.change(look=place)


# ---- what is set


def choose(page: Page) -> None:
    """The pictures to learn from."""
    controls.segmented(page, "data", "Pictures", choices.DATA)


def set_up(page: Page) -> None:
    """The number of kernels, the learning rate, and all the rest behind a button."""
    controls.segmented(page, "kernels", "Kernels", choices.KERNELS)
    rates = dict.fromkeys(sorted({*choices.USUAL_RATES, page.settings.rate}))
    controls.segmented(page, "rate", "Learning rate", {r: choices.RATES[r] for r in rates})
    with controls.panel("More", f"{NAME}-more", 420) as opened:
        if opened:
            more(page)


def more(page: Page) -> None:
    """What is set less often."""
    controls.segmented(page, "optimiser", "Optimiser", choices.OPTIMISERS)
    controls.segmented(page, "size", "Kernel size", choices.SIZES)
    controls.segmented(page, "after", "Activation", choices.AFTER)
    controls.segmented(page, "start", "Initialisation", choices.STARTS)
    controls.segmented(page, "batch", "Batch", choices.BATCHES)
    controls.segmented(page, "epochs", "Epochs", choices.EPOCHS)
    controls.segmented(page, "norm", "Batch norm", choices.NORMS)
    controls.segmented(page, "dropout", "Dropout", choices.DROPOUTS)
    controls.segmented(page, "shift", "Shifts of training pictures", choices.SHIFTS)
    controls.steppers(page, "seed")
    controls.repeat(page.message)
