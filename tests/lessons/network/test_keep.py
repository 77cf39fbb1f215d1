"""What is taken home from the network page: read back, run, and added up again."""

import contextlib
import csv
import io

import numpy as np
import pytest

from cnnviz.files.drawing import Box, Raster, Text
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network import controls, controls_keep, controls_why, terms, why
from cnnviz.lessons.network.payload_why import Answered
from cnnviz.lessons.network.settings import NetworkPage, View
from cnnviz.lessons.network.timing import Times
from cnnviz.settings.model import samples

PAGE = "pages/network.py"


@pytest.fixture(scope="module")
def seen():
    return controls.compute(NetworkPage("digits", samples("digits")[0]), None)


@pytest.fixture(scope="module")
def told(seen):
    best = seen.answers()[0].number
    question = controls_why.question_of(seen, TRAINED["digits"].recipe, (best, None, False))
    *_, found = why.reasons(question)
    return Answered(best, None, False, found, False, None, "")


def printed(text):
    told, names = io.StringIO(), {}
    with contextlib.redirect_stdout(told):
        exec(text, names)
    return names


def test_terms_add_up_to_every_kind_of_sum_and_programs_print_it(seen):
    told = 0
    for layer, info in enumerate(seen.layers):
        place = controls_keep.placed(seen, View(layer=layer + 1))
        number = seen.maps(layer)[place.number, place.row, place.column]
        program = terms.number_program(seen, place)
        if not program:
            continue
        told += 1
        assert printed(program)["y"] == pytest.approx(number, rel=1e-5)
        if info.label in ("conv", "dense"):
            parts = terms.table(seen, place)
            assert parts[:, 5].sum() == pytest.approx(number, rel=1e-5)
            assert parts[:, 5].tolist() == (parts[:, 3] * parts[:, 4]).tolist()
    assert told >= 6


@pytest.mark.parametrize("layer", [1, 2, 4])
def test_the_program_of_a_map_gives_the_map(seen, layer):
    place = controls_keep.placed(seen, View(layer=layer, map=2, row=1, column=1))
    made = printed(terms.map_program(seen, place))["y"]
    np.testing.assert_allclose(made, seen.maps(layer - 1)[1], atol=1e-5)


def test_the_corner_reads_no_place_beyond_the_border(seen):
    """3 × 3 with a border of 1: 4 places of the picture, and the bias."""
    parts = terms.table(seen, terms.Place(0, 2, 0, 0))
    assert parts[:, :3].tolist() == [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [-1, -1, -1]]


def test_the_table_of_layers(seen):
    title, *rows = controls_keep.layers(seen).splitlines()
    assert title == "# Layers of a trained network"
    rows = list(csv.reader(rows))
    assert rows[1] == ["1", "conv", "picture", "4", "8", "8", "40", "2304", "3 x 3", ""]
    assert rows[7][:6] == ["7", "flatten", "6", "32", "1", "1"]
    assert rows[7][8] == "8 x 8"  # no more than there is
    assert len(rows) == 1 + len(seen.layers)
    times = Times(9, 9, {info.name: 0.25 + k for k, info in enumerate(seen.layers)})
    timed = list(csv.reader(controls_keep.layers(seen, times).splitlines()[1:]))
    assert [timed[0][9], timed[1][9], timed[7][9]] == ["Time (ms)", "0.250", "6.250"]


def test_the_number_s_table_names_its_bias(seen):
    text = controls_keep.parts(seen, terms.Place(0, 2, 0, 0))
    rows = list(csv.reader(text.splitlines()[1:]))
    assert rows[0] == ["", "map", "row", "column", "number", "weight", "product"]
    assert [row[0] for row in rows[1:]] == ["term 0", "term 1", "term 2", "term 3", "bias"]
    assert float(rows[-1][6]) == float(seen.params["conv1"]["bias"][2])


def texts(drawing):
    return [shape.text for shape in drawing.shapes if isinstance(shape, Text)]


def test_all_maps_of_a_layer_stand_on_one_sheet(seen):
    take = controls_keep.take(seen, {"layer": "4"}, None, PAGE)
    (name,) = take.drawn
    drawing = take.drawn[name]("light")
    maps = [shape for shape in drawing.shapes if isinstance(shape, Raster)]
    assert len(maps) == 8
    assert [text for text in texts(drawing) if text.isdigit()] == list("01234567")
    assert all(m.x >= 0 and m.x + m.width <= drawing.width for m in maps)
    assert all(m.y + m.height <= drawing.height for m in maps)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_answer_and_its_reasons_are_one_picture(seen, told, scheme):
    take = controls_keep.take(seen, {"square": "9", "view": "why"}, told, PAGE)
    drawing = take.drawn["The answer and why"](scheme)
    written, found = texts(drawing), told.found
    assert written[0] == f"Why {seen.names[told.label]}?"
    rank = 1 + int((found.drops > found.drops.flat[8]).sum())
    assert f"rank {rank} of {found.drops.size}" in " ".join(written)
    assert sum(isinstance(shape, Raster) for shape in drawing.shapes) == 5
    frames = [shape for shape in drawing.shapes if isinstance(shape, Box) and shape.thick]
    row, column = divmod(8, len(found.starts[1]))
    cell = 360 / 8  # px of a card for each of the picture's pixels
    across = {box.x - card.x for box, card in zip(frames, cards(drawing), strict=True)}
    down = {box.y - card.y for box, card in zip(frames, cards(drawing), strict=True)}
    assert (across, down) == ({found.starts[1][column] * cell}, {found.starts[0][row] * cell})
    assert {(box.width, box.height) for box in frames} == {(found.size * cell, found.size * cell)}


def cards(drawing):
    return [shape for shape in drawing.shapes if isinstance(shape, Raster)][1:]


def test_the_picture_stands_as_the_network_got_it(seen, told):
    take = controls_keep.take(seen, {}, told, PAGE)
    drawing = take.drawn["The answer and why"]("light")
    picture = next(shape for shape in drawing.shapes if isinstance(shape, Raster))
    assert picture.pixels.shape == (8, 8, 3)
    assert picture.pixels[:, :, 0].tolist() == seen.square[0].tolist()
