"""The bytes of the pooling player hold the engine's numbers, and its words the right ones."""

import re
from itertools import product
from math import ceil, floor

import numpy as np
import pytest

from cnnviz.files import grids
from cnnviz.lessons.pooling import payload, words_formulas, words_shift
from cnnviz.lessons.pooling.payload_forgotten import counted, forgotten
from cnnviz.lessons.pooling.settings import GRADIENT, NUMBERS, PoolingLook
from cnnviz.lessons.pooling.shift import shifted
from cnnviz.lessons.pooling.trace import KINDS, Pooling, trace
from cnnviz.player.packing import unpack
from cnnviz.player.source import grid, photo

X, G = grids.parse(NUMBERS), grids.parse(GRADIENT)


def packed(x=X, pooling=None, look=None):
    pooling = pooling or Pooling()
    return unpack(
        payload.pooling(
            trace(x, pooling, G),
            shifted(x, pooling.window, pooling.stride),
            source=grid("grid", x[None], "key"),
            link="a=b",
            stride=pooling.stride,
            look=look,
        )
    )


def opened(header):
    """What the player opens with."""
    return {line["name"]: line["value"] for line in header["state"]}


def test_the_hand_test_arrives_as_it_was_worked():
    header, arrays = packed()
    assert arrays["output"].tolist() == [[7, 7, 8], [6, 5, 8], [6, 6, 7]]
    assert arrays["winners"].tolist()[0] == [10, 10, 21]
    assert header["routes"]["own"]["sent"] == 10
    assert header["routes"]["own"]["arrived"] == {"first": 10, "split": 10, "all": 17}
    assert arrays["dx_own_split"][4, 1] == 0.5
    assert header["words"]["captions"]["mask"][2][1] == "⌊(8 − 3) / 2⌋ + 1 = *3*, 1 left over"
    assert header["words"]["captions"]["mask"][1][1] == "3 ties, the first wins"
    gone = X[arrays["won"] == 0]
    assert gone.size == 57 and round(gone.mean(), 2) == 2.54
    assert header["words"]["rebuilt"] == {"kept": 7, "of": 64, "gone": 57, "error": "2.54"}
    assert header["link"] == "a=b"


def test_each_position_names_the_outputs_that_read_it():
    _, arrays = packed()
    start, output = arrays["input:output:row:indptr"], arrays["input:output:row:output"]
    readers = [output[start[r] : start[r + 1]].tolist() for r in range(len(start) - 1)]
    assert readers == [[0], [0], [0, 1], [1], [1, 2], [2], [2], []]  # no window reads row 7


