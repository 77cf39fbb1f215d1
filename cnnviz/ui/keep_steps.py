"""What a person takes home of a step: the board, a GIF of a stretch, a program that ends there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnnviz.files import gif, names
from cnnviz.files.drawing import Drawing
from cnnviz.ui import downloads
from cnnviz.ui.state import PageState

CODE = "NumPy up to this step"
READABLE = 1500  # numbers in a program that is shown; with more it is a file
WIDE = 960  # px: a GIF
USUAL = 12  # steps of it
SLICE = 0.05  # s
LIMITS = f"A GIF has 1 to {gif.MOST} steps and at most {gif.LARGEST // 10**6} MB."
Draw = Callable[[tuple[str, ...], str, Callable[[], Drawing]], None]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The steps of a lesson.

    ``at`` reads the address of the player: which step it shows. ``name`` and ``draw`` are of a step
    and, to draw it, of a colour scheme; ``code`` is a program that ends with what an address shows,
    with as many ``numbers`` in it.
    """

    count: int
    at: Callable[[Mapping[str, str]], int]
    name: Callable[[int], str]
    draw: Callable[[int, str], Drawing] | None = None
    code: Callable[[Mapping[str, str]], str] | None = None
    numbers: int = 0


def section(visit: PageState[Any], steps: Steps, scheme: str, of: str, drawings: Draw) -> None:
    """The step on the screen as a picture, ``of`` in its name, and a GIF of those around it."""
    if not steps.draw:
        return
    draw, step = steps.draw, steps.at(visit.here)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"Step: {steps.name(step)}")
        again(visit, "picture")
        about = (visit.page, "step", steps.name(step), of)
        drawings(about, "Step", lambda: draw(step, scheme))
    film(visit, steps, step, scheme)


def again(visit: PageState[Any], place: str) -> None:
    """A button that asks the player where it stands now."""
    st.button(
        "Use the step on the screen", key=f"{visit.page}-keep-again-{place}", on_click=visit.ask
    )


def program(visit: PageState[Any], steps: Steps, of: str) -> None:
    """The program that ends with the step, to read and copy; or a file, ``of`` in its name."""
    here, write = visit.here, steps.code
    assert write
    if steps.numbers <= READABLE:
        st.code(write(here))
        return
    step = steps.at(here)
    file = names.safe(visit.page, "up to", steps.name(step), of, ending="py")
    downloads.button("Program as a file", lambda: write(here), file)
    st.caption(f"{steps.numbers:,} numbers are in it.")


def film(visit: PageState[Any], steps: Steps, step: int, scheme: str) -> None:
    """A GIF of a stretch of steps: it is made in slices, and between two it can be cancelled."""
    page, work = visit.page, _work(visit, scheme)
    start, end = usual(step, steps.count)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        last = steps.count - 1
        key = f"{page}-keep-{{}}-{step}-{steps.count}"  # another step has other ends
        ends = key.format("from"), key.format("to")
        for label, name, value in zip(("From step", "To step"), ends, (start, end), strict=True):
            st.number_input(label, 0, last, value, key=name, width=140)
        st.button(
            "Make a GIF",
            key=f"{page}-keep-gif",
            on_click=lambda: _begin(work, steps, ends, scheme),
        )
        if work.film and work.film.data:
            size = f"{len(work.film.data) / 1e6:.1f} MB"
            label, data = f"Save the GIF ({size})", work.film.data
            downloads.button(label, data, work.file(page), "image/gif", key="the GIF")
    st.text(work.problem or LIMITS)
    if work.film and not work.film.data:
        _advance(visit, work, work.film)


def usual(step: int, count: int) -> tuple[int, int]:
    """The first and last of 12 steps around one, as far as there are.

    >>> usual(0, 9), usual(20, 100), usual(99, 100)
    ((0, 8), (15, 26), (88, 99))
    """
    start = max(0, min(step - USUAL // 2 + 1, count - USUAL))
    return start, min(start + USUAL, count) - 1


@dataclass(eq=False)
class Work:
    """The GIF that is made or was made last, and of what; ``problem`` says why there is none."""

    of: tuple[Any, ...]
    film: gif.Film | None = None
    ends: tuple[int, int] = (0, 0)
    problem: str = ""

    def file(self, page: str) -> str:
        """What it is saved as."""
        of = names.mark(self.film.data if self.film else b"")
        return names.safe(page, "steps {} to {}".format(*self.ends), of, ending="gif")


def _work(visit: PageState[Any], scheme: str) -> Work:
    """The work on what is shown now; that on anything else is dropped."""
    work, of = _work_of(visit), (visit.settings, visit.uploaded, scheme)
    if work is None or work.of != of:
        work = st.session_state[f"{visit.page}-film"] = Work(of)
    return work


def _begin(work: Work, steps: Steps, keys: tuple[str, str], scheme: str) -> None:
    """Begin the GIF of the stretch that stands in the fields with these keys."""
    draw, first, last = steps.draw, *(st.session_state[key] for key in keys)
    assert draw
    work.film, work.ends, work.problem = None, (first, last), ""
    try:
        work.film = gif.Film(lambda n: draw(first + n, scheme), max(0, last - first + 1), WIDE)
    except ValueError as problem:
        work.problem = str(problem)


@st.fragment(run_every=SLICE)
def _advance(visit: PageState[Any], work: Work, making: gif.Film) -> None:
    """A slice of the work, again and again, until all of the page shows what came of it.

    It is drawn only below a button that a person has pressed. What a fragment in another one draws
    is sent even where the place for it, drawn by the other, was taken back by its next run:
    Streamlit's page breaks on that.
    """
    if _work_of(visit) is not work or work.film is not making:
        st.rerun()
    st.progress(making.share, "Making the GIF")
    st.button("Cancel", key=f"{visit.page}-keep-cancel", on_click=lambda: _cancel(work))
    try:
        making.advance(2 * SLICE)
    except ValueError as problem:
        work.film, work.problem = None, str(problem)
    if work.film is None or work.film.data:
        st.rerun()


def _work_of(visit: PageState[Any]) -> Work | None:
    work: Work | None = st.session_state.get(f"{visit.page}-film")
    return work


def leave(visit: PageState[Any]) -> None:
    """The fold was opened or closed: a GIF that is only begun is dropped."""
    work = _work_of(visit)
    if work and work.film and not work.film.data:
        _cancel(work)


def _cancel(work: Work) -> None:
    work.film = None
