"""The layouts: layers as people count them, totals as published, depth in the chapter's terms."""

import numpy as np
import pytest

from cnnviz.lessons.architectures import payload_panels
from cnnviz.lessons.architectures import words_said as said
from cnnviz.lessons.architectures.layers import layout
from cnnviz.networks.catalogue.famous import BY_KEY, FAMOUS
from tests import equations
from tests.networks.test_famous import PUBLISHED, multiply_adds

LAYOUTS = {one.key: layout(one) for one in FAMOUS}


def test_the_totals_are_the_published_ones():
    assert {key: LAYOUTS[key].parameters for key in PUBLISHED} == {
        key: parameters for key, (parameters, _) in PUBLISHED.items()
    }
    assert all(LAYOUTS[key].work == multiply_adds(BY_KEY[key]) for key in PUBLISHED)
    # The paper's C3 has 1,516 weights in place of 2,416.
    assert LAYOUTS["lenet-5-partly"].parameters == 61_706 - 900


def test_the_last_fields_are_the_published_ones():
    found = {key: one.field for key, one in LAYOUTS.items()}
    assert found["alexnet"] == 195 and found["vgg-16"] == 212 and found["lenet-5"] == 16
    assert [found[f"resnet-{n}"] for n in (18, 34, 50, 101, 152)] == [435, 899, 427, 971, 1451]
    last = {key: one.halving_last for key, one in LAYOUTS.items() if one.halving_last}
    assert [last[f"resnet-{n}"] for n in (50, 101, 152)] == [483, 1027, 1507] and len(last) == 5
    told = [text for text, _ in said.layers(LAYOUTS["resnet-50"]) if "427 × 427" in text]
    assert told[-1].endswith("not the next one's first, it is 483.")


@pytest.mark.parametrize(
    ("key", "learned", "shortest", "ways"),
    [
        ("lenet-5", 5, 5, 1), ("lenet-5-partly", 5, 5, 1), ("alexnet-halves", 8, 8, 1),
        ("vgg-19", 19, 19, 1), ("resnet-18", 18, 5, 2**8), ("resnet-50", 50, 6, 2**16),
        ("resnet-152", 152, 6, 2**50), ("efficientnet-b0", 50, 23, 2**9),
    ],
)  # fmt: skip
def test_depth_is_counted_in_learned_layers_from_picture_to_answer(key, learned, shortest, ways):
    one = LAYOUTS[key]
    assert (one.learned, one.shortest, sum(one.ways.values())) == (learned, shortest, ways)


def test_the_ways_of_resnet_50_by_their_lengths():
    found = LAYOUTS["resnet-50"].ways
    # An arc with a convolution on it, or its block of three: four times 1 or 3; twelve 0 or 3.
    assert {n: found[n] for n in (6, 8, 9, 10, 50)} == {6: 1, 8: 4, 9: 12, 10: 6, 50: 1}
    assert LAYOUTS["efficientnet-b0"].gated == 82


def test_layers_are_named_and_shaped_as_in_the_papers():
    lenet = [(row.name, row.maps, row.side, row.parameters) for row in LAYOUTS["lenet-5"].rows]
    assert lenet == [
        ("input", 1, 32, 0), ("C1", 6, 28, 156), ("S2", 6, 14, 0), ("C3", 16, 10, 2_416),
        ("S4", 16, 5, 0), ("C5", 120, 1, 48_120), ("F6", 84, 1, 10_164), ("output", 10, 1, 850),
    ]  # fmt: skip
    names = {key: [row.name for row in one.rows] for key, one in LAYOUTS.items()}
    assert names["alexnet"][1:9] == [
        "conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool5",
    ]  # fmt: skip
    assert names["vgg-16"][-5:] == ["conv5_3", "pool5", "fc6", "fc7", "output"]
    assert names["resnet-50"][3:7] == [
        "2.1 1×1", "2.1 3×3", "2.1 1×1 out", "2.1 on the arc 1×1",
    ]  # fmt: skip
    assert names["resnet-18"][3:5] == ["2.1 3×3", "2.1 3×3 out"]
    assert names["efficientnet-b0"][2:6] == [
        "1.1 each map 3×3", "1.1 gate, squeeze", "1.1 gate, excite", "1.1 narrow",
    ]  # fmt: skip
    assert all(len(set(names[key])) == len(names[key]) for key in names)


def test_each_skip_passes_the_marks_of_its_block():
    skips = LAYOUTS["resnet-50"].skips
    assert [(s.first, s.last, s.learned) for s in skips[:2]] == [(3, 5, True), (6, 8, False)]
    assert len(skips) == 16 and sum(s.learned for s in skips) == 4
    assert len(LAYOUTS["efficientnet-b0"].skips) == 9


def test_every_sum_that_is_written_is_that_of_the_layer():
    kinds = ("neocognitron", "lenet-5-partly", "alexnet-halves", "vgg-16", "resnet-50")
    for one in (LAYOUTS[key] for key in (*kinds, "efficientnet-b0")):
        for row, both in zip(one.rows, said.layers(one), strict=True):
            for text, count in zip(both, (row.parameters, row.work), strict=True):
                found = equations.equations(text.replace("*", "").replace(",", ""))
                assert all(e.verdict == "holds" for e in found), text
                assert bool(found) == row.learned
                if row.learned:
                    assert f"*{count:,}*" in text


