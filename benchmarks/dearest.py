"""The dearest that a link of each lesson can ask for: what it takes of the server and of the pool.

    python -m benchmarks.dearest                  # all links, each in a tab of its own
    python -m benchmarks.dearest --lesson network

Each link is opened once, without a browser, on an app that has shown every lesson before. It prints
seconds of processor time in the server itself, which all sessions share, and in its processes, how
long the page took, and by how much memory grew. It ends with 1 where the server itself took more
than `BOUND`, or nothing was shown.
"""

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import BANK, parts, tab, warmed
from benchmarks.measure import Peak, memory, spent
from benchmarks.summary import MEGABYTE, Run
from tests.browser.app import ROOT, Server, serve

BOUND = 1.0  # seconds of the server's own processor time for one opening
WIDEST = "picture=astronaut&side=512&padding=full&dilation=4&activation=gelu"
STACK = "/receptive_field?side=448&weights=he&view=effective&stack="
DEEPEST = "/training?data=clothes&kernels=16&size=5&depth=6&norm=1&bias=untied"
PHOTO = "/network?network=efficientnet_lite0&picture="
LINKS = (
    f"/?{WIDEST}&colour=each&kernel=random-15x15&padding_mode=circular",
    f"/?{WIDEST}&colour=sum&kernel=random-15x15-c3",
    f"/filter_bank?picture=astronaut&side=256&padding=full&activation=gelu&bank=random-15x15~{BANK}",
    f"/filter_bank?picture=astronaut&side=256&padding=14&second=random-15x15-c15&bank={BANK}",
    "/pooling?picture=astronaut&side=256&window=8&stride=1&kernel=gaussian",
    "/pooling?picture=astronaut&side=256&pool=lp&power=16&window=8&stride=1&view=route",
    "/pooling?picture=astronaut&side=256&pool=blur&blur=5&stride=1&view=shift",
    "/equivariance?picture=astronaut&side=256&kernel=random-15x15&move=turn&stride=1&turned=1",
    "/transposed_convolution?picture=astronaut&side=64&kernel=random-15x15&stride=8",
    "/signals?view=learn&updates=200&start=1,2,3,4,5",
    "/mlp_to_cnn?dimensions=2&channels=3&hidden=1&side=100000&inputs=9999&filters=9999",
    "/backprop?network=two_blocks&picture=astronaut&side=128&teach=1",
    "/backprop?model=efficientnet_lite0&picture=astronaut",
    DEEPEST,
    f"{DEEPEST}&seed=5&epochs=40&batch=8&beside=~data%3Dclothes%26kernels%3D16%26size%3D5%26depth%3D6",
    f"{STACK}resnet-50&unit=17,7,7",
    f"{STACK}vgg-16&unit=0,3,3",
    f"{STACK}" + ",".join(["c15p7"] * 5) + "&unit=0,200,200",
    f"{STACK}" + ",".join(["c15p7"] * 20) + "&unit=0,200,200",
    f"{STACK}" + ",".join(["c9p4"] * 12) + "&unit=0,200,200",
    f"{STACK}" + ",".join(["c15s1p32"] * 20) + "&unit=0,200,200",
    f"{STACK}" + ",".join(["m9p4"] * 20) + "&unit=0,200,200",
    "/receptive_field?model=efficientnet_lite0&until=200&weights=own&view=effective&unit=0,3,3",
    f"{PHOTO}brick&view=why&ask=5",
    f"{PHOTO}astronaut&view=compare&other=picture,retina",
    f"{PHOTO}rocket&view=compare&other=network,clothes",
    "/regions?picture=coffee&cells=4&box=0,0,223,223&cut=1",
    "/architectures?network=efficientnet-b7&side=1024&view=one&tab=run",
    "/architectures?network=densenet-201&side=1024&classes=9999&view=compare",
)


@dataclass(frozen=True)
class Cost:
    """What one opening took: seconds of each, and bytes."""

    own: float
    others: float
    waited: float
    grown: int
    shown: bool


async def opened(server: Server, link: str, who: int) -> Cost:
    """Open a link in a new tab, close the tab, and see."""
    run, peak = Run(), Peak(server.process)
    start, before = memory(server.process), spent(server.process)
    begun = time.monotonic()
    async with tab(server.address, who, run, 1) as person:
        await person.session.open(*parts(link))
        waited = time.monotonic() - begun
        shown = bool(person.session.shown.header) and not person.session.exceptions
    took = spent(server.process) - before
    peak.over.set()
    peak.thread.join()
    return Cost(
        took.server, took.processes, waited, max(peak.most, memory(server.process)) - start, shown
    )


async def measured(server: Server, links: list[str]) -> bool:
    """A line for each link; whether all of them are bounded."""
    await warmed(server.address)
    fine = True
    print("| link | server, s | its processes, s | waited, s | MB |\n|---|--:|--:|--:|--:|")
    for who, link in enumerate(links):
        cost = await opened(server, link, who)
        fine = fine and cost.shown and cost.own <= BOUND
        short = link if len(link) < 90 else f"{link[:87]}…"
        figures = f"{cost.own:.2f} | {cost.others:.2f} | {cost.waited:.1f}"
        print(f"| `{short}` | {figures} | {cost.grown / MEGABYTE:.0f} |", end="", flush=True)
        print("" if cost.shown else " nothing was shown")
    return fine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lesson", default="", help="only links of this page")
    wanted = parser.parse_args().lesson
    links = [link for link in LINKS if link.startswith(f"/{wanted}")]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serve(ROOT / "app.py", folder / "log"))
        print(f"Load average before: {os.getloadavg()[0]:.1f}\n")
        sys.exit(not asyncio.run(measured(server, links)))


if __name__ == "__main__":
    main()
