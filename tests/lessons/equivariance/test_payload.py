"""What the equivariance player is sent: every number by its place, and the words for it."""

import numpy as np
import pytest

from cnnviz.files import samples
from cnnviz.kernels import build as bank_kernel
from cnnviz.lessons.equivariance import payload, words
from cnnviz.lessons.equivariance import score as equivariance_score
from cnnviz.lessons.equivariance import trace as equivariance
from cnnviz.lessons.equivariance.layers import build
from cnnviz.lessons.equivariance.moves import Move, shifts
from cnnviz.lessons.equivariance.settings import View
from cnnviz.lessons.equivariance.trace import Count
from cnnviz.lessons.equivariance.words import Subject
from cnnviz.player.packing import unpack
from cnnviz.player.source import grid, photo

ARROW = samples.load("arrow")
SOBEL = bank_kernel("sobel_x")
ONE_RIGHT = (Move(right=1),)
VIEW = View(0, 1, 15, 150, "square", (2, 3), 1)


def packed(layer="convolution", moves=ONE_RIGHT, steps=None, move="shift", source=None):
    stage = build(layer, ARROW.shape, SOBEL)
    trace = equivariance.trace(ARROW, stage, moves)
    score = equivariance_score.trace(
        equivariance_score.framed(ARROW, 5),
        lambda shape: build(layer, shape, SOBEL),
        shifts(4, (5, 5))[0],
    )
    data = payload.square(
        trace,
        score,
        steps=steps or moves,
        columns=len(steps or moves),
        subject=Subject(layer, move, 2),
        kernel=SOBEL if layer == "convolution" else None,
        pool="max",
        source=source or grid("Arrow", ARROW[None], "arrow"),
        link="layer=x",
        view=VIEW,
    )
    return trace, *unpack(data)


def test_every_array_comes_across_exactly():
    trace, header, arrays = packed("blur", (Move(right=1), Move(right=2)))
    for name, values in (
        ("picture", trace.x),
        ("map", trace.y),
        ("moved", trace.moved),
        ("before", trace.before),
        ("after", trace.after),
        ("origin_rows", trace.origin_rows),
        ("origin_columns", trace.origin_columns),
    ):
        assert np.array_equal(arrays[name], values), name
    bits = np.unpackbits(arrays["inside"], count=trace.inside.size)
    assert np.array_equal(bits.reshape(trace.inside.shape), trace.inside)
    assert header["frames"][0]["everywhere"] == [14, 16, 0.3125]
    assert "kernel" not in arrays


def test_a_step_that_is_not_sent_says_so():
    steps = [Move(right=d) for d in (-1, 0, 1)]
    _, header, _ = packed(steps=steps)
    assert [step["frame"] for step in header["steps"]] == [-1, -1, 0]
    assert [step["name"] for step in header["steps"]] == ["1 left", "not moved", "1 right"]


def test_the_windows_of_each_output_reach_beyond_the_border_and_a_dense_one_reads_all():
    _, header, arrays = packed("strided")
    rows, _ = header["axes"]
    first_and_last = arrays[rows["places"]][:, [0, -1]].astype(int) - rows["before"]
    assert first_and_last.tolist() == [[-1, 1], [1, 3], [3, 5], [5, 7]]
    _, header, arrays = packed("dense")
    assert arrays[header["axes"][1]["places"]].tolist() == [[*range(8)]]


def test_the_state_opens_where_the_link_stands_and_knows_its_defaults():
    _, header, _ = packed()
    assert {line["name"]: (line["value"], line["default"]) for line in header["state"]} == {
        "down": (0, 0),
        "right": (1, 1),
        "angle": (15, 15),
        "scale": (150, 150),
        "view": ("square", "square"),
        "at": ([2, 3], None),
        "hide": (1, 0),
    }


def test_a_photos_numbers_are_sent_as_exactly_as_they_can_be_seen():
    moves = (Move(degrees=15),)
    source = photo("Photo", 1, "p")
    trace, header, arrays = packed(moves=moves, source=source, move="turn")
    assert arrays["after"].dtype == np.float32
    assert np.abs(arrays["after"] - trace.after).max() < header["tolerance"] < 1e-5
    # What is counted was counted before the numbers were cut.
    everywhere = trace.counts(0)[1]
    assert header["frames"][0]["everywhere"] == [everywhere.differing, 64, everywhere.largest]
    _, header, arrays = packed(moves=moves, move="turn")
    assert arrays["after"].dtype == np.float64
    assert header["tolerance"] < 1e-12


@pytest.mark.parametrize(
    ("layer", "cell", "start", "length"),
    [
        ("convolution", 1, 0, 8),
        ("strided", 2, -0.5, 8.5),  # centred on pixels 0, 2, 4, 6
        ("max", 2, 0, 8),
        ("blur", 2, 0, 8),
        ("dense", 1, 0, 8),
    ],
)
def test_a_cell_stands_in_the_middle_of_its_window(layer, cell, start, length):
    _, header, _ = packed(layer)
    assert header["places"] == {
        "cell": cell,
        "starts": [start] * 2,
        "low": [min(start, 0)] * 2,
        "length": [length] * 2,
    }