@pytest.mark.parametrize(
    ("key", "side", "sentence"),
    [
        ("vgg-16", 1, "A picture of 1² is used up in pool1 of VGG-16: it needs at least 32²."),
        ("alexnet", 60, "A picture of 60² is used up in pool5 of AlexNet: it needs at least 63²."),
        ("lenet-5-partly", 13, "in C3 of LeNet-5, C3 in part: it needs at least 32²."),
        ("neocognitron", 2, "in C1 of Neocognitron: it needs at least 7²."),
    ],
)
def test_a_picture_that_is_too_small_names_the_layer_and_what_would_fit(key, side, sentence):
    with pytest.raises(ValueError) as refusal:
        layout(BY_KEY[key], side)
    assert str(refusal.value).endswith(sentence)
    least = int(sentence.rpartition(" ")[2].rstrip("²."))
    assert layout(BY_KEY[key], least).side == least
    with pytest.raises(ValueError):
        layout(BY_KEY[key], least - 1)


def test_other_sides_and_classes():
    # 25,088 · 4,096 of VGG-16 stay; its last layer has 10 · 4,096 + 10.
    assert layout(BY_KEY["vgg-16"], classes=10).parameters == 134_301_514
    assert layout(BY_KEY["alexnet"], 256).parameters == 74_732_328  # 256 · 7² maps to fc6
    assert layout(BY_KEY["resnet-50"], 1).work > 0


def test_two_networks_are_compared_by_what_they_have():
    a, b = LAYOUTS["resnet-50"], LAYOUTS["efficientnet-b0"]
    told = said.against(a, b)
    assert told["rows"][1] == ["parameters", "25,557,032", "5,288,548", "÷4.83"]
    assert told["said"] == (
        "Against ResNet-50, *EfficientNet-B0* has as many learned layers, about *20.7 %* of the "
        "parameters and about *9.44 %* of the multiply-adds."
    )
    assert np.isclose(5_288_548 / 25_557_032, 0.207, atol=5e-4)
    assert said.against(a, a)["said"].startswith("A and B are the same")


def test_the_blocks_of_the_chapters_are_filled_for_each_network():
    told = payload_panels.blocks(LAYOUTS["alexnet"])
    assert [block[2] for block in told["blocks"]] == [
        "2,469,696 parameters, 4.04 %", "nothing to learn", "58,631,144 parameters, 96.0 %",
    ]  # fmt: skip
    here = {stage[0]: stage[3] for stage in told["stages"]}
    assert here == {
        "conv": "5 layers: 11×11, 5×5, 3×3", "activation": "ReLU", "pool": "3 layers",
        "stride": "4 strides > 1; 224² → 6²", "flatten": "9,216 numbers", "dense": "3 layers",
        "softmax": "1,000 classes",
    }  # fmt: skip
    assert told["lit"][1] == ["conv", "activation", "stride"] and told["lit"][2] == [
        "pool",
        "stride",
    ]
    efficient = payload_panels.blocks(LAYOUTS["efficientnet-b0"])["stages"]
    assert efficient[0][3] == "49 layers: 5×5, 3×3, 1×1; 16 gates"


def test_lenet_s_partial_connections_are_those_of_the_paper():
    told = payload_panels.connections(LAYOUTS["lenet-5-partly"])
    # Table I of the paper by its rows: which maps of C3 read each of the six maps of S2.
    assert ["".join(".X"[row in reads] for reads in told["reads"]) for row in range(6)] == [
        "X...XXX..XXXX.XX",
        "XX...XXX..XXXX.X",
        "XXX...XXX..X.XXX",
        ".XXX..XXXX..X.XX",
        "..XXX..XXXX.XX.X",
        "...XXX..XXXX.XXX",
    ]
    assert len(set(told["reads"])) == 16
    assert "*60* of 96 pairs" in told["said"]
    assert "60·5·5 + 16 = *1,516* parameters in place of 2,416" in told["said"]
    assert payload_panels.connections(LAYOUTS["lenet-5"]) is None


def test_depth_is_said_in_the_chapters_words():
    words = {key: payload_panels.deep(one)["word"] for key, one in LAYOUTS.items()}
    assert (words["neocognitron"], words["lenet-5"], words["vgg-16"]) == (
        "shallow", "deep", "very deep",
    )  # fmt: skip
    told = payload_panels.deep(LAYOUTS["resnet-50"])
    assert told["facts"] == [
        ["49", "hidden layers"], ["50", "longest credit path"], ["6", "shortest, by the arcs"],
    ]  # fmt: skip
    assert "*65,536* ways" in told["said"] and sum(count for _, count in told["ways"]) == 65_536
    assert len(payload_panels.deep(LAYOUTS["vgg-16"])["facts"]) == 2
