"""Two pictures, or two networks: every number of a comparison once more."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from cnnviz.files.drawing import Raster, Text
from cnnviz.lessons.network import (
    compare,
    controls,
    controls_keep,
    controls_keep_compare,
    edits,
    words_compare,
    words_networks,
)
from cnnviz.lessons.network.compare import Comparison
from cnnviz.lessons.network.edits import Other
from cnnviz.lessons.network.payload_compare import Compared, encode
from cnnviz.lessons.network.settings import NetworkPage, View
from cnnviz.lessons.network.terms import Place
from cnnviz.lessons.network.trace import trace
from cnnviz.networks.graph import sequential
from cnnviz.ops import Clip, Conv, Flatten, Log, Transpose
from cnnviz.player.packing import pack, unpack

DIGITS = NetworkPage(network="digits", picture="digits-50")


def compared(settings, text):
    before = controls.compute(settings, None)
    other = edits.fitted(edits.parse(text), *before.square.shape[1:])
    after = controls.seen_on(settings, edits.edited(before.square, other))
    return Comparison(other, before, after, compare.travel(before, after, other))


# ---- how far a change travels


def test_every_layer_of_an_erased_square():
    found = compared(DIGITS, "erase,3,4,1,black")
    before, after, travel = found.before, found.after, found.travel
    changed = before.square[0] != after.square[0]
    assert changed[4:7, 1:4].any() and not np.delete(changed, range(4, 7), 0).any()
    for k, change in enumerate(travel.relative):
        a, b = (one.maps(k).astype(np.float64) for one in (before, after))
        assert change == pytest.approx(np.linalg.norm(b - a) / np.linalg.norm(a))
        each = np.square(b - a).sum(axis=(1, 2))
        np.testing.assert_allclose(found.parts(k), each / each.sum())
        assert not (b - a)[:, ~travel.reached[k]].any()
    # Kernels of 3 with padding 1; then a window of 2, step 2 over that.
    for layer, size, step in ((0, 3, 1), (2, 4, 2)):
        padded = np.pad(changed, 1)
        for i, j in np.ndindex(*travel.reached[layer].shape):
            window = padded[i * step : i * step + size, j * step : j * step + size]
            assert travel.reached[layer][i, j] == window.any()
    assert travel.reached[len(before.layers) - 1].tolist() == [[True]]
    best = before.answers(1)[0]
    assert best.number in {now.number for _, now in found.answers()}
    for was, now in found.answers():
        assert (was.name, was.share) == (now.name, before.shares[now.number])
        assert now.share == after.shares[now.number]


def test_what_is_said_of_it():
    found = compared(DIGITS, "erase,3,4,1,black")
    said, notes = words_compare.sentences(found, ""), words_compare.notes(found)
    best, instead = found.before.answers(1)[0], found.after.answers(1)[0]
    now = found.after.answer(best.number)
    shares = " → ".join(words_compare.percent(one.share) for one in (best, now))
    assert (best.name, instead.name) == ("2", "3")
    change = words_compare.percents(found.travel.relative[0])
    assert said[0] == (
        f"*3 × 3 pixels at row 4, column 1 in black*: *2* ({shares}) gives way to *3*, "
        f"{words_compare.percent(instead.share)}. "
        f"Layer 1 changed by *{change}*, most in map {int(found.parts(0).argmax())}."
    )
    assert notes[0] == (
        "24 of its 64 places see a pixel that changed; the others changed by *exactly 0*."
    )
    still = compared(DIGITS, "erase,1,0,0,white")
    assert words_compare.sentences(still, "")[0].startswith(
        "*1 × 1 pixels at row 0, column 0 in white*: still *2*, "
    )
    same = compared(DIGITS, "light,0")
    assert words_compare.sentences(same, "")[0] == (
        "*0 levels brighter*: no pixel changed. Layer 1 did not change."
    )
    assert set(words_compare.notes(same)) == {""}


def test_a_move_by_whole_units_moves_the_maps_of_a_large_network():
    """Found, not claimed: equal inside at 8 pixels for steps of 8, and not said for 16."""
    found = compared(NetworkPage(), "move,0,8")
    layers = {column.face: found.before.layers[column.face] for column in found.before.columns}
    notes = words_compare.notes(found)
    told = {k: notes[k] for k, info in layers.items() if not info.point}
    for k, info in layers.items():
        if info.point:
            assert notes[k] == ""
        elif info.rows >= 28:
            along = found.travel.along[k]
            assert along.units == (0, info.columns * 8 // 224) and along.relative < 1e-5
            assert f"moved along, {along.units[1]} right: *equal* but for rounding" in told[k]
        else:
            step = 224 // info.columns
            assert told[k] == (
                f"Its places lie {step} pixels apart: no whole number of them is this move."
            )
    assert found.travel.relative[next(iter(layers))] > 0.1


def test_what_a_square_cannot_reach_keeps_every_bit_in_a_large_network():
    found = compared(NetworkPage(), "erase,40,8,150,grey")
    notes = words_compare.notes(found)
    partly = [k for k, reach in found.travel.reached.items() if k >= 0 and not reach.all()]
    assert len(partly) > 30
    for k in partly:
        assert not found.difference(k)[:, ~found.travel.reached[k]].any()
        count = int(found.travel.reached[k].sum())
        assert notes[k].startswith(f"{count:,} of its ") and notes[k].endswith("*exactly 0*.")


def test_a_picture_whose_channels_come_last():
    """TensorFlow's order: the first layer turns it, and what is reached is as it is elsewhere."""
    network = sequential(Transpose((0, 3, 1, 2)), (Conv(3, padding=1), 2), Flatten())
    params = network.initial((1, 6, 5, 3))
    square = np.random.default_rng(2).integers(0, 255, (3, 6, 5)).astype(np.uint8)
    other = Other("erase", (2, 0, 3), "white")
    before, after = (
        trace(network, params, np.moveaxis(one, 0, -1)[None] / np.float32(255), one, ())
        for one in (square, edits.edited(square, other))
    )
    reach = compare.travel(before, after, other).reached
    assert np.argwhere(reach[0]).tolist() == [[0, 3], [0, 4], [1, 3], [1, 4]]
    assert [(r[0], r[-1]) for r in np.nonzero(reach[1])] == [(0, 2), (2, 4)]
    difference = after.maps(1) - before.maps(1)
    assert not difference[:, ~reach[1]].any() and difference[:, reach[1]].any(axis=0).all()


