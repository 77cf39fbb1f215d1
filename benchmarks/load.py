"""A class at work: simulated sessions in all lessons, and whether each gets its own right answers.

    python -m benchmarks.load                                # starts the app, 30 sessions, 30 s
    python -m benchmarks.load --sessions 100 --every 5 --seconds 600 --busy
    python -m benchmarks.load --arrive 100 --within 10 --link "/?picture=astronaut&side=512"
    python -m benchmarks.load --churn 2000                   # opened and closed, the largest links
    python -m benchmarks.load --photos --sessions 100        # each brings 12 megapixels

Each answer is compared with what was asked for and with what the engine makes of the same settings
(`benchmarks.works`). ``--busy`` does all a second time, while a neighbour takes half of each core.
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
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from websockets.asyncio.client import connect

from benchmarks.measure import Peak, memory, neighbour, own_processor, processor
from benchmarks.people import Person
from benchmarks.sessions import Session, Times
from benchmarks.works import WORKS
from tests.browser.app import ROOT, Server, serve

MEGABYTE, PHOTO = 1_000_000, (4000, 3000)
OTHER_LESSON = 0.1  # of all actions
AT_ONCE, FIRST = 8, 200  # of those that are opened and closed
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
    "/network?picture=chelsea",
    "/architectures?seed={who}",
)


@dataclass
class Run:
    """What came of all sessions."""

    times: Times = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    errors: int = 0
    crossed: int = 0
    lost: int = 0

    def add(self, person: Person) -> None:
        self.faults += person.faults
        self.crossed += person.crossed
        self.errors += person.session.exceptions
        self.lost += person.session.lost

    @property
    def is_clean(self) -> bool:
        return not (self.errors or self.lost or self.faults)


@contextlib.asynccontextmanager
async def tab(address: str, who: int, run: Run, everybody: int) -> AsyncIterator[Person]:
    """Somebody who opens the app and closes it again."""
    uri = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    dice = random.Random(who)
    async with connect(uri, subprotocols=["streamlit"], max_size=None, compression=None) as stream:
        session = Session(stream, dice, run.times)
        person = Person(session, who, dice, everybody)
        listener = asyncio.create_task(session.listen())
        try:
            yield person
        finally:
            listener.cancel()
            run.add(person)


async def lessons(address: str, args: argparse.Namespace, run: Run) -> None:
    """All work in their lessons until the time is up."""

    async def one(who: int) -> None:
        async with tab(address, who, run, args.sessions) as person:
            await asyncio.sleep(person.dice.uniform(0, args.every))
            await person.go(works[who % len(works)])
            if args.photos:
                person.photo_sides = PHOTO
                await person.upload()
            await opened.wait()
            end = time.monotonic() + args.seconds
            due = time.monotonic() + person.dice.uniform(0, args.every)  # or all act as one
            while due < end:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                due = time.monotonic() + person.dice.uniform(0.75, 1.25) * args.every
                if len(works) > 1 and person.dice.random() < OTHER_LESSON:
                    await person.go(person.dice.choice(works))
                else:
                    await person.act()

    works = [work for work in WORKS if args.lesson is None or work.path == args.lesson]
    if args.photos:
        works = [work for work in works if "upload" in work.doings]
    opened = asyncio.Barrier(args.sessions)
    await asyncio.gather(*map(one, range(args.sessions)))


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


async def churn(address: str, args: argparse.Namespace, run: Run, server: int) -> list[str]:
    """Sessions opened and closed at the largest settings; what memory came to on the way."""
    links = itertools.cycle(LARGEST)
    said = []
    before = 0

    async def one(who: int, link: str) -> None:
        async with tab(address, who, run, args.churn) as person:
            await person.session.open(*parts(link.format(who=who % 1000 + 1)))
            run.faults += [] if person.session.shown.header else [f"{link}: nothing was shown"]

    for start in range(0, args.churn, AT_ONCE):
        await asyncio.gather(*(one(start + k, next(links)) for k in range(AT_ONCE)))
        if start + AT_ONCE in (FIRST, args.churn):
            now = memory(server)
            said.append(f"after {start + AT_ONCE} sessions {now / MEGABYTE:.0f} MB")
            said += [f"growth {100 * (now / before - 1):.1f} %"] if before else []
            before = now
    return said


def parts(link: str) -> tuple[str, str]:
    """The page and the query of a link."""
    path, _, query = link.removeprefix("/").partition("?")
    return path, query


def table(times: Times) -> str:
    """Markdown, milliseconds: one row an action, and all actions but the opening together."""
    rows = {label: times[label] for label in sorted(times)}
    actions = [values for label, values in rows.items() if label != "opening a page"]
    rows["**all actions**"] = [*itertools.chain(*actions)]
    lines = ["| action | times | p50 | p95 | p99 | max |", "|---|--:|--:|--:|--:|--:|"]
    for label, values in rows.items():
        if values:
            found = 1000 * np.percentile(values, (50, 95, 99, 100), method="inverted_cdf")
            lines.append(" | ".join([f"| {label}", str(len(values)), *map("{:.0f}".format, found)]))
    return "\n".join(f"{line} |" if not line.endswith("|") else line for line in lines)


def measured(server: Server, args: argparse.Namespace) -> Run:
    """One run of what was asked for, printed."""
    asyncio.run(warmed(server.address))
    run, peak = Run(), Peak(server.process)
    start, spent = memory(server.process), processor(server.process)
    alone = own_processor(server.process)
    said: list[str] = []
    if args.churn:
        said = asyncio.run(churn(server.address, args, run, server.process))
    else:
        asyncio.run((arrivals if args.arrive else lessons)(server.address, args, run))
    peak.over.set()
    spent = processor(server.process) - spent
    alone = own_processor(server.process) - alone
    count = args.churn or args.arrive or args.sessions
    grown = (peak.most - start) / MEGABYTE
    print(table(run.times))
    print(f"\n{run.errors} errors, {len(run.faults)} wrong answers, {run.crossed} of them crossed,")
    print(f"{run.lost} without an answer; {spent:.1f} s of processor time,")
    print(f"{alone:.1f} of them in the server itself, the others in its processes;")
    print(f"{peak.most / MEGABYTE:.0f} MB at most, {grown:.0f} more than before;", *said, sep="\n")
    print(f"{count} sessions; load average after: {os.getloadavg()[0]:.1f}\n")
    for fault in dict.fromkeys(run.faults):
        print(fault, file=sys.stderr)
    return run


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lesson", help="only this page, for example pooling")
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--every", type=float, default=2, help="seconds between actions")
    parser.add_argument("--photos", action="store_true", help="12 megapixels a session")
    parser.add_argument("--arrive", type=int, default=0, help="sessions that open one link")
    parser.add_argument("--within", type=float, default=10, help="seconds in which they come")
    parser.add_argument("--link", default="/", help="what they open")
    parser.add_argument("--churn", type=int, default=0, help="sessions opened and closed")
    parser.add_argument("--busy", action="store_true", help="again with a busy neighbour")
    return parser.parse_args(given)


def main() -> None:
    args = arguments()
    runs = []
    for busy in (False, True) if args.busy else (False,):
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(serve(ROOT / "app.py", folder / "log"))
            stack.enter_context(neighbour(busy))
            print(f"{'Busy' if busy else 'No'} neighbour, milliseconds; ", end="")
            print(f"load average before: {os.getloadavg()[0]:.1f}\n")
            runs.append(measured(server, args))
            if not runs[-1].is_clean:
                print(server.printed(), file=sys.stderr)
    sys.exit(not all(run.is_clean for run in runs))


if __name__ == "__main__":
    main()
