"""What a person takes home from the training page."""

from collections.abc import Callable, Mapping
from math import ceil
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz.figures.grid import Map, signed
from cnnviz.files import names, onnx
from cnnviz.lessons.training import code, words
from cnnviz.lessons.training.controls import Page, runs_of
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.run import KERNELS, UNTIED, Moment, right_network
from cnnviz.lessons.training.settings import View
from cnnviz.settings import from_link
from cnnviz.ui import downloads, keep, keep_steps
from cnnviz.ui.keep import TakeAway


def fold(visit: Page, page: str) -> None:
    """The fold of what is taken home."""
    keep.fold(visit, lambda: take(visit, page))


def moment(ledger: Ledger, here: Mapping[str, str]) -> Moment:
    """The moment where the player stands."""
    step = from_link(View, here)[0].step
    known = ledger.moments
    return known[min(ceil(step / ledger.plan.every), len(known) - 1)]


def take(visit: Page, page: str) -> TakeAway:
    """The kernels and the network of this moment, the curves so far, and the run as a notebook."""
    ledger = runs_of(visit)[0]
    now = moment(ledger, visit.here)
    weight = now.point.params[KERNELS]["weight"][:, 0]
    title = f"Kernels after step {now.point.steps}"
    pictures: dict[str, tuple[Map, ...]] = {
        title: tuple(signed(f"kernel {k}", one) for k, one in enumerate(weight, 1))
    }
    curve = np.array(
        [
            (m.point.steps, m.seen.loss, m.test.loss, m.seen.right, m.test.right)
            for m in ledger.moments
        ]
    )
    numbers = {f"Kernel {k}": one for k, one in enumerate(weight, 1)} | {"Curves": curve}
    return TakeAway(
        "Training",
        pictures,
        numbers,
        {"This page": Path(page).read_text("utf-8")},
        more=lambda: _files(visit, ledger, now),
    )


def _files(visit: Page, ledger: Ledger, now: Moment) -> None:
    """The network as it is now, for other programs; and the whole run, to train it again."""
    step = f"step {now.point.steps}"
    made = list(ledger.moments)
    run = names.mark(ledger.settings, [(m.point.steps, m.seen.loss, m.test.loss) for m in made])
    files: dict[str, tuple[str, Callable[[], str | bytes]]] = {
        "Network as ONNX": (
            names.safe("training", ledger.settings.data, step, _mark(ledger, now), ending="onnx"),
            lambda: saved(ledger, now),
        ),
        "Notebook": (
            names.safe("training", ledger.settings.data, run, ending="ipynb"),
            lambda: code.encode(ledger.settings, ledger.data, made),
        ),
    }
    said = [words.KEPT.format(step=step), words.NOTEBOOK]
    if ledger.settings.bias == "untied":
        del files["Network as ONNX"]
        said[0] = UNTIED
    with st.container(horizontal=True):
        for label, (file, write) in files.items():
            downloads.button(label, write, file)
        keep_steps.again(visit, "network")
    st.caption(" ".join(said))


def _mark(ledger: Ledger, now: Moment) -> str:
    return names.mark(ledger.settings, now.point.params)


def saved(ledger: Ledger, now: Moment) -> bytes:
    """The network of one moment as an ONNX file: a picture in, one score a class out."""
    data = ledger.data
    shape = (1, 1, data.side, data.side)
    return onnx.save(right_network(ledger.settings, data), now.point.params, shape)
