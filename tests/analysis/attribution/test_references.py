"""Every method gives what Captum, Zennit and pytorch-grad-cam gave: data/make_references.py."""

from functools import cache

import numpy as np
import pytest

from cnnviz.analysis.attribution.activation_maps import METHODS, class_map
from cnnviz.analysis.attribution.gradient import gradient, input_times_gradient
from cnnviz.analysis.attribution.integrated import along
from cnnviz.analysis.attribution.occlusion import Squares, occlusion
from cnnviz.analysis.attribution.rectifiers import deconvolved, guided
from cnnviz.analysis.attribution.relevance import relevance
from tests.analysis.attribution import cases
from tests.analysis.attribution.cases import CASES, MAPS, TRAINED, difference, key

VERSIONS, STORED = cases.stored()
POINTS, SQUARES = 50, Squares(4, 3, fill=0.25)
# Captum keeps the weights of its points, and all of its occlusion, in single precision.
BOUNDS = {"integrated": 1e-8, "integrated from half": 1e-8, "occlusion": 1e-6}
ours = cache(cases.question)


def last(steps):
    *_, final = steps
    return final


def heat_of(asked):
    """The occlusion heat on every channel, as Captum gives it."""
    heat = last(occlusion(asked, SQUARES)).heat(asked)
    return np.broadcast_to(heat, asked.picture.shape[1:])


ON_THE_PICTURE = {
    "gradient": lambda asked: gradient(asked, asked.gradients()),
    "input_times_gradient": lambda asked: input_times_gradient(asked, asked.gradients()),
    "integrated": lambda asked: last(along(asked, POINTS)).shares,
    "integrated from half": lambda asked: last(along(asked, POINTS, -0.5)).shares,
    "guided": guided,
    "deconvolved": deconvolved,
    "relevance": lambda asked: relevance(asked)["x"][0],
    "occlusion": heat_of,
}


def test_the_references_are_known():
    assert VERSIONS["captum"] == "0.9.0"
    assert (VERSIONS["zennit"], VERSIONS["grad-cam"]) == ("0.5.1", "1.5.7")
    own = [name.split("/") for name in STORED if not name.startswith(TRAINED)]
    methods = {rest[0] for _, _, *rest in own if len(rest) == 1}
    assert methods == set(ON_THE_PICTURE)


@pytest.mark.parametrize("method", ON_THE_PICTURE)
@pytest.mark.parametrize("case", CASES, ids=lambda case: key(*case))
def test_on_the_picture(case, method):
    found = ON_THE_PICTURE[method](ours(*case))
    assert difference(found, STORED[key(*case, method)]) < BOUNDS.get(method, 1e-12)


@pytest.mark.parametrize("method", [*METHODS, "grad_cam by captum"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: key(*case))
def test_at_a_layer(case, method):
    asked = ours(*case)
    for layer in MAPS[case[0]]:
        found = class_map(asked, asked.gradients(), layer, method.removesuffix(" by captum"))
        expected = STORED[key(*case, layer, method)].reshape(found.shape)
        if method == "eigen_cam":  # its sign is arbitrary, and it is stored in single precision
            sign = np.sign(np.vdot(found, expected))
            assert difference(found, sign * expected) < 1e-6, layer
        else:
            assert difference(found, expected) < 1e-12, layer


@pytest.mark.parametrize(
    ("method", "bound"),
    [("gradient", 1e-5), ("integrated", 1e-4), ("guided", 1e-5), ("relevance", 1e-5),
     ("occlusion", 1e-4)],
)  # fmt: skip
def test_in_single_precision(method, bound):
    for case in CASES:
        found = ON_THE_PICTURE[method](ours(*case, np.float32))
        assert difference(found, STORED[key(*case, method)]) < bound
