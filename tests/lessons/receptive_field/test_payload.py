"""What the receptive-field player is sent: the trace's own tables, and formulas that are true."""

import re

import numpy as np
import pytest

from cnnviz.analysis.effective_field import EffectiveField
from cnnviz.lessons.receptive_field import words
from cnnviz.lessons.receptive_field.payload import Effective, Frame, pack_field
from cnnviz.lessons.receptive_field.settings import ViewState
from cnnviz.lessons.receptive_field.trace import trace
from cnnviz.networks import catalogue
from cnnviz.networks.catalogue import stacks
from cnnviz.networks.catalogue.notation import network, parse
from cnnviz.networks.graph import Network, Node
from cnnviz.ops import Add, Conv
from cnnviz.player.packing import unpack
from cnnviz.player.source import photo

LENET = trace(network(stacks.LENET_5), (1, 1, 128, 96))
VIEW = ViewState((5, 6, 12), (46, 62))
PHOTO = np.zeros((3, 128, 96), np.float32)
NETWORKS = {
    "lenet": LENET,
    "dilated": trace(network(stacks.DILATED), (1, 1, 64, 64)),
    "odd": trace(network(parse("c4s3p2,m2s1,c2d3p1,a3s2p1,c5")), (1, 1, 90, 71)),
    "alexnet": trace(network(stacks.ALEXNET), (1, 3, 224, 224)),
    "resnet 18": trace(catalogue.build("ResNet-18"), (1, 3, 96, 96)),
    "resnet 50": trace(catalogue.build("ResNet-50, stride last"), (1, 3, 96, 96)),
}


def packed(found=LENET, **changes):
    source = photo("Astronaut", 3, "k")
    frame = {"photo": PHOTO, "source": source, "link": "", "view": VIEW}
    return unpack(pack_field(found, Frame(**frame | changes)))


def read(arrays, sent, unit):
    """The units below that a unit reads, looked up as the browser does."""
    places = arrays[sent["places"]][unit]
    found = arrays[sent["padded"]][places[places >= 0]]
    return found[found >= 0].tolist()


def fed(arrays, sent, unit):
    """The units that a unit below feeds."""
    start, end = arrays[sent["indptr"]][unit : unit + 2]
    return arrays[sent["output"]][start:end].tolist()


def test_the_tables_are_the_trace_s():
    header, arrays = packed()
    assert len(header["stages"]) == 5
    for place, stage in enumerate(LENET.stages):
        for axis, sent in zip(stage.axes, header["stages"][place]["axes"], strict=True):
            assert (sent["units"], sent["size"]) == (axis.units, axis.field.size)
            assert (sent["jump"], sent["start"]) == (axis.field.jump, axis.field.start)
            assert np.array_equal(arrays[sent["hulls"]], axis.hulls)
            for unit in range(axis.units):
                assert read(arrays, sent, unit) == axis.reads(unit)
            for unit in range(len(arrays[sent["indptr"]]) - 1):
                assert fed(arrays, sent, unit) == axis.feeds(unit)


def test_a_square_photo_s_axes_are_sent_once():
    square = packed(NETWORKS["dilated"])
    assert all(one["axes"][0] == one["axes"][1] for one in square[0]["stages"])
    assert not any(name.startswith("column") for name in square[1])
    header, arrays = packed()  # 128 × 96
    assert arrays[header["stages"][4]["axes"][1]["hulls"]].shape[1] == 17


def test_where_the_player_stands_and_what_can_be_edited():
    header, _ = packed(stack=parse("6c5,a2"), why="Layer 2 has nothing left.", serial=3)
    opens = {line["name"]: line["value"] for line in header["state"]}
    assert (opens["unit"], opens["pixel"], opens["hide"]) == ([5, 6, 12], [46, 62], 0)
    assert header["stack"][0] == {
        "kind": "conv",
        "maps": 6,
        "kernel_size": 5,
        "stride": 1,
        "dilation": 1,
        "padding": 0,
    }
    assert header["why"] == "Layer 2 has nothing left."
    assert packed()[0]["stack"] is None


def test_maps_travel_as_levels_of_their_own_range():
    header, arrays = packed(maps=[np.array([[0.0, 2, -4]])] * 5)
    assert header["stages"][4]["map"] == "map_4"
    assert arrays["map_4"].tolist() == [[0, 64, -127]]
    assert "map" not in packed()[0]["stages"][0]


