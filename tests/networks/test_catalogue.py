"""The networks by name: their published sizes, and stacks as text."""

import numpy as np
import pytest

from cnnviz.analysis import cost
from cnnviz.networks import catalogue, run
from cnnviz.networks.catalogue import notation, stacks
from cnnviz.networks.catalogue.notation import Sliding, fitting, network, parse, write

# Parameters as their papers' authors or the reference implementations count them.
PARAMETERS = {
    "LeNet-5": ((1, 1, 32, 32), 61_706),
    "AlexNet": ((1, 3, 224, 224), 61_100_840),
    "VGG-16": ((1, 3, 224, 224), 138_357_544),
    "ResNet-18": ((1, 3, 224, 224), 11_689_512),
    "ResNet-50": ((1, 3, 224, 224), 25_557_032),
    "ResNet-50, stride last": ((1, 3, 224, 224), 25_557_032),
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_network_has_its_published_number_of_parameters(name):
    shape, parameters = PARAMETERS[name]
    rows = cost.table(catalogue.build(name), shape)
    assert sum(row.parameters for row in rows) == parameters
    assert rows[-1].output_shape == (1, 10 if name == "LeNet-5" else 1000)


def test_every_name_builds_a_network_that_takes_a_picture():
    for name in catalogue.NAMES:
        built = catalogue.build(name)
        assert built.inputs == ("x",)
        shape = PARAMETERS.get(name, ((1, 1, 32, 32), 0))[0]
        assert built.shapes(shape)[built.nodes[0].name][0] == 1


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r'no network of that name: use "Two 3×3".*"ResNet-50'):
        catalogue.build("ResNet-5000")


def test_lenet_recognises_a_shape_of_ten_scores():
    net = catalogue.build("LeNet-5")
    x = np.random.default_rng(0).normal(size=(2, 1, 32, 32)).astype(np.float32)
    y = run.forward(net, net.initial(x.shape), x).values["dense2"]
    assert y.shape == (2, 10)
    assert np.isfinite(y).all() and y.std() > 0


def test_a_residual_network_runs_forward():
    net = catalogue.build("ResNet-18")
    x = np.random.default_rng(0).normal(size=(1, 3, 32, 32)).astype(np.float32)
    values = run.forward(net, net.initial(x.shape), x).values
    assert values["block4.2.relu"].shape == (1, 512, 1, 1)
    assert values["dense"].shape == (1, 1000)


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("c3", Sliding("conv", 3)),
        ("64c11s4p2", Sliding("conv", 11, 4, 1, 2, 64)),
        ("m3s2", Sliding("max", 3, 2)),
        ("a2", Sliding("average", 2, 2)),
        ("c3d8p8", Sliding("conv", 3, 1, 8, 8)),
    ],
)
def test_a_layer_is_written_as_short_as_it_can_be_read(text, layer):
    assert parse(text) == (layer,)
    assert write((layer,)) == text


def test_any_stack_survives_its_text():
    rng = np.random.default_rng(3)
    for _ in range(300):
        stack = tuple(random_layer(rng) for _ in range(rng.integers(1, 21)))
        assert parse(write(stack)) == stack


def random_layer(rng):
    kind = str(rng.choice(list(notation.KINDS)))
    maps = int(rng.integers(1, 4097)) if kind == "conv" else 1
    sizes = [int(rng.integers(1, most)) for most in (16, 9, 33)]
    return Sliding(kind, *sizes, int(rng.integers(0, 33)), maps)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "A stack is written like"),
        ("c", "A stack is written like"),
        ("<script>alert(1)</script>", "A stack is written like"),
        ("c٣", "A stack is written like"),  # a digit, but not one of ours
        ("c0", "The kernel size of a layer is a number from 1 to 15."),
        ("c16", "The kernel size of a layer is a number from 1 to 15."),
        ("c3s9", "The stride of a layer is a number from 1 to 8."),
        ("c3d33", "The dilation of a layer is a number from 1 to 32."),
        ("c3p33", "The padding of a layer is a number from 0 to 32."),
        ("5000c3", "A layer has 1 to 4096 maps."),
        ("8m2", "A pooling keeps the number of maps; only a convolution sets it."),
        (",".join(["c1"] * 21), "A stack has at most 20 layers."),
        ("c3," * 100_000, "A stack has at most 20 layers."),
    ],
)
def test_a_bad_stack_is_refused_in_a_sentence_without_its_text(text, sentence):
    with pytest.raises(ValueError) as refusal:
        parse(text)
    assert str(refusal.value).startswith(sentence)
    assert "script" not in str(refusal.value)


def test_a_stack_that_shrinks_to_nothing_says_where_and_what_would_fit():
    # 12 → 8 → 4 → 0: the third 5 × 5 finds 4.
    count, why = fitting(parse("c5,c5,c5,c5"), (12, 12))
    assert count == 2
    assert why == (
        "Layer 3 has nothing left to look at. A window of 5 (kernel size 5, dilation 1) does not "
        "fit in an input of 4 padded to 4: add 1 more padding, or use a kernel size of at most 4."
    )
    assert fitting(parse("c5,c5"), (12, 12)) == (2, "")


def test_the_page_s_stacks_are_the_networks_without_their_dense_layers():
    for name, stack in (("AlexNet", stacks.ALEXNET), ("VGG-16", stacks.VGG_16)):
        shape = (1, 3, 224, 224)
        whole = {row.name: row for row in cost.table(catalogue.build(name), shape)}
        for row in cost.table(network(stack), shape):
            assert row == whole[row.name]
