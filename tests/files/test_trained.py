"""The networks that come with the app: whole, licensed, and with the answers they are known for."""

import numpy as np
import pytest

from cnnviz.files import labelled, samples, trained
from cnnviz.files.trained import TRAINED, load
from cnnviz.networks.run import forward

LITE = "efficientnet_lite0"


@pytest.fixture(scope="module")
def lite():
    return load(LITE)


def shares(loaded, name):
    """The classes and what share of the softmax each has, the largest first."""
    x = TRAINED[LITE].recipe.scaled(TRAINED[LITE].recipe.levels(samples.load(name)))
    network, params, classes = loaded
    z = forward(network, params, x).values[network.outputs[0]][0].astype(np.float64)
    e = np.exp(z - z.max())
    return [(classes[k], float(e[k] / e.sum())) for k in np.argsort(-e)]


def test_every_file_in_the_folder_is_told_of():
    folder = trained._NETWORKS
    sources = (folder / "SOURCES.md").read_text("utf-8")
    stored = TRAINED.keys() - {"neocognitron"}
    files = {f"{name}{end}" for name in stored for end in (".onnx", ".txt")}
    for path in folder.glob("*.*"):
        assert path.name in files | {"SOURCES.md"} or path.name in sources
    for name, line in TRAINED.items():
        assert name == line.name
        assert f"## {name}.onnx" in sources or name not in stored
        assert line.title and line.about and line.licence
        assert set(line.samples) <= {sample.name for sample in samples.SAMPLES}
        assert line.samples or line.labelled in labelled.LABELLED


@pytest.mark.parametrize("name", TRAINED)
def test_a_network_reads_its_recipe_and_names_what_comes_out(name):
    network, params, classes = load(name)
    shape = (1, *TRAINED[name].recipe.shape)
    assert network.shapes(shape, params)[network.outputs[0]] == (1, len(classes))
    assert len(set(classes)) >= len(classes) - 2  # ImageNet has two cranes and two maillots
    for own in params.values():
        for array in own.values():
            assert array.dtype == np.float32
            assert not array.flags.writeable


def test_an_unknown_name_is_told_what_exists():
    with pytest.raises(ValueError) as fault:
        load("../<b>")
    assert str(fault.value).startswith("There is no trained network of that name; choose one of")
    assert LITE in str(fault.value)


def test_the_nodes_of_efficientnet_say_in_which_block_they_are(lite):
    names = [node.name for node in lite.network.nodes]
    assert len(names) == 93
    assert names[:4] == [
        "stem.conv",
        "stem.relu6",
        "block1.1.depthwise",
        "block1.1.depthwise.relu6",
    ]
    assert names[-4:] == ["head.conv", "head.relu6", "pool", "dense"]
    assert sum(array.size for own in lite.params.values() for array in own.values()) == 4_631_000


# As the weights in float32 answer, measured with PyTorch: see the module's SOURCES.md.
KNOWN = {
    "coffee": [("espresso", 0.947)],
    "camera": [("tripod", 0.949)],
    "chelsea": [("Egyptian cat", 0.357), ("tiger cat", 0.340), ("tabby", 0.176)],
    "rocket": [("missile", 0.241)],
    "astronaut": [("bobsled", 0.191)],
    "retina": [("lampshade", 0.190)],
    "brick": [("maze", 0.110)],
}


@pytest.mark.parametrize("name", KNOWN)
def test_efficientnet_answers_as_it_did_before_its_weights_were_rounded(lite, name):
    assert set(KNOWN) == set(TRAINED[LITE].samples)
    for (found, share), (known, before) in zip(shares(lite, name), KNOWN[name], strict=False):
        assert found == known
        assert share == pytest.approx(before, abs=0.006)


def told_right(name, part):
    """How many of these pictures a network tells right."""
    network, params, _ = load(name)
    pictures = labelled.load(TRAINED[name].labelled)
    z = forward(network, params, pictures.inputs()[part]).values[network.outputs[0]]
    return int((z.argmax(axis=1) == pictures.labels[part]).sum())


def test_the_digit_reader_is_as_good_as_it_says():
    right = told_right("digits", labelled.load("digits").test)
    assert right == 387
    assert f"of 397 others it tells {right / 397:.1%} right".replace("%", " %") in (
        TRAINED["digits"].about
    )


def test_the_digit_reader_has_666_weights_in_hundredths():
    params = load("digits").params
    weights = np.concatenate([array.ravel() for own in params.values() for array in own.values()])
    assert weights.size == 666
    assert np.array_equal(np.round(weights.astype(np.float64), 2).astype(np.float32), weights)


def test_lenet_tells_the_clothes_that_are_here():
    assert told_right("clothes", slice(None)) == 46
    params = load("clothes").params
    assert sum(array.size for own in params.values() for array in own.values()) == 61_706


def test_the_neocognitron_tells_all_figures():
    assert told_right("neocognitron", slice(None)) == 16
    network, _, classes = load("neocognitron")
    assert [node.name for node in network.nodes][1:3] == ["S1", "C1"]
    assert classes == ("plus", "cross", "T", "corner")
