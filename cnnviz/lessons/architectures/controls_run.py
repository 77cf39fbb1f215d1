"""The run of a network that the player asks for: begun, looked at again, stopped."""

from collections.abc import Mapping

from cnnviz.jobs import POOL
from cnnviz.lessons.architectures.payload_run import Asked
from cnnviz.lessons.architectures.settings import Architectures
from cnnviz.ui import memory
from cnnviz.ui.state import PageState

FORWARD = "cnnviz.lessons.architectures.running:forward"
SOON = 0.3  # s that an answer is waited for
RUN, STOPPED = "run", "run stopped"

Page = PageState[Architectures]
Question = tuple[str, int, int, int]


def question(page: Page) -> Question:
    """What is run."""
    asked = page.settings
    return asked.network, asked.side, asked.classes, asked.seed


def _key(page: Page) -> tuple[str, Question]:
    """Whoever stops a run stops their own."""
    return memory.session(), question(page)


def runs(page: Page, _: Mapping[str, object]) -> None:
    """Begin, or look again; one that was stopped begins anew when it is asked for again."""
    if page.kept.get(RUN) != question(page):
        page.kept[RUN] = question(page)
        page.kept.pop(STOPPED, None)


def begins(page: Page, event: Mapping[str, object]) -> None:
    """Begin, also where it was stopped before, or failed."""
    page.kept.pop(STOPPED, None)
    before = POOL.find(_key(page))
    if before and before.over and before.problem:
        POOL.forget(_key(page))
    runs(page, event)


def stops(page: Page, _: Mapping[str, object]) -> None:
    """End it; what was found stays."""
    page.kept[STOPPED] = question(page)


def asked(page: Page) -> Asked | None:
    """What is known of the run of the network that is shown, if one was asked for."""
    wanted = question(page)
    if page.kept.get(RUN) != wanted:
        return None
    stopped = page.kept.get(STOPPED) == wanted
    key = _key(page)
    job = POOL.find(key) if stopped else POOL.ask(key, FORWARD, lambda: wanted)
    if job is None:
        return None
    if stopped:
        job.stop()
    else:
        before = job.look()
        job.wait(lambda one: one.look() is not before, SOON)
    return Asked(job.latest, not job.over and not stopped, stopped, job.ahead, job.problem)
