"""What a person takes home from the page from MLP to CNN, and the chapters' questions."""

from pathlib import Path

import numpy as np

from cnnviz.figures.grid import Map, signed
from cnnviz.lessons.mlp_to_cnn import code, questions
from cnnviz.lessons.mlp_to_cnn.controls import Result
from cnnviz.lessons.mlp_to_cnn.settings import DIMENSIONS, GUISES, Scan
from cnnviz.ui import keep, layout
from cnnviz.ui import questions as asking
from cnnviz.ui.keep import TakeAway
from cnnviz.ui.state import PageState


def folds(visit: PageState[Scan], result: Result, page: str) -> None:
    """The questions, and what is taken home."""
    asked = visit.settings
    made = questions.questions(asked.side, asked.size, asked.inputs, asked.filters)
    layout.fold("Study questions", "questions", lambda: asking.ask(visit.page, made))
    if result.trace.drawn:
        keep.fold(visit, lambda: take(asked, result, page))


def take(asked: Scan, result: Result, page: str) -> TakeAway:
    """W in each guise with x and y, the patches, and a program for each guise."""
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
    return TakeAway(DIMENSIONS[asked.dimensions], pictures, numbers, texts)