def test_a_turned_kernel_travels_with_the_kernel():
    _, header, arrays = packed()
    assert arrays["kernel"].tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert arrays["kernel_turned"].tolist() == [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    assert (header["kernel_title"], header["divisor"]) == ("Sobel x", 1.0)


def test_maps_have_signed_colours_and_pooled_pictures_those_of_the_picture():
    _, header, _ = packed()
    assert header["colours"]["map"] == {"colour": "signed", "range": [-8.0, 8.0]}
    assert header["colours"]["limit"] == 8.0
    _, header, _ = packed("max", source=photo("Photo", 1, "p"))
    assert header["colours"]["map"] == {"colour": "grey", "range": [0.0, 255.0]}


def test_the_scores_say_how_many_there_are():
    _, header, arrays = packed()
    assert header["score"]["pooled"] == {"different": 1, "least": 6.0, "most": 6.0}
    assert header["score"]["dense"]["different"] > 30
    assert arrays["pooled"].tolist() == [6] * 81
    assert header["score"]["columns"] == 9


@pytest.mark.parametrize(
    ("move", "name"),
    [
        (Move(), "not moved"),
        (Move(right=-2), "2 left"),
        (Move(right=1, down=3), "1 right, 3 down"),
        (Move(down=-1), "1 up"),
        (Move(degrees=45), "turned by 45°"),
        (Move(scale=0.5), "50 % as large"),
    ],
)
def test_a_move_has_a_name(move, name):
    assert words.name(move) == name


DIFFER, AGREE, NOTHING = Count(3, 9, 2.0), Count(0, 9, 0.0), Count(0, 0, 0.0)


@pytest.mark.parametrize(
    ("subject", "move", "inside", "start", "end"),
    [
        (
            Subject("convolution", "shift"),
            Move(),
            AGREE,
            "Nothing has moved",
            "*0 of 9* numbers differ.",
        ),
        (Subject("convolution", "shift"), Move(1, 1), AGREE, "*The map moves", "moves along."),
        (
            Subject("strided", "shift", 2),
            Move(right=1),
            DIFFER,
            "*The map does not",
            "map left out.",
        ),
        (Subject("strided", "shift", 2), Move(2, 4), AGREE, "*The map moves", "met before."),
        (Subject("max", "shift", 3), Move(right=3), AGREE, "*The map moves", "met before."),
        (Subject("max", "shift", 2), Move(right=3), AGREE, "*The map moves", "two ways differ."),
        (Subject("blur", "shift", 2), Move(right=1), DIFFER, "*The map nearly", "but not none."),
        (Subject("dense", "shift"), Move(right=1), DIFFER, "*The map does not", "it follow."),
        (
            Subject("max", "shift", 2),
            Move(right=4),
            NOTHING,
            "*Every cell reads",
            "larger picture.",
        ),
        (Subject("convolution", "turn"), Move(degrees=90), DIFFER, "*The map does", "direction."),
        (
            Subject("convolution", "turn", turned=True),
            Move(degrees=90),
            AGREE,
            "*The map moves",
            "with the same weights.",
        ),
        (
            Subject("convolution", "turn", symmetric=True),
            Move(degrees=90),
            AGREE,
            "*The map moves",
            "after a quarter turn.",
        ),
        (Subject("max", "turn", 2), Move(degrees=90), AGREE, "*The map moves", "a quarter turn."),
        (Subject("max", "turn", 2), Move(degrees=90), DIFFER, "*The map does", "other pixels."),
        (
            Subject("strided", "turn", 2, symmetric=True),
            Move(degrees=90),
            DIFFER,
            "*The map does",
            "Its windows stand 2 apart: after the turn they meet other pixels.",
        ),
        (Subject("strided", "turn", 2), Move(degrees=90), DIFFER, "*The map does", "direction."),
        (Subject("max", "turn", 2), Move(degrees=15), DIFFER, "*The map does", "stay upright."),
        (
            Subject("convolution", "scale"),
            Move(scale=2.0),
            DIFFER,
            "*The map does",
            "it sees a smaller part of the thing now.",
        ),
        (
            Subject("blur", "scale", 2),
            Move(scale=0.5),
            DIFFER,
            "*The map does",
            "each sees a larger part of the thing now.",
        ),
        (Subject("dense", "turn"), Move(degrees=5), DIFFER, "*The map does", "it turn."),
        (
            Subject("convolution", "turn", turned=True),
            Move(degrees=90.0),
            DIFFER,
            "*The map does not",
            "the ReLU sees mixed numbers.",
        ),
        (Subject("dense", "scale"), Move(scale=2.0), DIFFER, "*The map does", "grow along."),
    ],
)
def test_the_verdict_gives_the_reason(subject, move, inside, start, end):
    sentence = words.verdict(subject, move, inside)
    assert sentence.startswith(start)
    assert sentence.endswith(end)
    assert "{" not in sentence
    assert len(sentence) <= 240  # two lines on a projector
    counted = f"{inside.differing} of {inside.cells}"
    assert (counted if inside.cells else words.name(move)) in sentence
    assert move == Move() or words.name(move) in sentence


def test_the_score_is_judged_by_how_many_there_are():
    assert words.score_verdict(1, "convolution").endswith("moved along, and pooling forgets where.")
    assert words.score_verdict(1, "max").endswith(
        "though the map does not move along with every shift."
    )
    assert "only if the map before it moves along" in words.score_verdict(2, "strided")
    assert "*Both scores change*" in words.score_verdict(9, "dense")


def test_where_the_ways_agree_without_having_to_the_picture_or_the_kernel_is_why():
    agree = Count(0, 9, 0.0)
    turned = words.verdict(Subject("convolution", "turn"), Move(degrees=45), agree)
    assert turned.endswith(
        "the doing of this picture or this kernel: with another the two ways differ."
    )
    pooled = words.verdict(Subject("max", "scale", 2), Move(scale=2.0), agree)
    assert pooled.endswith("the doing of this picture: with another the two ways differ.")
