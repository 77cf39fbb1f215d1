"""What can be asked of a network, and what is said about what can't."""

import numpy as np
import pytest

from cnnviz.analysis.attribution.asked import answered, ask, shares
from cnnviz.analysis.attribution.ends import scores_node, separate
from cnnviz.analysis.attribution.gradient import gradient
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Add,
    Conv,
    Dense,
    Flatten,
    LogSoftmax,
    Negative,
    ReLU,
    Reshape,
    Sigmoid,
    Softmax,
    Squeeze,
    Transpose,
    Unsqueeze,
)
from cnnviz.ops.deciding import ArgMax
from cnnviz.ops.quantising import Cast

NET = sequential(("flat", Flatten()), ("dense", Dense(), 3), ("shares", Softmax()))
WEIGHT = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 0.5]])
PARAMS = {"dense": {"weight": WEIGHT, "bias": np.array([0.5, 0.0, 0.0])}}
PICTURE = np.array([[[[4.0, 1.0]]]])


def asked(label, versus=None, x=PICTURE, network=NET, params=PARAMS):
    return ask(network, params, forward(network, params, x), label, versus)


def test_a_score_is_the_one_before_the_softmax():
    found = asked(0)
    assert found.network.outputs == ("dense",)
    assert found.scores.tolist() == [6.5, 11.0, 0.5]
    assert found.score == 6.5
    assert found.gradients().values["x"].tolist() == [[[[1.0, 2.0]]]]


def test_this_rather_than_that_is_a_difference_of_scores():
    found = asked(1, versus=0)
    assert found.score == 4.5
    assert found.gradients().values["x"].tolist() == [[[[2.0, -3.0]]]]


def test_the_same_question_about_another_picture():
    assert asked(1, versus=0).seeing(np.array([[[[0.0, 1.0]]]])).score == -3.5


def test_a_picture_of_whole_numbers_counts_as_one_of_floats():
    found = asked(0, x=np.array([[[[4, 1]]]], np.uint8))
    assert (found.picture.dtype, found.score) == (np.float32, 6.5)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ([Softmax()], "dense1"),
        ([LogSoftmax()], "dense1"),
        ([Sigmoid()], "dense1"),
        ([Softmax(), Squeeze((1,))], "dense1"),
        ([ReLU()], "relu1"),
        ([Flatten()], "flatten1"),
        ([Softmax(), ReLU()], "relu1"),
        ([ArgMax()], "dense1"),
        ([Softmax(), Cast("float64"), ArgMax(keep_axis=False)], "dense1"),
        ([Softmax(), Negative()], "negative1"),
        ([], "dense1"),
    ],
    ids=str,
)
def test_where_the_scores_are(last, expected):
    network = sequential((Dense(), 3), *last)
    assert scores_node(network) == expected
    assert separate(network) == (Sigmoid() in last)


def test_scores_may_stand_in_maps_of_one_position():
    network = sequential(("conv", Conv((1, 2)), 3))
    params = {"conv": {"weight": WEIGHT[:, None, None], "bias": np.zeros(3)}}
    found = asked(1, network=network, params=params)
    assert found.scores.tolist() == [6.0, 11.0, 0.5]
    assert found.gradients().values["x"].tolist() == [[[[3.0, -1.0]]]]


@pytest.mark.parametrize(
    ("x", "first"),
    [
        (np.array([[[[4.0], [1.0]]]]), [Transpose((0, 3, 1, 2))]),  # rows, columns, channels
        (np.array([[4.0, 1.0]]), [Reshape((1, 1, 1, 2))]),
        (np.array([[[4.0, 1.0]]]), [Unsqueeze((1,))]),
        (np.array([[[4.0], [1.0]]]), [Transpose((0, 2, 1)), Unsqueeze((2,))]),
    ],
)
def test_a_picture_counts_from_where_its_channels_are_first(x, first):
    network = sequential(*first, ("conv", Conv(1), 1), Flatten(), ("dense", Dense(), 3))
    params = {**PARAMS, "conv": {"weight": np.ones((1, 1, 1, 1))}}
    found = asked(1, x=x, network=network, params=params)
    assert found.picture.tolist() == PICTURE.tolist()
    assert found.score == 11.0
    assert found.gradients().values[found.network.inputs[0]].tolist() == [[[[3.0, -1.0]]]]
    assert found.seeing(2 * found.picture).score == 22.0


