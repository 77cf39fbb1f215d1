"""Which pictures excite a map most: numbers and patches by hand, and as the engine has them."""

from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from cnnviz.files import set_pictures
from cnnviz.files.recipe import Recipe
from cnnviz.files.trained import TRAINED
from cnnviz.jobs import Job
from cnnviz.lessons.network import controls, controls_exciting
from cnnviz.lessons.network.exciting import Box, Peak, box, patch, peaks, ranked
from cnnviz.lessons.network.layers import PICTURE
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.networks.graph import sequential
from cnnviz.networks.run import forward
from cnnviz.ops import Conv, ReLU
from cnnviz.store import Store
from cnnviz.ui import album
from tests.pages.fixtures import bring, run

DIGITS = set_pictures.several("digits")


@pytest.fixture(scope="module")
def seen():
    return controls.compute(NetworkPage(network="digits", picture="digits-50"), None)


def test_the_largest_number_of_each_map_and_where_it_is():
    """Two maps: the sum of two neighbours, and what is left of it below 0."""
    network = sequential(("sums", Conv((1, 2)), 2), ("kept", ReLU()))
    params = {"sums": {"weight": np.array([[[[1, 1]]], [[[-1, -1]]]]), "bias": np.zeros(2)}}
    recipe = Recipe("as they are", (1, 2, 3), (0.0,), (1.0,))
    first = np.array([[[1, 2, 3], [0, 9, 0]]], np.uint8)
    second = np.array([[[4, 4, 0], [0, 0, 0]]], np.uint8)
    told = list(peaks(network, params, ("sums", "kept"), recipe, [first, second]))
    assert list(map(len, told)) == [1, 2]
    one, two = told[-1]
    assert one.best.tolist() == [9, -3, 9, 0]
    assert one.at.tolist() == [2, 0, 2, 0]
    assert one.silent.tolist() == [False, False, False, True]
    assert ranked([two, None, one], 2, 2) == (Peak(2, 9, 1, 0), Peak(0, 8, 0, 0))
    assert ranked([one, two], 3, 2) == ()


def test_what_the_unit_saw_is_cut_off_at_the_border(seen):
    axes = seen.costs[0].receptive_field  # 3 by 3, padded by 1
    assert box(axes, (8, 8), 0, 7) == Box((0, 1), (6, 7), True, False)
    assert box(axes, (8, 8), 3, 4) == Box((2, 4), (3, 5), False, False)
    assert box(None, (8, 8), 0, 0) == Box((0, 7), (0, 7), False, True)
    levels = np.arange(64, dtype=np.uint8).reshape(1, 8, 8)
    assert patch(levels, Box((0, 1), (6, 7), True, False)).tolist() == [[[6, 7], [14, 15]]]
    fine = np.arange(0, 226, dtype=np.uint8)[None, None].repeat(2, axis=1)
    assert patch(fine, Box((0, 1), (0, 225), False, True)).shape == (1, 1, 76)


def test_boxes_are_those_of_the_strip(seen):
    for k, info in enumerate(seen.layers):
        found = seen.boxes(k).get(PICTURE)
        if found is None:
            continue
        for row, column in {(0, 0), (info.rows - 1, info.columns - 1)}:
            there = box(seen.costs[k].receptive_field, (8, 8), row, column)
            assert [there.rows, there.columns] == [
                tuple(found[0][row].tolist()),
                tuple(found[1][column].tolist()),
            ]


def test_of_a_set_there_are_five_of_each_class():
    assert len(DIGITS) == len(set_pictures.several("clothes")) == 50
    labels = [set_pictures.label(name) for name in DIGITS]
    assert labels == [digit for digit in range(10) for _ in range(5)]
    assert set_pictures.several("efficientnet_lite0") == TRAINED["efficientnet_lite0"].samples


def largest(seen, layer, number):
    """The nine best digits with their numbers, each run by itself."""
    recipe, found = TRAINED["digits"].recipe, []
    for name in DIGITS:
        x = recipe.scaled(recipe.levels(set_pictures.find(name)))
        values = forward(seen.network, seen.params, x).values[seen.layers[layer].name]
        found.append((name, float(values[0, number].max())))
    return sorted(found, key=lambda one: -one[1])[:9]


def ask(shown, layer, number, group="given"):
    shown.send({"kind": "pictures", "layer": layer, "map": number, "group": group})