def test_a_mirrored_picture_is_set_against_mirrored_maps():
    found = compared(DIGITS, "mirror")
    a, b = (one.maps(0).astype(np.float64) for one in (found.before, found.after))
    against = np.linalg.norm(b - a[:, :, ::-1]) / np.linalg.norm(a)
    assert found.travel.turned[0] == pytest.approx(against)
    assert words_compare.notes(found)[0] == (
        f"A’s maps, mirrored as well, differ from these by *{words_compare.percents(against)}*."
    )


def test_the_player_gets_both_maps_and_their_difference():
    found, arrays = compared(DIGITS, "erase,3,4,1,black"), {}
    known = Compared(found.other, {}, found=found)
    header = encode(found.before, known, (1, 2), arrays)
    a, b = found.before.maps(1)[2], found.after.maps(1)[2]
    np.testing.assert_array_equal(arrays["after:map"], b)
    np.testing.assert_array_equal(arrays["difference:map"], b - a)
    assert header["at"] == [1, 2] and header["boxes"]["0"] == [3, 7, 0, 4]
    assert header["boxes"]["-1"][0] >= 4 and header["limits"] == [["size", 0, 1, 8]]
    unpack(pack(header, arrays))


def test_numbers_that_are_none_are_told_of():
    """The logarithm of black is minus infinity, which a clip takes away again."""
    network = sequential(Log(), Clip(-1, 1), Flatten())
    square = np.zeros((1, 2, 2), np.uint8)
    with np.errstate(divide="ignore", invalid="ignore"):
        before, after = (
            trace(network, {}, np.full((1, 1, 2, 2), level, np.float32), square + level, ())
            for level in (0, 1)
        )
        other = Other("light", (1,), "")
        found = Comparison(other, before, after, compare.travel(before, after, other))
        known = Compared(other, {}, found=found)
        header = encode(before, known, (0, 0), arrays := {})
        unpack(pack(header, arrays))
        controls_keep_compare.drawn(before, known, Place(0, 0, 0, 0), View(), "light")
    assert header["changes"] == [None, 1.0, 1.0]
    assert "too large to compare" in header["said"][0]
    assert words_compare.percents(found.travel.relative[0]) == "no number"


# ---- two networks


def test_two_networks_on_one_picture():
    one, two = (
        controls.compute(replace(DIGITS, network=name), None) for name in ("digits", "neocognitron")
    )
    heads, firsts, _ = zip(*words_networks.rows(one, two), strict=True)
    assert heads == ("Picture", "Layers", "Weights", "Multiply-adds", "Classes")
    assert firsts == ("1 × 8 × 8", "8", "666", "7,232", "10")
    pairs = compare.shared(one, two)
    both = set(one.names) & set(two.names)
    assert {a.name for a, _ in pairs} == both
    said = words_networks.agreement(one, one, ("A", "B"))
    assert said.startswith("Both say *2*, with ") and said.endswith(
        "10 classes have the same names in both."
    )
    arrays = {}
    known = Compared(Other("network", name="neocognitron"), {}, second=two, titles=("A", "B"))
    header = encode(one, known, (0, 0), arrays)
    assert header["second"]["rows"][2][1] == "666"
    unpack(pack(header, arrays))


# ---- what is taken home


def test_a_comparison_is_one_picture_and_a_table():
    found = compared(DIGITS, "erase,3,4,1,black")
    known = Compared(found.other, {}, found=found)
    take = controls_keep.take(
        found.before, {"view": "compare", "layer": "3"}, None, "pages/network.py", None, known
    )
    drawing = take.drawn["A beside B"]("light")
    texts = [shape.text for shape in drawing.shapes if isinstance(shape, Text)]
    number = int(found.parts(2).argmax())
    assert f"B, map {number} of layer 3" in texts
    percents = [words_compare.percents(found.travel.relative[c.face]) for c in found.before.columns]
    assert [text for text in texts if text in percents] == percents
    *_, a, b, difference = (shape for shape in drawing.shapes if isinstance(shape, Raster))
    assert {one.pixels.shape for one in (a, b, difference)} == {(4, 4, 3)}
    rows = list(csv.reader(controls_keep_compare.changes(found).splitlines()[1:]))
    assert [float(row[2]) for row in rows[1:]] == list(found.travel.relative)
    assert rows[1][3:] == ["24", "64"]


def test_two_networks_are_one_picture():
    one = controls.compute(DIGITS, None)
    known = Compared(Other("network", name="digits"), {}, second=one, titles=("First", "Second"))
    take = controls_keep.take(one, {}, None, "pages/network.py", None, known)
    drawing = take.drawn["A beside B"]("dark")
    texts = [shape.text for shape in drawing.shapes if isinstance(shape, Text)]
    assert "Weights: 666 and 666" in texts and texts[0] == "A: First, B: Second"
