"""What a person takes home from the page from MLP to CNN, and the chapters' questions."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from cnnviz.figures.grid import Map, marked, signed
from cnnviz.figures.sheet import sheet
from cnnviz.files.drawing import Drawing
from cnnviz.lessons.mlp_to_cnn import code, questions
from cnnviz.lessons.mlp_to_cnn.controls import Result
from cnnviz.lessons.mlp_to_cnn.settings import DIMENSIONS, GUISES, Scan, View
from cnnviz.lessons.mlp_to_cnn.trace import ScanTrace
from cnnviz.settings import from_link
from cnnviz.ui import keep, layout
from cnnviz.ui import questions as asking
from cnnviz.ui.keep import TakeAway
from cnnviz.ui.keep_steps import Steps
from cnnviz.ui.state import PageState


def folds(visit: PageState[Scan], result: Result, page: str) -> None:
    """The questions, and what is taken home."""
    asked = visit.settings
    made = questions.questions(asked.side, asked.size, asked.inputs, asked.filters)
    layout.fold("Study questions", "questions", lambda: asking.ask(visit.page, made))
    if result.trace.drawn:
        keep.fold(visit, lambda: take(asked, result, page, visit.here))


def take(asked: Scan, result: Result, page: str, here: Mapping[str, str]) -> TakeAway:
    """W in each guise with x and y, the patches, a program for each guise, and the rows of W."""
    trace = result.trace
    flat = np.vstack([trace.x.reshape(1, -1)])
    pictures: dict[str, tuple[Map, ...]] = {
        f"W, {title.lower()}": (signed(f"W, {title.lower()}", trace.matrices[guise]),)
        for guise, title in GUISES.items()
    }
    numbers = {f"W, {title.lower()}": trace.matrices[guise] for guise, title in GUISES.items()}
    numbers |= {"Patches P": trace.patches, "Input x": flat, "Output y": trace.slid[None]}
    numbers |= {"Gradient of each cell": trace.row_gradients}
    texts = {title: code.program(trace, guise) for guise, title in GUISES.items()}
    texts["This page"] = Path(page).read_text("utf-8")
    steps = _rows(trace, from_link(View, here)[0].guise)
    return TakeAway(DIMENSIONS[asked.dimensions], pictures, numbers, texts, steps)


def _rows(trace: ScanTrace, guise: str) -> Steps:
    """Each row of W times x, in the guise that the player shows."""
    W, y, count = trace.matrices[guise], trace.y[guise], len(trace.own)

    def draw(n: int, scheme: str) -> Drawing:
        row = marked(signed(f"W, {guise}", W), (n, n + 1, 0, W.shape[1]))
        known = (np.arange(count) <= n)[:, None]
        whole = signed("y", y[:, None])
        column = Map("y", whole.values, whole.colour, whole.low, whole.high, known=known)
        return sheet([row, marked(column, (n, n + 1, 0, 1))], scheme, f"Row {n} of W times x")

    def at(here: Mapping[str, str]) -> int:
        look = from_link(View, here)[0]
        return min(look.step, count - 1) if look.view == "multiply" else count - 1

    def program(here: Mapping[str, str]) -> str:
        return code.program(trace, guise, at(here))

    return Steps(count, at, lambda n: f"y[{n}]", draw, program, W.size)
