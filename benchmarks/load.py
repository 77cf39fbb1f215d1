"""A class at work: simulated sessions in all lessons, and whether each gets its own right answers.

    python -m benchmarks.load                                # starts the app, 30 sessions, 30 s
    python -m benchmarks.load --sessions 100 --every 5 --seconds 600 --busy
    python -m benchmarks.load --arrive 100 --within 10 --link "/?picture=astronaut&side=512"
    python -m benchmarks.load --churn 2000                   # opened and closed, the largest links
    python -m benchmarks.load --curve 100,200,300 --every 5  # a line each, until it breaks
    python -m benchmarks.load --photos --sessions 100        # of 12 megapixels, or --whole

Each answer is compared with what was asked for and with what the engine makes of the same settings
(`benchmarks.works`). ``--busy`` does all a second time, while a neighbour takes half of each core.
"The client" is this program: where it takes a good part of a core, its times are not the app's.
It ends with 1 if there was an error, or a wrong or crossed answer, or one that never came.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from websockets.asyncio.client import connect

from benchmarks import sessions, summary
from benchmarks.measure import Peak, Spent, memory, neighbour, spent
from benchmarks.people import Person
from benchmarks.sessions import Session
from benchmarks.summary import Run
from benchmarks.works import WORKS
from tests.browser.app import ROOT, Server, serve

PHOTO, SHRUNK = (4000, 3000), (1024, 768)  # as a phone takes it, and as a browser sends it
TOO_LONG = 5.0  # seconds: where a class can no longer work
OTHER_LESSON = 0.1  # of all actions
AT_ONCE, FIRST = 8, 200  # of those that are opened and closed
REST = 20  # seconds
BANK = "~".join(f"random-15x15-s{number}" for number in range(15))
# The dearest that a link can ask for, one for each session.
LARGEST = (
    "/?picture=astronaut&side=512&colour=each&kernel={who},1,2;0,1,0;3,1,2",
    "/filter_bank?picture=astronaut&side=256&bank={who},1,2;0,1,0;3,1,2~" + BANK,
    "/pooling?picture=astronaut&side=256&window=8&stride=1&kernel={who},1,2;0,1,0;3,1,2",
    "/transposed_convolution?picture=astronaut&side=32&kernel={who},1,2;0,1,0;3,1,2",
    "/signals?signal={who},1,1,1,0,1,0,0",
    "/mlp_to_cnn?x1={who},1,1,1,0,1,0,0",
    "/receptive_field?side=448&stack=resnet-50&weights=he&view=effective&unit=17,7,7&seed={who}",
    "/equivariance?picture=astronaut&kernel={who},1,2;0,1,0;3,1,2",
    "/backprop?network=two_blocks&picture=astronaut&side=128&rate=0.{who}",
    "/training?seed={who}",
    "/network?picture=chelsea&view=why",  # and asks why
    "/architectures?seed={who}",
    "/regions?picture=astronaut&box={who},0,223,223&cells=4&cut=1",
)


@contextlib.asynccontextmanager
async def tab(address: str, who: int, run: Run, everybody: int) -> AsyncIterator[Person]:
    """Somebody who opens the app and closes it again."""
    uri = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    dice = random.Random(who)
    # As a browser, which asks no server whether it still lives.
    like = {"subprotocols": ["streamlit"], "compression": None, "max_size": None}
    like |= {"open_timeout": sessions.PATIENCE, "ping_interval": None}
    async with connect(uri, **like) as stream:
        session = Session(stream, dice, run.times)
        person = Person(session, who, dice, everybody)
        listener = asyncio.create_task(session.listen())
        try:
            yield person
        finally:
            listener.cancel()
            run.add(person)


async def lessons(server: Server, args: argparse.Namespace, run: Run) -> None:
    """All work in their lessons until the time is up."""

    async def one(who: int) -> None:
        nonlocal start, begun
        async with tab(server.address, who, run, args.sessions) as person:
            await asyncio.sleep(person.dice.uniform(0, args.every))
            await person.go(works[who % len(works)])
            if args.photos or args.whole:
                person.photo_sides = PHOTO if args.whole else SHRUNK
                await person.upload()
            if await opened.wait() == 0:
                start, begun = spent(server.process), time.monotonic()
                run.opened = len(run.all_times)
            now = time.monotonic()
            end, due = now + args.seconds, now + person.dice.uniform(0, args.every)  # not as one
            while due < end:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                due = time.monotonic() + person.dice.uniform(0.75, 1.25) * args.every
                if len(works) > 1 and person.dice.random() < OTHER_LESSON:
                    await person.go(person.dice.choice(works))
                else:
                    await person.act()

    works = [work for work in WORKS if args.lesson is None or work.path == args.lesson]
    if args.photos or args.whole:
        works = [work for work in works if "upload" in work.doings]
    start, begun = Spent(), 0.0
    opened = asyncio.Barrier(args.sessions)
    await asyncio.gather(*map(one, range(args.sessions)))
    run.acting, run.seconds = spent(server.process) - start, time.monotonic() - begun


async def warmed(address: str) -> None:
    """One visitor, before all others: every lesson's code is read, every picture at hand."""
    async with tab(address, 0, Run(), 1) as person:
        for work in WORKS:
            await person.go(work)