@pytest.mark.parametrize(
    ("x", "first"),
    [
        (PICTURE, Transpose((0, 1, 3, 2))),
        (PICTURE, Reshape((1, 2, 1, 1))),
        (PICTURE, Flatten()),
        (np.ones((1, 1, 1, 2)), Reshape((1, 1, 1, 2, 1))),
        (np.array([[[[4.0], [1.0]]]]), Transpose((0, 3, 2, 1))),
    ],
)
def test_a_picture_that_is_moved_otherwise_stays_where_it_is(x, first):
    network = sequential(first, Flatten(), ("dense", Dense(), 3))
    assert asked(0, x=x, network=network).network.inputs == ("x",)


def test_a_picture_that_is_read_twice_stays_where_it_is():
    nodes = (
        Node("maps", Unsqueeze((1,)), ("x",)),
        Node("row", Flatten(), ("maps",)),
        Node("sum", Add(), ("row", "x")),
    )
    found = asked(0, x=np.array([[1.0, 2.0]]), network=Network(("x",), nodes, ("sum",)), params={})
    assert found.network.inputs == ("x",)


def test_scores_may_stand_alone():
    network = sequential(("flat", Flatten()), ("dense", Dense(), 3), ("row", Reshape((3,))))
    found = asked(1, versus=0, network=network)
    assert found.scores.tolist() == [6.5, 11.0, 0.5]
    assert found.gradients().values["x"].tolist() == [[[[2.0, -3.0]]]]


def test_an_answer_of_whole_numbers_has_no_score_that_changes_by_a_little():
    with pytest.raises(ValueError, match="The network's answer is of type int64"):
        asked(0, x=np.array([[4, 1]]), network=sequential(Unsqueeze((2,))), params={})


def test_a_gradient_that_is_not_finite_is_told():
    network = sequential(("a", Dense(), 1), ("b", Dense(), 1))
    params = {"a": {"weight": np.array([[1e200, 0.0]])}, "b": {"weight": np.array([[1e200]])}}
    question = asked(0, x=np.zeros((1, 2)), network=network, params=params)
    with np.errstate(over="ignore"):
        gradients = question.gradients()
    with pytest.raises(ValueError, match="At 1 of 2 numbers of the picture nothing finite"):
        gradient(question, gradients)


def test_behind_a_sigmoid_each_class_has_a_share_of_its_own():
    network = sequential(("flat", Flatten()), ("dense", Dense(), 3), ("share", Sigmoid()))
    values = forward(network, PARAMS, PICTURE)
    scores, given = answered(network, values)
    assert scores.tolist() == [6.5, 11.0, 0.5]
    np.testing.assert_allclose(given, values.values["share"][0], rtol=1e-12)
    question = asked(1, network=network)
    assert question.score == 11.0
    assert question.seeing(2 * PICTURE).shares(np.zeros(3)).tolist() == [0.5, 0.5, 0.5]


def test_shares_of_scores_too_large_for_exponentials():
    assert shares(np.array([1000.0, 0.0])).tolist() == [1.0, 0.0]


TWO_IN = Network(("a", "b"), (Node("sum", Add(), ("a", "b")),), ("sum",))
TWO_OUT = Network(("x",), (Node("r", ReLU(), ("x",)), Node("s", ReLU(), ("x",))), ("r", "s"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"label": 3}, "There is no class 3: the classes are 0 to 2."),
        ({"label": -1}, "The class must be a whole number of at least 0, not -1."),
        ({"label": 0.5}, "The class must be a whole number"),
        ({"label": 0, "versus": 9}, "There is no class 9"),
        ({"label": 1, "versus": 1}, "A class can't be set against itself"),
        (
            {"label": 0, "x": np.array([[[[np.nan, np.inf]]]])},
            "2 of 2 numbers in the picture are not finite",
        ),
        (
            {"label": 0, "x": np.full((1, 1, 1, 2), 1e308)},
            "2 of 3 numbers in the scores are not finite",
        ),
        (
            {"label": 0, "x": np.ones((2, 1, 1, 2))},
            r"One picture can be asked about at a time: .* not \(2, 1, 1, 2\)",
        ),
        (
            {"label": 0, "network": TWO_IN, "params": {}, "x": {"a": [[1.0]], "b": [[1.0]]}},
            "one picture in and one answer out can be asked why; this one takes a, b and gives sum",
        ),
        (
            {"label": 0, "network": TWO_OUT, "params": {}, "x": np.ones((1, 2))},
            "this one takes x and gives r, s",
        ),
        (
            {"label": 0, "network": sequential(ReLU()), "params": {}, "x": np.ones((1, 2, 3, 3))},
            r"The network's answer has shape \(1, 2, 3, 3\): that is not one score for each class",
        ),
    ],
)
def test_what_cannot_be_asked(given, message):
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(ValueError, match=message):
        asked(**given)