def test_a_reflected_border_is_read_twice_by_one_output():
    _, arrays = packed(pooling=Pooling("blur", window=2))
    places, padded = arrays["peaks:output:row:places"], arrays["peaks:output:row:padded"]
    assert padded[places[0]].tolist() == [1, 0, 1]
    start, output = arrays["peaks:output:row:indptr"], arrays["peaks:output:row:output"]
    assert output[start[1] : start[2]].tolist() == [0, 0, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_packed_with_its_formula(kind):
    header, arrays = packed(pooling=Pooling(kind, window=2))
    formulas = {
        "roi": "the box cut into *2 × 2*",
        "global_max": "one number for the whole map",
        "global_average": "one number for the whole map",
        "blur": "⌈7 / 2⌉ = *4*",
    }
    assert header["words"]["captions"]["mask"][2][1] == formulas.get(
        kind, "⌊(8 − 2) / 2⌋ + 1 = *4*"
    )
    assert arrays["output"].shape == arrays["dy_own"].shape
    sums = {
        rule: float(arrays[f"dx_ones_{rule}"].sum()) for rule in header["routes"]["ones"]["arrived"]
    }
    assert sums == pytest.approx(header["routes"]["ones"]["arrived"])


def test_ceil_mode_is_seen_in_the_formula():
    header, _ = packed(pooling=Pooling(ceil_mode=True))
    assert header["words"]["captions"]["mask"][2][1] == "⌈(8 − 3) / 2⌉ + 1 = *4*"


@pytest.mark.parametrize(
    ("window", "stride", "formula"),
    [
        (1, 3, "⌈(8 − 1) / 3⌉ + 1 = 4, less 1 window that would begin outside: *3*"),
        (2, 5, "⌈(8 − 2) / 5⌉ + 1 = 3, less 1 window that would begin outside: *2*"),
    ],
)
def test_ceil_mode_drops_a_window_that_begins_outside(window, stride, formula):
    header, _ = packed(pooling=Pooling(window=window, stride=stride, ceil_mode=True))
    assert header["words"]["captions"]["mask"][2][1] == formula


def evaluated(formula):
    """The value of the first side of an output-size formula, by its text."""
    text = formula.split(" = ")[0].translate(str.maketrans({"−": "-", "·": "*"}))
    for opening, closing, rounded in (("⌊", "⌋", "floor"), ("⌈", "⌉", "ceil")):
        text = text.replace(opening, f"{rounded}(").replace(closing, ")")
    return eval(text, {"floor": floor, "ceil": ceil})


@pytest.mark.parametrize("kind", ["max", "average", "lp", "blur"])
@pytest.mark.parametrize("ceil_mode", [False, True])
def test_every_size_formula_comes_to_what_it_says(kind, ceil_mode):
    seen = 0
    for window, stride, padding in product(range(1, 9), range(1, 6), range(4)):
        try:
            made = trace(X, Pooling(kind, window, stride, padding, ceil_mode), G)
        except ValueError:  # more padding than half a window
            continue
        text = words_formulas.formulas(made)
        said = int(re.search(r"\*(\d+)\*", text)[1])
        less = re.search(r"= (\d+), less 1", text)
        assert said == len(made.y)
        assert evaluated(text) == (int(less[1]) if less else said)
        assert not less or int(less[1]) == said + 1
        seen += 1
    assert seen > 80


def test_where_every_number_wins_nothing_is_gone():
    header, _ = packed(pooling=Pooling(window=1, stride=1))
    assert "all {of}" in header["words"]["forward"]["rebuilt"]
    assert "all {of}" not in packed()[0]["words"]["forward"]["rebuilt"]


def test_one_number_that_comes_back_or_is_gone_is_said_as_one():
    row = np.arange(5.0)[None]
    back = packed(row, Pooling(window=1, width=5))[0]["words"]
    assert back["rebuilt"]["kept"] == 1
    assert "*1* of {of} numbers comes back to its place" in back["forward"]["rebuilt"]
    gone = packed(row[:, :4], Pooling(window=1, width=2, stride=1))[0]["words"]
    assert gone["rebuilt"]["gone"] == 1
    assert "The other one is gone" in gone["forward"]["rebuilt"]


def test_padding_left_over_is_not_called_a_rest():
    header, _ = packed(pooling=Pooling(padding=1))
    assert header["words"]["captions"]["mask"][2][1] == "⌊(8 + 2·1 − 3) / 2⌋ + 1 = *4*"


def test_it_opens_on_the_first_output_of_a_small_map_and_inside_it():
    assert opened(packed()[0])["at"] == [0, 0]
    look = opened(packed(look=PoolingLook(at=(99, 1), view="route", one=-2.5))[0])
    assert (look["at"], look["view"], look["one"]) == ([2, 1], "route", -2.5)
    large = packed(np.zeros((40, 30)))[0]
    assert opened(large)["at"] == large["start"] == [9, 7]
    assert "own" not in large["routes"]


def test_fine_shifts_carry_numbers_and_large_ones_levels():
    header, arrays = packed()
    change = shifted(X, 3, 2)["max"].change
    assert header["shift"]["fine"]
    assert np.array_equal(arrays["shift_max"], change)
    x = np.random.default_rng(0).integers(0, 256, (64, 64)).astype(float)
    header, arrays = packed(x)
    assert arrays["shift_max"].dtype == np.int8
    change = shifted(x, 3, 2)["max"].change
    assert np.abs(arrays["shift_max"] * header["shift"]["unit"] - change).max() <= (
        header["shift"]["unit"] * 0.51
    )


def test_the_sentence_of_each_shift():
    said = words_shift.shift_words(shifted(X, 3, 2), 2)
    assert said[0] == (
        "The picture has *not moved*: nothing changes, *0*. Here it wraps around, which gives "
        "4 × 4 outputs. Press → to move it pixel by pixel."
    )
    assert said[1] == (
        "Moved *1 pixel*, max pooling picks from other windows and changes by *0.56* on average; "
        "blur pooling by *0.24*, *2.4 times less*. To compare, the new output moves back by half "
        "a place, to the mean of two neighbours."
    )
    assert said[2].startswith("Moved *2 pixels*, a multiple of the stride 2: every window meets")
    assert words_shift.shift_words(shifted(X, 3, 1), 1)[1].endswith(
        "so the output only moves along and changes by *0*."
    )


def told(entry, value):
    """The sentence for one output, put together as the browser does."""
    count = entry["counts"][value] if entry["counts"] else ""
    return entry["text"].format(value=value, above=value + 1, count=count)


def test_how_many_windows_say_the_same():
    texts = forgotten(trace(X, Pooling()), 9)
    assert told(texts["9"], 6) == (
        "The output says only this: of 9 numbers the largest is 6. Windows of whole numbers "
        "from 0 up that say the same: 7⁹ − 6⁹ = *30,275,911*."
    )
    sums = forgotten(trace(X, Pooling("average", window=2)), 9)
    assert told(sums["4"], 1).endswith("whole numbers from 0 to 9 that say the same: *4*.")
    assert set(forgotten(trace(X, Pooling(padding=1)), 9)) == {"4", "6", "9"}
    whole = forgotten(trace(X, Pooling("global_max")), 9)["64"]
    assert "10⁶⁴ − 9⁶⁴ = *1.0·10⁶⁴*" in told(whole, 9)  # 9.99 is not written 10.0·10⁶³
    assert forgotten(trace(X, Pooling("blur")), 9) == {}


def test_a_window_cut_by_the_border_has_fewer_orders():
    texts = forgotten(trace(X / 2, Pooling(padding=1)), 9)
    assert set(texts) == {"4", "6", "9"}
    for cells, orders in (("4", "24"), ("6", "720"), ("9", "362,880")):
        end = f"all {cells}! = *{orders}* orders of these numbers give the same."
        assert told(texts[cells], 0).endswith(end)


def test_a_window_of_one_number_forgets_nothing():
    for kind in ("max", "average"):
        (only,) = forgotten(trace(X, Pooling(kind, window=1)), 9).values()
        assert told(only, 3) == (
            "Nothing is forgotten: the window holds *1* number, and the output tells it."
        )


def test_a_large_count_is_rounded_once():
    assert counted(1_259 * 10**12) == "1.3·10¹⁵"  # 1.259, not 1.25
    assert counted(2**4096) == "1.0·10¹²³³"  # more than a float can hold


def test_a_photo_keeps_its_scale_and_lp_gets_its_own():
    header, _ = unpack(
        payload.pooling(
            trace(X, Pooling("lp"), G), {}, source=photo("p", 1, "k"), link="", stride=2
        )
    )
    assert header["panels"][0]["range"] == [0, 255]
    assert header["panels"][1]["range"] == [0, float(trace(X, Pooling("lp")).y.max())]
    assert header["shift"] is None