def test_an_effective_field_travels_with_its_unit():
    strength = np.array([[0.5, 0.25]], np.float32)
    found = EffectiveField(8, (3, 4), strength, reached=2, half=1)
    header, arrays = packed(effective=Effective((5, 6, 12), found))
    assert arrays["strength"].tolist() == [[0.5, 0.25]]
    assert header["effective"] == {
        "unit": [5, 6, 12],
        "why": "",
        "sure": False,
        "told": "",
        "origin": [3, 4],
        "reached": 2,
        "half": 1,
        "maps": 8,
        "most": 0.5,
    }
    assert packed()[0]["effective"] is None


def value(formula):
    """Both sides of a formula as it is shown: what its left side comes to, and its right."""
    left, right = formula.replace(words.MINUS, "-").replace("·", "*").split(" = ")
    assert re.fullmatch(r"[-+*/(). 0-9]+", left)
    return eval(left), float(right.strip("*"))


@pytest.mark.parametrize("name", NETWORKS)
def test_every_formula_that_is_shown_is_true(name):
    found = NETWORKS[name]
    for place, stage in enumerate(found.stages):
        for axis in (0, 1):
            field = stage.axes[axis].field
            shown = words.formulas(found, place, axis)
            for key in ("size", "jump", "start"):
                left, right = value(shown[key])
                assert left == right == getattr(field, key), (name, place, key)


def test_formulas_have_the_numbers_of_their_layer():
    assert words.formulas(LENET, 4, 0) == {
        "size": "16 + (5 − 1)·1·4 = *32*",
        "jump": "4 · 1 = *4*",
        "start": "7.5 + ((5 − 1)·1/2 − 0)·4 = *15.5*",
    }
    found = NETWORKS["resnet 18"]
    assert words.formulas(found, 4, 0)["size"] == "43 + (3 − 1)·1·4 + (3 − 1)·1·8 = *67*"


def test_layers_are_called_what_people_call_them():
    assert [words.title(stage) for stage in LENET.stages[:2]] == ["conv", "average"]
    assert words.detail(LENET.stages[0]) == "conv 5×5, stride 1"
    dilated = NETWORKS["dilated"].stages[3]
    assert words.detail(dilated) == "conv 3×3, stride 1, dilation 8, padding 8"
    block = NETWORKS["resnet 50"].stages[2]
    assert (words.title(block), words.detail(block)) == (
        "block 1.1",
        "1×1 3×3 1×1, added to what came in",
    )


def test_a_stack_is_compared_with_one_layer_of_its_field():
    two = trace(network(parse("c3p1,c3p1")), (1, 1, 64, 64))
    assert words.total(two) == "*18* weights, 73\u202f728 products"
    assert words.comparison(two) == ("one 5×5 with this field: *25* weights, 102\u202f400 products")
    seven = trace(network(parse("c7p3")), (1, 1, 10, 10))
    assert words.comparison(seven) == (
        "3 layers of 3×3 with this field: *27* weights, 2\u202f700 products"
    )
    # Without padding the map shrinks: 9·62² + 9·60² products on a picture of 64².
    assert words.comparison(trace(network(parse("c5")), (1, 1, 64, 64))).endswith(
        "*18* weights, 66\u202f996 products"
    )
    for text in ("c3p1", "c3s2,c3", "c3,m2", "c2", "c5p1"):
        assert words.comparison(trace(network(parse(text)), (1, 1, 64, 64))) == ""
    assert words.comparison(NETWORKS["resnet 18"]) == ""


def test_a_large_count_has_at_most_three_digits_before_its_name():
    assert words.count(999_600_000) == "1 billion"  # rounded first, then named
    assert words.count(758 * 10**12) == "758 trillion"
    assert words.count(218 * 10**15) == "218 quadrillion"


def test_the_table_is_taken_home_with_every_number():
    lines = words.table_text(LENET).splitlines()
    assert lines[0].startswith("layer,kind,maps,weights,products,units of rows,size of rows,jump")
    assert lines[5] == f"5,conv,120,48000,{48000 * 25 * 17},25,32,4,15.5,17,32,4,15.5"
    assert len(lines) == 6


def test_branches_that_are_not_aligned_are_marked():
    nodes = (
        Node("a", Conv(2, padding=((0, 1), (0, 1))), ("x",)),
        Node("b", Conv(2, padding=((1, 0), (1, 0))), ("x",)),
        Node("c", Add(), ("a", "b")),
    )
    found = trace(Network(("x",), nodes, ("c",)), (1, 1, 9, 9))
    header, _ = packed(found)
    (stage,) = header["stages"]
    assert (stage["aligned"], stage["axes"][0]["size"]) == (False, 3)
    assert stage["formulas"][0]["size"] == "all branches together: *3*"
