"""What `benchmarks.pictures` looks at: every page on every screen, and many states by link.

A state's name is the name of its files, so it stays the same while the app changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from pages.contents import LESSONS
from tests.browser.app import SIZES

# "dark" of the tests is "desk" in the dark scheme; here every size comes in both schemes.
_SIZES: dict[str, Any] = dict(SIZES)
SCREENS: dict[str, dict[str, Any]] = {
    "desk": _SIZES["desk"],
    "projector": _SIZES["projector"],
    "classroom": {"viewport": {"width": 1024, "height": 768}},
    "phone": _SIZES["phone"],
}
SCHEMES = ("light", "dark")
SMALL = "picture=five_by_five"
BROKEN = "1,2;3"  # a picture whose rows differ in length


@dataclass(frozen=True, slots=True)
class State:
    """An address, where it is looked at, and what is clicked before: visible texts, in order."""

    name: str
    path: str
    screen: str = "desk"
    scheme: str = "light"
    clicks: tuple[str, ...] = ()


def _pages(app: Path) -> Iterator[State]:
    there = [lesson for lesson in LESSONS if (app / lesson.file).exists()]
    for lesson, screen, scheme in product(there, SCREENS, SCHEMES):
        path = "/" if lesson is LESSONS[0] else f"/{lesson.url_path}"
        yield State(f"{lesson.url_path}.{screen}.{scheme}", path, screen, scheme)


# Page, then a line for each state: its name, its query, and what differs from the desk.
_BY_LINK: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "convolution": (
        ("photo", "picture=astronaut&side=256&padding=1", {}),
        ("photo-dark", "picture=camera&side=256&padding=same&at=90,120", {"scheme": "dark"}),
        ("photo-phone", "picture=coffee&side=128&padding=same", {"screen": "phone"}),
        ("colour", "picture=chelsea&side=128&colour=each&kernel=emboss&at=40,50&channel=1", {}),
        ("sum", "picture=coffee&side=64&colour=sum&kernel=laplacian&at=20,30", {}),
        ("stride", f"{SMALL}&stride=2&padding=1&at=1,2&bias=0.5&activation=relu",
         {"screen": "projector"}),
        ("dilation", "picture=digit_7&padding=same&dilation=2&padding_mode=reflect&at=0,1", {}),
        ("half-product", f"{SMALL}&by=product&done=4&at=1,1", {"screen": "projector"}),
        ("full", f"{SMALL}&padding=full&padding_mode=circular&at=0,0", {}),
        ("flipped", f"{SMALL}&flip=True&kernel=1,2,3;4,5,6;7,8,9&at=2,2&activation=sigmoid", {}),
        ("coverage", f"{SMALL}&padding=1&stride=2&at=1,1", {"clicks": ("Uses",)}),
        ("large-kernel", "picture=text&side=128&kernel=gaussian-7x7&stride=3&padding=3", {}),
        ("broken", f"picture={BROKEN}&stride=99&at=99,99", {}),
        ("histogram", "picture=rocket&side=64", {"clicks": ("Which values does the map hold?",)}),
        ("code", f"{SMALL}&stride=2&padding=1", {"clicks": ("Save picture, numbers, code",)}),
    ),
    "filter_bank": (
        ("second", "picture=crosses&bank=horizontal_line~vertical_line&second=cross&pool=0"
         "&shown=second&at=3,3", {}),
        ("many", "picture=astronaut&side=128&bank=sobel_x~sobel_y~laplacian~gaussian-5x5~emboss"
         "~edge_45~edge_135~box~sharpen~prewitt_x~gabor~random-s7&shown=activated-2&at=30,40", {}),
        ("pooled", "shown=pooled-1&at=2,3&activation=tanh", {"screen": "projector"}),
        ("photo-phone", "picture=camera&side=64&padding=valid&stride=2", {"screen": "phone"}),
    ),
    "pooling": (
        ("average", "pool=average&padding=1&counted=False&at=0,0", {}),
        ("lp", "pool=lp&power=3&window=2&view=route&dy=cell&one=-8&at=1,1", {}),
        ("blur", "pool=blur&window=2&blur=5&at=1,2", {}),
        ("ceil", "window=3&padding=1&ceil_mode=True&at=0,0", {"screen": "projector"}),
        ("ties", "window=4&view=route&tie=split&dy=own&at=1,1", {}),
        ("route", "view=route&dy=own&at=1,1&tie=all", {"screen": "projector"}),
        ("shift", "view=shift&shift=2", {}),
        ("roi", "pool=roi&box=2,2,6,5&cells=3&at=1,1", {}),
        ("global", "pool=global_average&view=route", {}),
        ("rebuild", "window=2&at=1,1", {"clicks": ("Rebuild",)}),
        ("photo", "picture=astronaut&side=128&window=3&kernel=sobel_x&at=20,30", {}),
        ("photo-shift", "picture=camera&side=128&window=2&view=shift", {"scheme": "dark"}),
        ("questions", "window=2", {"clicks": ("Four questions to answer before you look",)}),
        ("code", "pool=average", {"clicks": ("Save picture, numbers, code",)}),
    ),
    "receptive_field": (
        ("two-small", "stack=two-3x3&side=64&unit=2,20,30", {}),
        ("dilated", "stack=dilated&unit=4,40,60", {"screen": "projector"}),
        ("alexnet", "stack=alexnet&side=224&unit=5,6,6", {}),
        ("vgg-locked", "stack=vgg-16&side=224&unit=10,5,7&lock=9,3,4", {}),
        ("resnet", "stack=resnet-18&side=224", {}),
        ("effective", "unit=3,6,6&view=effective&weights=he&seed=3", {}),
        ("effective-kernel", "unit=4,5,5&view=effective&weights=kernel", {"scheme": "dark"}),
        ("reach", "unit=5,6,12&mode=reach&pixel=46,62", {"screen": "projector"}),
        ("own-stack", "stack=c4s3p2,m2s1,a3s2p1,c2d3p1&picture=chelsea", {"screen": "phone"}),
    ),
    "equivariance": (
        ("strided", "layer=strided&right=1", {}),
        ("max-moved", "layer=max&down=1&right=2&at=1,2", {"screen": "projector"}),
        ("average", "layer=average&down=-1&right=3&at=2,1", {}),
        ("blur-score", "layer=blur&view=score&stride=3", {}),
        ("dense", "layer=dense&right=2", {}),
        ("turn", "move=turn&angle=45", {}),
        ("turn-kernel", "move=turn&angle=90&turned=True", {"screen": "projector"}),
        ("scale", "move=scale&scale=70&layer=strided", {}),
        ("photo", "picture=camera&side=256&layer=max&right=1", {}),
        ("photo-score", "picture=astronaut&side=64&layer=max&view=score", {"screen": "phone"}),
        ("valid", "padding=valid&activation=relu&kernel=laplacian&down=-3", {"scheme": "dark"}),
        ("guess", "layer=max", {"clicks": ("Predict",)}),
    ),
    "signals": (
        ("bias", "filter=-1,1,-1&bias=0.5&step=5", {}),
        ("dilated", "dilation=2&stride=2&relu=1&step=2", {"screen": "projector"}),
        ("channels", "signal=0,1,1,1,0,1,0,0;1,0,0,1,0,0,1,0&filter=-1,1,-1;0,1,0&step=3", {}),
        ("long", "signal=tones-4096&filter=1,1,1,1,1&step=2000", {}),
        ("numbers", "signal=noise-256-s7&near=2&step=100", {"screen": "phone"}),
        ("found", "view=find&step=8", {"screen": "projector"}),
        ("not-found", "view=find&step=8&threshold=2", {"scheme": "dark"}),
        ("sequence", "view=sequence&step=4", {"screen": "projector"}),
        ("lines", "view=sequence&lines=1&step=240", {"scheme": "dark"}),
        ("reach", "view=reach&step=17", {"screen": "phone"}),
        ("leak", "view=reach&step=17&future=1&aligned=centred", {"screen": "projector"}),
        ("claps", "view=reach&far=claps-256&layers=6&step=140", {}),
        ("learn", "view=learn&step=8&biased=1", {"screen": "projector"}),
        ("learned", "view=learn&step=4&updates=3", {"screen": "phone"}),
        ("broken", "signal=1,x&filter=nan&stride=99", {}),
    ),
    "mlp_to_cnn": (
        ("local", "guise=local&step=2", {"screen": "projector"}),
        ("shared", "guise=shared&step=4", {}),
        ("two-channels", "guise=shared&channels=2&stride=2&padding=1&bias=0.5,-1&step=3", {}),
        ("move", "view=move&guise=shared&taught=0,3&step=4", {"screen": "projector"}),
        ("move-own", "view=move&pattern=0,4,1&opposite=3,1,0&step=1", {"scheme": "dark"}),
        ("learn", "view=learn&guise=shared&step=1", {}),
        ("learn-rows", "view=learn&guise=local&step=2", {"screen": "classroom"}),
        ("loops", "view=loops&guise=shared&bias=1&step=21", {}),
        ("loops-hidden", "view=loops&guise=shared&hidden=1&channels=2&step=9", {}),
        ("patches", "view=patches&step=3", {"screen": "phone"}),
        ("picture", "dimensions=2&guise=shared&step=1", {"screen": "projector"}),
        ("picture-blocks", "dimensions=2&channels=2&guise=shared&view=learn&step=4", {}),
        ("picture-move", "dimensions=2&guise=shared&view=move&step=3", {"screen": "phone"}),
        ("too-large", f"dimensions=2&x2={';'.join([','.join('1' * 12)] * 12)}", {}),
        ("too-long", f"x1={','.join('1' * 64)}&view=loops", {}),
        ("broken", "x1=1,2;3&w1=nan&own=a|b&stride=99&taught=-1", {}),
    ),
    "backprop": (
        ("forward", "step=6", {}),
        ("pool", "step=34", {"screen": "projector"}),
        ("loss", "step=42", {}),
        ("error", "step=43", {"screen": "projector"}),
        ("dense-weight", "step=47", {}),
        ("route", "step=61", {}),
        ("gate", "step=66", {"scheme": "dark"}),
        ("conv-weight", "step=82", {}),
        ("conv-input-gather", "step=110", {}),
        ("conv-input-scatter", "step=110&view=scatter", {}),
        ("update", "step=146", {}),
        ("plain-scatter", "network=plain&step=50&view=scatter", {"screen": "projector"}),
        ("two-blocks", "network=two_blocks&picture=written_3&step=440", {}),
        ("two-blocks-photo", "network=two_blocks&picture=astronaut&side=28&step=400", {}),
        ("line", "network=line&rate=0.1&target=-3&step=32", {}),
        ("vanishing", "network=vanishing&step=560", {}),
        ("exploding-update", "network=exploding&step=850&loss=squared", {}),
        ("edited", "weights=conv.weight~4,3&target=1&rate=0.1&step=90", {"screen": "projector"}),
        ("predict", "step=82&hide=1", {}),
        ("predict-phone", "step=47&hide=1", {"screen": "phone"}),
        ("presenter", "step=110", {"screen": "projector", "clicks": ("Presenter",)}),
        ("presenter-classroom", "step=82", {"screen": "classroom", "clicks": ("Presenter",)}),
        ("check", "step=82", {"clicks": ("Check it", "Check this gradient")}),
        ("sizes", "step=82", {"clicks": ("How large are the gradients, layer by layer?",)}),
        ("matrices", "network=line", {"clicks": ("The chain rule as matrices, multiplied out",)}),
        ("keep", "step=82", {"clicks": ("Save picture, numbers, code",)}),
        ("broken", f"picture={BROKEN}&target=99&rate=-3", {}),
    ),
}  # fmt: skip


def _by_link() -> Iterator[State]:
    for page, states in _BY_LINK.items():
        address = "/" if page == LESSONS[0].url_path else f"/{page}"
        for name, query, rest in states:
            yield State(f"{page}-{name}", f"{address}?{query}", **rest)


def states(app: Path, only: str = "") -> tuple[State, ...]:
    """All states of the app in a folder, which may lack a page, whose name contains ``only``."""
    return tuple(state for state in (*_pages(app), *_by_link()) if only in state.name)
