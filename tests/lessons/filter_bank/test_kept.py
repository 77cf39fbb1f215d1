"""An edit of one kernel computes its maps only, and no map is ever one of other settings."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.kernels import from_link
from cnnviz.lessons.filter_bank import controls
from cnnviz.lessons.filter_bank.controls_wall import gallery
from cnnviz.lessons.filter_bank.settings import FilterBank
from cnnviz.lessons.filter_bank.trace import trace

BANK = ("sobel_x", "box", "sobel_x")
EDITED = ("-1,0,1;-2,0,2;-1,0,5", "box", "sobel_x")
FIRST = FilterBank(bank=BANK, second="random-c3")


def test_the_maps_of_the_other_kernels_are_those_from_before():
    picture, before = controls.compute(FIRST, None)
    settings = replace(FIRST, bank=EDITED)
    _, after = controls.compute(settings, None)
    for stage in ("convolved", "activated", "pooled"):
        old, new = getattr(before, stage), getattr(after, stage)
        assert [a is b for a, b in zip(old, new, strict=True)] == [False, True, True]
        assert old[0] is old[2]  # one kernel twice is one map
    maps = [
        [item.map for item in gallery(one, picture, made, "pooled-0").groups[0].items]
        for one, made in ((FIRST, before), (settings, after))
    ]
    assert [a is b for a, b in zip(*maps, strict=True)] == [False, True, True]


@pytest.mark.parametrize(
    "change",
    [
        {"bank": EDITED},
        {"stride": 2},
        {"padding": 0},
        {"padding_mode": "circular"},
        {"activation": "tanh"},
        {"pool": 0},
        {"picture": "crosses"},
        {"picture": "1,2,3,4,5;6,7,8,9,1;2,3,4,5,6;7,8,9,1,2;3,4,5,6,7"},
    ],
    ids=str,
)
def test_what_comes_from_before_is_what_would_be_computed(change):
    controls.compute(FIRST, None)
    settings = replace(FIRST, **change)
    picture, kept = controls.compute(settings, None)
    made = trace(
        picture.x,
        tuple(map(from_link, settings.bank)),
        stride=settings.stride,
        padding=settings.padding,
        padding_mode=settings.padding_mode,
        activation=settings.activation,
        pool=settings.pool or None,
        second=from_link(settings.second),
    )
    for stage in ("convolved", "activated", "pooled"):
        for one, other in zip(getattr(kept, stage), getattr(made, stage), strict=True):
            np.testing.assert_array_equal(one.y, other.y)
    np.testing.assert_array_equal(kept.second.y, made.second.y)