def known(app, shown):
    """What the player is told once all pictures are looked at."""
    while shown.header["excited"]["done"] < shown.header["excited"]["count"]:
        run(app)
    return shown.header["excited"]


@pytest.fixture
def page(open_app, shown):
    return open_app("pages/network.py", network="digits", picture="digits-50")


def test_nine_digits_and_the_way_into_each(page, shown, seen):
    ask(shown, 3, 1)
    told = known(run(page), shown)
    cells = told["cells"]
    assert [(cell["picture"], cell["value"]) for cell in cells] == largest(seen, 3, 1)
    assert (told["layer"], told["map"], told["count"]) == (3, 1, 50)
    first = cells[0]
    levels = set_pictures.find(first["picture"]).pixels[:, :, 0]
    (top, bottom), (left, right) = first["rows"], first["columns"]
    np.testing.assert_array_equal(
        shown.arrays["patch:0"][0], levels[top : bottom + 1, left : right + 1]
    )
    shown.send({"kind": "open", "picture": first["picture"]})
    run(page)
    assert shown.link["picture"] == first["picture"]
    assert shown.header["excited"] is None
    maps = shown.visit.result().maps(3)
    assert maps[1, first["row"], first["column"]] == maps[1].max() == first["value"]


def png(seed):
    file = BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), np.uint8)
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_photos_of_ones_own_are_gathered_compared_and_forgotten(page, shown, monkeypatch):
    ask(shown, 0, 0, "own")
    assert known(run(page), shown)["count"] == 0
    for seed in (1, 2, 1):
        bring(page, shown, png(seed), place="", show=True)
    told = known(page, shown)
    assert (told["count"], told["sizes"]["own"], shown.link["picture"]) == (2, 2, "digits-50")
    assert {cell["title"] for cell in told["cells"]} == {"photo 1", "photo 2"}
    best = told["cells"][0]
    shown.coming.append({"kind": "open", "picture": best["picture"]})
    run(page)
    assert shown.link["picture"] == "upload"
    assert shown.visit.result().maps(0)[0].max() == best["value"]
    monkeypatch.setattr(album, "MOST", 2)
    bring(page, shown, png(3), place="", show=True)
    assert shown.message == album.FULL
    shown.arriving.append({"kind": "forget"})
    run(page)
    ask(shown, 0, 0, "own")
    assert known(run(page), shown)["count"] == 0


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "pictures", "layer": 0, "map": 0, "group": "all"},
        {"kind": "pictures", "layer": True, "map": 0, "group": "given"},
        {"kind": "pictures", "layer": "0", "map": None, "group": "given"},
        {"kind": "open", "picture": "photo-0"},
        {"kind": "open", "picture": "coffee"},
        {"kind": "open", "picture": ["digits-50"]},
        {"kind": "open"},
    ],
)
def test_what_there_is_not_is_said(page, shown, event):
    shown.send(event)
    run(page)
    assert shown.message.startswith("There is no such")
    assert shown.header["excited"] is None


def test_what_is_stopped_stays_stopped_until_something_else_is_asked(page, shown, monkeypatch):
    asked = []
    monkeypatch.setattr(controls_exciting, "_ask", lambda *rest: asked.append(rest[0].halted))
    for event, halted in (
        ({"kind": "pictures", "layer": 1, "map": 0, "group": "given"}, False),
        ({"kind": "halt"}, True),
        ({"kind": "pictures", "layer": 1, "map": 1, "group": "given"}, True),
        ({"kind": "pictures", "layer": 1, "map": 0, "group": "own"}, False),
    ):
        shown.coming.append(event)
        run(page)
        assert asked[-1] is halted


def test_what_is_stopped_is_told_to_be_over_while_its_process_still_leaves_it(
    page, shown, monkeypatch
):
    job = Job()
    monkeypatch.setattr(controls_exciting, "FOUND", Store(max_entries=1, max_bytes=1))
    monkeypatch.setattr(controls_exciting, "SOON", 0.0)
    monkeypatch.setattr(controls_exciting, "POOL", SimpleNamespace(ask=lambda *_: job))
    for event, running in (
        ({"kind": "pictures", "layer": 1, "map": 0, "group": "given"}, True),
        ({"kind": "halt"}, False),
    ):
        shown.coming.append(event)
        run(page)
        assert shown.header["excited"]["running"] is running
    assert job.stopped and not job.over
