"""Maps by what they do for a class: sums by hand, beside the reasons', and on the page."""

import numpy as np
import pytest

from cnnviz.analysis.attribution.activation_maps import accounts, class_map, layers
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network import controls, controls_why
from cnnviz.lessons.network.class_order import products
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.network.why import Question
from cnnviz.networks.graph import sequential
from cnnviz.ops import Conv, Dense, Flatten, Identity, ReLU, Softmax, Sqrt
from tests.pages.fixtures import run


@pytest.fixture(scope="module")
def seen():
    return controls.compute(NetworkPage(network="digits", picture="digits-50"), None)


def question(network, params, x, label=0, versus=None):
    return Question(network, params, np.array(x, np.float32), label, versus, (), (0.0,), (0.0,))


def test_each_map_s_numbers_times_their_slopes():
    """Maps (1, 2) and (2, 1) with slopes (1, 0) and (2, −1): 1 and 3, and 4 is the score."""
    network = sequential(
        ("maps", Conv(1), 2), ("kept", ReLU()), Flatten(), ("scores", Dense(), 2), Softmax()
    )
    params = {
        "maps": {"weight": np.array([[[[1]]], [[[-1]]]], np.float32), "bias": np.array([0, 3])},
        "scores": {"weight": np.array([[1, 0, 2, -1], [0, 0, 0, 1]]), "bias": np.array([0.5, 0])},
    }
    (found,) = products(question(network, params, [[[[1, 2]]]]))
    assert found.score == 4.5
    assert found.sums["kept"].tolist() == [1, 3]
    assert found.sums["scores"].tolist() == [4.5, 0]
    assert "softmax1" not in found.sums
    (rather,) = products(question(network, params, [[[[1, 2]]]], 0, 1))
    assert rather.sums["kept"].tolist() == [1, 2]


def test_the_sums_together_are_what_the_reasons_say(seen):
    asking = controls_why.question_of(seen, TRAINED["digits"].recipe, (2, None, False))
    (found,) = products(asking)
    asked = asking.asked()
    gradients = asked.gradients()
    for name in layers(asked):
        known = accounts(asked, gradients, name, class_map(asked, gradients, name))
        assert found.sums[name].sum() == pytest.approx(known.product, rel=1e-5, abs=1e-5)


def test_a_slope_without_end_is_said():
    network = sequential(Identity(), Sqrt(), Flatten(), ("scores", Dense(), 1))
    params = {"scores": {"weight": np.ones((1, 1))}}
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="a slope without end"):
        list(products(question(network, params, [[[[0.0]]]])))


def test_the_page_sorts_for_a_class_or_one_rather_than_another(open_app, shown, seen):
    page = open_app("pages/network.py", network="digits", picture="digits-50")
    for label, versus in ((2, -1), (7, 3)):
        shown.send({"kind": "sort", "label": label, "versus": versus})
        run(page)
        while shown.header["ordered"]["running"]:
            run(page)
        asking = (label, versus if versus >= 0 else None, False)
        (found,) = products(controls_why.question_of(seen, TRAINED["digits"].recipe, asking))
        told = shown.header["ordered"]
        assert (told["label"], told["versus"], told["name"]) == (label, versus, str(label))
        for column in seen.columns:
            sums = found.sums[seen.layers[column.face].name]
            np.testing.assert_allclose(shown.arrays[f"class:{column.face}"], sums, rtol=1e-5)


@pytest.mark.parametrize(("label", "versus"), [(-1, -1), (2, 2), ("2", -1), (2.0, -1), (None, 0)])
def test_a_class_that_there_is_not_is_said(open_app, shown, label, versus):
    page = open_app("pages/network.py", network="digits", picture="digits-50")
    shown.send({"kind": "sort", "label": label, "versus": versus})
    run(page)
    assert shown.message == "There is no such class."
    shown.send({"kind": "sort", "label": 10**9, "versus": -1})
    run(page)
    assert shown.header["ordered"] is None
