"""The payload holds what the browser needs to find every number by looking it up."""

import itertools

import numpy as np
import pytest

from cnnviz.analysis import convolution
from cnnviz.kernels import Kernel, build
from cnnviz.lessons.filter_bank import trace as filter_bank
from cnnviz.player.gallery import Gallery, Group, Item, levels, small, thumbnail
from cnnviz.player.packing import unpack
from cnnviz.player.source import grid, photo
from cnnviz.player.window import payload
from cnnviz.settings import Step

FIVE = np.array(
    [[0, 1, 8, 2, 0], [1, 2, 9, 1, 0], [0, 1, 7, 3, 1], [2, 0, 8, 1, 0], [0, 1, 9, 2, 1]], float
)[None]
SOBEL_X = Kernel("sobel_x", "Sobel x", np.array([[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1.0]]]))


def pack_up(trace, kernel=SOBEL_X, **options):
    source = grid("five by five", trace.x, "five")
    return unpack(payload.convolution(trace, kernel=kernel, source=source, link="s=2", **options))


def opens(header):
    """The state that the player opens with."""
    return {line["name"]: line["value"] for line in header["state"]}


def look_up(header, arrays, f, i, j):
    """Output value the browser's way: tables, products, sum."""
    relation = header["relations"][0]
    rows, columns = (
        arrays[axis["padded"]][arrays[axis["places"]][k]]
        for axis, k in zip(relation["axes"], (i, j), strict=True)
    )
    total = 0.0
    for slot, c in enumerate(relation["channels"][f]):
        for (m, r), (n, q) in itertools.product(enumerate(rows), enumerate(columns)):
            x = 0 if r < 0 or q < 0 else float(arrays["input"][c, r, q])
            total += x * float(arrays["weight"][f, slot, m, n])
    return total / header["divisor"] + header["bias"][f]


@pytest.mark.parametrize("padding_mode", ["zeros", "reflect", "replicate", "circular"])
@pytest.mark.parametrize(("stride", "dilation", "padding"), [(1, 1, 0), (2, 1, 1), (1, 2, 2)])
@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("colour", ["sum", "each"])
def test_tables_products_and_sum_give_the_engines_number(
    padding_mode, stride, dilation, padding, flip, colour
):
    x = np.random.default_rng(3).integers(-5, 6, (3, 6, 7)).astype(float)
    kernel = Kernel("custom", "Two by three", np.arange(6.0).reshape(1, 2, 3) - 2, divisor=3)
    trace = convolution.trace(
        x,
        kernel,
        colour=colour,
        bias=0.5,
        stride=stride,
        padding=padding,
        padding_mode=padding_mode,
        dilation=dilation,
        flip=flip,
    )
    header, arrays = pack_up(trace, kernel)
    for f, i, j in np.ndindex(trace.y.shape):
        assert look_up(header, arrays, f, i, j) == pytest.approx(trace.y[f, i, j], abs=1e-12)


def test_feeds_turn_the_places_around():
    trace = convolution.trace(FIVE, SOBEL_X, stride=2, padding=1, padding_mode="reflect")
    header, arrays = pack_up(trace)
    axis = header["relations"][0]["axes"][0]
    reads = arrays[axis["padded"]][arrays[axis["places"]]]
    start = arrays[axis["indptr"]]
    for x in range(5):
        pairs = zip(
            arrays[axis["output"]][start[x] : start[x + 1]],
            arrays[axis["kernel_index"]][start[x] : start[x + 1]],
            strict=True,
        )
        assert {(int(i), int(m)) for i, m in pairs} == set(
            zip(*(a.tolist() for a in np.nonzero(reads == x)), strict=True)
        )