async def arrivals(address: str, args: argparse.Namespace, run: Run) -> None:
    """All open one link, and stay."""

    async def one(who: int) -> None:
        await asyncio.sleep(args.within * who / args.arrive)
        async with tab(address, who, run, args.arrive) as person:
            await person.session.open(*parts(args.link))
            shown.append((person.session.shown.header, person.session.shown.arrays))
            run.faults += [] if person.session.shown.header else ["nothing was shown"]
            await there.wait()

    shown: list[tuple[dict[str, object], dict[str, object]]] = []
    there = asyncio.Barrier(args.arrive)
    await asyncio.gather(*map(one, range(args.arrive)))
    first, *others = [{k: v.tobytes() for k, v in arrays.items()} for _, arrays in shown]
    run.faults += ["other numbers than the first one's" for other in others if other != first]


async def rested(server: int) -> int:
    """The least memory in the seconds in which work that nobody waits for any more ends."""
    sizes = []
    for _ in range(REST):
        await asyncio.sleep(1)
        sizes.append(memory(server))
    return min(sizes)


async def churn(address: str, args: argparse.Namespace, run: Run, server: int) -> list[str]:
    """Sessions opened and closed at the largest settings; what memory came to on the way."""
    links = itertools.cycle(LARGEST)
    said = []
    first = 0

    async def one(who: int, link: str) -> None:
        async with tab(address, who, run, args.churn) as person:
            await person.session.open(*parts(link.format(who=who % 1000 + 1)))
            run.faults += [] if person.session.shown.header else [f"{link}: nothing was shown"]
            if link.startswith("/network"):
                why = {"kind": "why", "label": who % 1000, "versus": -1, "shuffled": False}
                await person.session.send(why)

    for start in range(0, args.churn, AT_ONCE):
        await asyncio.gather(*(one(start + k, next(links)) for k in range(AT_ONCE)))
        gone = start + AT_ONCE
        if gone % FIRST == 0 or gone == args.churn:
            now = await rested(server)
            first = first or now
            growth = f", growth {100 * (now / first - 1):.1f} %" * (gone > FIRST)
            said.append(f"after {gone} sessions {now / summary.MEGABYTE:.0f} MB{growth}")
    return said


def parts(link: str) -> tuple[str, str]:
    """The page and the query of a link."""
    path, _, query = link.removeprefix("/").partition("?")
    return path, query


def worked(server: Server, args: argparse.Namespace) -> Run:
    """One run of what was asked for, and then whether its answers were right."""
    run, peak = Run(args.churn or args.arrive or args.sessions), Peak(server.process)
    run.before, before = memory(server.process), spent(server.process)
    if args.churn:
        run.said = asyncio.run(churn(server.address, args, run, server.process))
    elif args.arrive:
        asyncio.run(arrivals(server.address, args, run))
    else:
        asyncio.run(lessons(server, args, run))
    peak.over.set()
    run.most, run.spent = peak.most, spent(server.process) - before
    run.look()
    return run


@contextlib.contextmanager
def app(busy: bool) -> Iterator[Server]:
    """The app, as it stands after one visitor, and a neighbour if ``busy``."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serve(ROOT / "app.py", folder / "log"))
        asyncio.run(warmed(server.address))
        stack.enter_context(neighbour(busy))
        yield server


def curve(args: argparse.Namespace) -> Iterator[Run]:
    """One class after the other, each larger, until one waits too long or in vain."""
    print(summary.HEAD)
    for count in args.curve:
        args.sessions = count
        with app(args.busy) as server:
            run = worked(server, args)
        print(summary.line(run), flush=True)
        yield run
        if run.lost or summary.percentiles(run)[1] > TOO_LONG:
            return


def pairs(args: argparse.Namespace) -> Iterator[Run]:
    """One run, and a second one with a neighbour if that is asked for."""
    for busy in (False, True) if args.busy else (False,):
        with app(busy) as server:
            print(f"{'Busy' if busy else 'No'} neighbour; load average {os.getloadavg()[0]:.1f}\n")
            run = worked(server, args)
            print(summary.table(run.times), summary.sentences(run), sep="\n\n")
            if not run.is_clean:
                print(server.printed(), file=sys.stderr)
            yield run


def counts(text: str) -> tuple[int, ...]:
    """How many sessions, one run after the other."""
    return tuple(map(int, text.split(",")))


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lesson", help="only this page, for example pooling")
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--every", type=float, default=2, help="seconds between actions")
    parser.add_argument("--photos", action="store_true", help="a photo of 12 megapixels")
    parser.add_argument("--whole", action="store_true", help="the same, not shrunk in a browser")
    parser.add_argument("--arrive", type=int, default=0, help="sessions that open one link")
    parser.add_argument("--within", type=float, default=10, help="seconds in which they come")
    parser.add_argument("--link", default="/", help="what they open")
    parser.add_argument("--churn", type=int, default=0, help="sessions opened and closed")
    parser.add_argument("--curve", type=counts, default=(), help="for example 100,200,300")
    parser.add_argument("--busy", action="store_true", help="again with a busy neighbour")
    return parser.parse_args(given)


def main() -> None:
    args = arguments()
    runs = []
    for run in (curve if args.curve else pairs)(args):
        runs.append(run)
        for fault in dict.fromkeys(run.faults):
            print(fault, file=sys.stderr)
    sys.exit(not all(run.is_clean for run in runs))


if __name__ == "__main__":
    main()
