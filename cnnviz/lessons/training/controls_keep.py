"""What a person takes home from the training page."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from cnnviz.figures.grid import Map, signed
from cnnviz.lessons.training.controls import Page, runs_of
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.run import KERNELS, Moment
from cnnviz.lessons.training.settings import View
from cnnviz.settings import from_link
from cnnviz.ui import keep
from cnnviz.ui.keep import TakeAway


def fold(visit: Page, page: str) -> None:
    """The fold of what is taken home."""
    keep.fold(visit, lambda: take(runs_of(visit)[0], visit.here, page))


def moment(ledger: Ledger, here: Mapping[str, str]) -> Moment:
    """The moment where the player stands."""
    step = from_link(View, here)[0].step
    known = ledger.moments
    return known[min(step // ledger.plan.every, len(known) - 1)]


def take(ledger: Ledger, here: Mapping[str, str], page: str) -> TakeAway:
    """The kernels of this moment, the curves so far, and the page."""
    now = moment(ledger, here)
    weight = now.point.params[KERNELS]["weight"][:, 0]
    title = f"Kernels after step {now.point.steps}"
    pictures: dict[str, tuple[Map, ...]] = {
        title: tuple(signed(f"kernel {k}", one) for k, one in enumerate(weight))
    }
    curve = np.array(
        [
            (m.point.steps, m.seen.loss, m.test.loss, m.seen.right, m.test.right)
            for m in ledger.moments
        ]
    )
    numbers = {f"Kernel {k}": one for k, one in enumerate(weight)} | {"Curves": curve}
    return TakeAway("Training", pictures, numbers, {"This page": Path(page).read_text("utf-8")})