def test_a_true_convolution_says_which_typed_cell_meets_each_tap():
    trace = convolution.trace(FIVE, SOBEL_X, flip=True)
    header, arrays = pack_up(trace)
    assert header["flipped"] is True
    assert arrays["cells"].tolist() == [[8, 7, 6], [5, 4, 3], [2, 1, 0]]
    assert arrays["kernel"].tolist() == [[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]
    assert arrays["weight"][0, 0].tolist() == [[1, 0, -1], [2, 0, -2], [1, 0, -1]]


def test_the_words_carry_the_numbers_of_these_settings():
    header, _ = pack_up(convolution.trace(FIVE, SOBEL_X, stride=2, padding=1, dilation=2))
    assert header["words"]["notes"]["formula"] == "⌊(5 + 2·1 − (2·2 + 1)) / 2⌋ + 1 = *2*"
    assert header["words"]["notes"]["left_over"] == ""
    header, _ = pack_up(convolution.trace(FIVE[:, :4], SOBEL_X, stride=2, padding="valid"))
    assert header["words"]["notes"]["formula"] == "⌊(4 + 2·0 − 3) / 2⌋ + 1 = *1* × *2*"
    assert (
        header["words"]["notes"]["left_over"]
        == "Stride 2 does not divide: the last row is never read."
    )


@pytest.mark.parametrize(
    ("shape", "settings", "sentence"),
    [
        ((5, 5), {"stride": 3, "padding": 1}, "only padding is left over."),
        ((6, 6), {"stride": 2}, "the last row and the last column are never read."),
        ((7, 5), {"stride": 4}, "the last 2 columns are never read."),
        ((5, 5), {"stride": 2}, ""),
    ],
)
def test_what_a_stride_leaves_over_agrees_with_what_is_read(shape, settings, sentence):
    trace = convolution.trace(np.ones((1, *shape)), SOBEL_X, **settings)
    header, arrays = pack_up(trace)
    start = f"Stride {settings['stride']} does not divide: " if sentence else ""
    assert header["words"]["notes"]["left_over"] == start + sentence
    unread = [
        int((np.diff(arrays[axis["indptr"]]) == 0).sum()) for axis in header["relations"][0]["axes"]
    ]
    assert any(unread) == ("never read" in sentence)


def test_the_corners_are_read_least():
    header, _ = pack_up(convolution.trace(FIVE, SOBEL_X))
    assert header["coverage"] == {"least": 1, "most": 9}
    assert header["words"]["notes"]["coverage"] == (
        "Each input pixel is read between *once* and *9 times*: the corners count least."
    )
    header, _ = pack_up(convolution.trace(FIVE, SOBEL_X, padding=1, padding_mode="circular"))
    assert header["words"]["notes"]["coverage"] == "Every input pixel is read *9 times*."


def test_a_small_map_starts_at_its_first_cell_and_a_large_one_at_a_strong_response():
    header, _ = pack_up(convolution.trace(FIVE, SOBEL_X))
    assert opens(header)["at"] == [0, 0]
    x = np.zeros((1, 40, 40))
    x[0, :, 21:] = 1
    header, _ = pack_up(convolution.trace(x, SOBEL_X, padding=1))
    assert opens(header)["at"] == [10, 20]
    asked = Step((3, 4), by="product", done=5)
    header, _ = pack_up(convolution.trace(FIVE, SOBEL_X, padding=2), start=asked)
    given = {"at": [3, 4], "by": "product", "done": 5, "channel": 0, "hide": 0}
    assert opens(header) == given | {"zoom": "whole", "uses": 0, "hues": 0}
    header, _ = pack_up(convolution.trace(FIVE, SOBEL_X), start=Step(hide=1))
    assert opens(header)["at"] == [0, 0]
    assert opens(header)["hide"] == 1


def test_a_gallery_item_without_a_map_says_why():
    trace = convolution.trace(FIVE, SOBEL_X)
    items = (
        Item("sobel_x", "Sobel x", small(trace.y[0])),
        Item("box", "Box", None, "A window of 9 does not fit."),
    )
    header, arrays = pack_up(trace, gallery=Gallery((Group("Bank", items),), "sobel_x"))
    shown, missing = header["gallery"]["groups"][0]["items"]
    assert (shown["array"], shown["range"]) == ("thumbnail_sobel_x", 32.0)
    assert missing == {"key": "box", "title": "Box", "why": "A window of 9 does not fit."}
    assert arrays["thumbnail_sobel_x"].tolist() == [
        [123, 4, -127],
        [111, 16, -115],
        [111, 20, -119],
    ]


def test_thumbnails_average_whole_blocks():
    x = np.arange(200.0 * 200).reshape(200, 200)
    small = thumbnail(x, 96)
    assert small.shape == (66, 66)
    assert small[0, 0] == x[:3, :3].mean()
    assert thumbnail(np.ones((1, 500)), 96).shape == (1, 83)
    assert thumbnail(np.ones((128, 90))).shape == (128, 90)
    assert levels(np.array([[2.0, -4.0, np.nan]]), 2.0).tolist() == [[127, -127, 0]]
    assert levels(np.array([[1e300, -1e-320, 0.0]]), 1e-300).tolist() == [[127, 0, 0]]


def test_max_pooling_travels_with_its_argmax():
    x = np.array([[3.0, 1, 0, 2], [0, 2, 7, 5]])[None]
    trace = filter_bank.max_pool(x, 2)
    source = grid("grid", x, "g")
    header, arrays = unpack(payload.max_pooling(trace, source=source, link=""))
    assert arrays["output"].tolist() == [[[3, 7]]]
    assert arrays["argmax"].tolist() == [[[0, 6]]]
    assert header["relations"][0]["rule"] == "max"
    two = filter_bank.max_pool(np.concatenate([x, x]), 2)
    _, arrays = unpack(payload.max_pooling(two, source=source, link=""))
    assert arrays["argmax"].tolist() == [[[0, 6]], [[8, 14]]]  # counted through all channels


def test_a_grid_is_inked_until_a_value_is_negative():
    assert grid("g", np.array([[[0.0, 9.0]]]), "k").colour == "ink"
    signed = grid("g", np.array([[[0.0, -9.0]]]), "k")
    assert (signed.colour, signed.low, signed.high) == ("signed", -9.0, 9.0)
    assert photo("p", 3, "k").names == ("red", "green", "blue")


def test_every_bank_kernel_that_fits_can_be_shown():
    kernel = build("gaussian", size=(5, 5))
    header, arrays = pack_up(convolution.trace(FIVE, kernel), kernel)
    assert arrays["output"].shape == (1, 1, 1)
    assert header["divisor"] == 256
