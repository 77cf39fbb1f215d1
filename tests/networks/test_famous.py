"""The famous networks: their published sizes, exactly; their published work, within 1 %."""

import numpy as np
import pytest

from cnnviz.analysis.fields import fields
from cnnviz.networks import run
from cnnviz.networks.catalogue import efficient, residual, stacks
from cnnviz.networks.catalogue.famous import BY_KEY, FAMOUS
from cnnviz.ops import Add, Conv, Dense

# Parameters as their authors or torchvision 0.20 count them, and millions of multiply-adds as
# torchvision's documentation has them.
PUBLISHED = {
    "lenet-5": (61_706, None),
    "alexnet": (61_100_840, 714),
    "alexnet-halves": (60_965_224, None),
    "vgg-16": (138_357_544, 15_470),
    "vgg-19": (143_667_240, 19_632),
    "resnet-18": (11_689_512, 1_814),
    "resnet-34": (21_797_672, 3_664),
    "resnet-50": (25_557_032, 4_089),
    "resnet-101": (44_549_160, 7_801),
    "resnet-152": (60_192_808, 11_514),
    "efficientnet-b0": (5_288_548, 386),
    "efficientnet-b1": (7_794_184, 687),
    "efficientnet-b3": (12_233_232, 1_827),
    "efficientnet-b4": (19_341_616, 4_394),
    "efficientnet-b5": (30_389_784, 10_266),
    "efficientnet-b6": (43_040_704, 19_068),
    "efficientnet-b7": (66_347_960, 37_746),
}
# Araujo, Norris and Sim, Distill 2019, table 1; the ResNets halve last there.
FIELDS = {
    (50, False): 427, (50, True): 483, (101, False): 971, (101, True): 1027,
    (152, False): 1451, (152, True): 1507,
}  # fmt: skip


def multiply_adds(famous):
    network, shape = famous.build(famous.classes), (1, famous.channels, famous.side, famous.side)
    shapes, own = network.shapes(shape), network.parameter_shapes(shape)
    return sum(
        node.layer.multiply_adds(node.read(shapes), own[node.name])
        for node in network.nodes
        if isinstance(node.layer, Conv | Dense)
    )


def test_each_network_does_as_much_work_as_published():
    for key, (_, millions) in PUBLISHED.items():
        if millions:
            assert multiply_adds(BY_KEY[key]) / 1e6 == pytest.approx(millions, rel=0.01), key


@pytest.mark.parametrize(("depth", "last"), FIELDS)
def test_the_fields_of_the_residual_networks_are_the_published_ones(depth, last):
    found = fields(residual.resnet(depth, last=last), (1, 3, 224, 224))
    before = max(name for name in found if name.endswith(".sum") and name.startswith("block4"))
    assert found[before][0].size == FIELDS[depth, last]


def test_every_network_answers_with_as_many_numbers_as_it_is_asked_for():
    for famous in FAMOUS:
        shape = (1, famous.channels, famous.side, famous.side)
        network = famous.build(7)
        classes = 4 if famous.family == "neocognitron" else 7
        assert network.shapes(shape)[network.outputs[0]] == (1, classes)


def test_the_partly_connected_lenet_is_the_whole_one_with_the_missing_weights_at_0():
    partly, whole = stacks.lenet_5(partly=True), stacks.lenet_5()
    x = np.random.default_rng(0).normal(size=(1, 1, 32, 32))
    params = partly.initial(x.shape, dtype=np.float64)
    weight, bias = np.zeros((16, 6, 5, 5)), np.zeros(16)
    for count in (3, 4, 6):
        own = params[f"layer3.{count}"]
        places = [k for k, reads in enumerate(stacks.C3_READS) if len(reads) == count]
        for k, place in enumerate(places):
            weight[place, list(stacks.C3_READS[place])] = own["weight"][k]
            bias[place] = own["bias"][k]
    dense = {name: own for name, own in params.items() if not name.startswith("layer3")}
    dense["layer3"] = {"weight": weight, "bias": bias}
    expected = run.forward(whole, dense, x).values["dense2"]
    found = run.forward(partly, params, x).values["dense2"]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert np.count_nonzero(weight[:, :, 0, 0]) == 60


def in_torch(torch, node, values, own):
    """What PyTorch makes of a node."""
    functional, layer, first = torch.nn.functional, node.layer, values[node.inputs[0]]
    norm = ("running_mean", "running_var", "weight", "bias")
    return {
        "Conv": lambda: functional.conv2d(
            first, own["weight"], own["bias"], layer.stride, layer.padding, groups=layer.groups
        ),
        "BatchNorm": lambda: functional.batch_norm(first, *(own[name] for name in norm)),
        "SiLU": lambda: functional.silu(first),
        "Sigmoid": lambda: torch.sigmoid(first),
        "GlobalAveragePool": lambda: first.mean((2, 3), keepdim=True),
        "Multiply": lambda: first * values[node.inputs[1]],
        "Add": lambda: first + values[node.inputs[1]],
        "Flatten": lambda: first.flatten(1),
        "Dense": lambda: functional.linear(first, own["weight"], own["bias"]),
    }[type(layer).__name__]()


def test_an_efficientnet_is_that_of_pytorch_with_the_same_weights():
    torch = pytest.importorskip("torch")
    network = efficient.efficientnet(0.25, 0.4, classes=5)
    x = np.random.default_rng(1).normal(size=(1, 3, 64, 64))
    params = network.initial(x.shape, dtype=np.float64)
    values = {"x": torch.from_numpy(x)}
    for node in network.nodes:
        own = {name: torch.from_numpy(array) for name, array in params.get(node.name, {}).items()}
        values[node.name] = in_torch(torch, node, values, own)
    assert any(isinstance(node.layer, Add) for node in network.nodes)
    ours = run.answer(network, params, x)["dense"]
    np.testing.assert_allclose(ours, values["dense"].numpy(), rtol=1e-9, atol=1e-12)
