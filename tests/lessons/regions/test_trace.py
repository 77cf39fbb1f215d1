"""A region's numbers by hand, and against the network itself where both say the same."""

import numpy as np
import pytest

from cnnviz.files import own_model, trained
from cnnviz.lessons.regions import payload, program, trace, words
from cnnviz.lessons.regions.settings import FIRST, SIDE, STRIDE, Regions, View
from cnnviz.player import source
from cnnviz.player.packing import unpack
from cnnviz.settings.link import from_link
from cnnviz.ui import intake
from tests import equations, numpy_lines

NETWORK = "efficientnet_lite0"
WHOLE = (0, 0, SIDE - 1, SIDE - 1)
# Two maps of 3 × 4, neighbours 8 pixels apart, and two classes that read one map each.
MAPS = np.array(
    [[[1, 2, 0, 4], [3, 0, 5, 1], [0, 6, 2, 2]], [[0, 0, 1, 1], [0, 2, 0, 0], [4, 0, 0, 3]]], float
)
SMALL = trace.Looked(
    np.zeros((3, 32, 32), np.uint8),
    MAPS,
    np.array([[1.0, 0.0], [0.0, 2.0]]),
    np.array([0.5, 0.0]),
    np.array([0.5, 0.5]),
    ("left", "right"),
    8,
    1000,
    100,
)


@pytest.fixture(scope="module")
def looked():
    recipe = trained.TRAINED[NETWORK].recipe
    square = recipe.levels(intake.picture("astronaut", None))
    return trace.look(own_model.loaded(NETWORK), recipe, square)


def test_a_region_by_hand():
    # Columns 9 to 26 and rows 0 to 15 lie in columns 1 to 3 and rows 0 to 1: three columns make
    # two cells that both have the middle one.
    seen = trace.region(SMALL, (9, 0, 26, 15), 2)
    assert seen.on_maps == (1, 0, 3, 1)
    assert seen.rows == (slice(0, 1), slice(1, 2))
    assert seen.columns == (slice(1, 3), slice(2, 4))
    assert seen.pooled.tolist() == [[[2, 4], [5, 5]], [[1, 1], [2, 0]]]
    assert seen.winner[0].tolist() == [[1, 3], [6, 6]]
    assert seen.means.tolist() == [4, 1]
    assert seen.scores.tolist() == [4.5, 2]
    assert (seen.best, seen.number) == ([0, 1], 0)
    assert words.sentences(seen) == [
        "*A region*: rows 0 to 15, columns 9 to 26 of the photo, 16 × 18 pixels. Drag it, or one "
        "of its corners; the steps lead to its class.",
        "*On the last maps* neighbours lie 8 pixels apart: rows ⌊0 / 8⌋ = *0* to ⌊15 / 8⌋ = *1*, "
        "columns ⌊9 / 8⌋ = *1* to ⌊26 / 8⌋ = *3*. Rounding loses the rest; but each of these "
        "numbers has seen far more than 8 pixels.",
        "*Cell 0, 0* of map 0: the largest of 2, 0 is *2*. So it is done on all 2 maps at once.",
        "*Cell 0, 1* of map 0: the largest of 0, 4 is *4*. So it is done on all 2 maps at once.",
        "*Cell 1, 0* of map 0: the largest of 0, 5 is *5*. So it is done on all 2 maps at once.",
        "*Cell 1, 1* of map 0: the largest of 5, 1 is *5*. So it is done on all 2 maps at once.",
        "*The mean of the cells* of map 0: (2 + 4 + 5 + 5) / 4 = *4*. 2 maps give 2 numbers, "
        "whatever the region's size.",
        "*left: 92.4 %.* Its score adds 2 products and a bias; map 0 alone gives 4 · 1 = *4*. Of "
        "the whole photo left has 50 %.",
    ]
    # 2000 runs of 1000, against one of 900 and 2000 heads of 100.
    assert "0.0 billion multiply-adds in place of 0.0 billion" in words.aside(SMALL)


def test_one_cell_for_each_number_of_the_maps_is_the_network_itself(looked):
    assert (looked.stride, looked.work, looked.head) == (STRIDE, 385_187_552, 1_280_000)
    seen = trace.region(looked, WHOLE, looked.maps.shape[1])
    assert np.array_equal(seen.pooled, looked.maps)
    assert seen.shares == pytest.approx(looked.shares, rel=1e-4)


@pytest.mark.parametrize("cells", [1, 2, 3, 4])
def test_what_is_said_adds_up_and_the_program_gives_the_score(looked, cells, capsys):
    seen = trace.region(looked, FIRST, cells)
    assert looked.names[seen.best[0]] == "space shuttle"
    said = words.sentences(seen)
    assert not equations.faults(said)
    assert sum(len(equations.equations(one)) for one in said) == 6
    exec(program.whole(seen), {})
    assert float(capsys.readouterr().out) == pytest.approx(float(seen.scores.max()), rel=1e-12)
    given = {"photo": looked.square, "maps": looked.maps, "pooled": seen.pooled}
    for place, (row, column) in enumerate(np.ndindex(cells, cells), 2):
        assert np.array_equal(
            numpy_lines.run(program.step(seen, place), given).value,
            seen.pooled[:, row, column],
        )


def test_pooling_two_thousand_regions_costs_what_is_said(looked):
    assert 2000 * 385_187_552 == 770_375_104_000
    assert 385_187_552 - 1_280_000 + 2000 * 1_280_000 == 2_943_907_552
    said = words.aside(looked)
    assert "2.9 billion multiply-adds in place of 770 billion" in said


def test_a_region_that_is_cut_out_fills_the_square():
    square = np.zeros((3, 32, 32), np.uint8)
    square[:, 8:16, 4:20] = 200
    assert (trace.cut_out(square, (4, 8, 19, 15)) == 200).all()


@pytest.mark.parametrize(
    ("asked", "opened", "faults"),
    [
        ("1,2,3,4", (1, 2, 3, 4), 0),
        ("0,0,999,500", WHOLE, 1),
        ("9,0,3,4", FIRST, 1),
        ("1,2,3", FIRST, 1),
        ("-1,0,3,4", FIRST, 1),
    ],
)
def test_a_region_in_a_link(asked, opened, faults):
    settings, found = from_link(Regions, {"box": asked})
    assert (settings.box, len(found)) == (opened, faults)


def test_the_payload_has_a_sentence_a_line_and_a_question_for_each_step():
    seen = trace.region(SMALL, (9, 0, 26, 15), 2)
    about = source.photo("Photo", 3, "key")
    header, arrays = unpack(payload.encode(seen, source=about, link="", view=View()))
    assert [one["kind"] for one in header["steps"]] == [
        "photo",
        "maps",
        *["cell"] * 4,
        "mean",
        "class",
    ]
    assert [one["value"] for one in header["steps"]][2:7] == [2, 4, 5, 5, 4]
    assert header["region"]["cover"] == [0, 2, 1, 4]
    assert header["region"]["places"][7:9] == [0, 1]
    assert arrays["pooled"].tolist() == [[2, 4], [5, 5]]
