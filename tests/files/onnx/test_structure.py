"""Sequences of arrays, graphs in a graph, and nodes that are gone before a run."""

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx import load
from tests.files.onnx.models import model, node

X = np.arange(12.0, dtype="f4").reshape(2, 3, 2)
ONE, LAST = np.array(1), np.array(-1)


def given(nodes, x=X, shape=(2, 3, 2), **tensors):
    """What a model puts out for X, and the layers that do it."""
    loaded = load(model(nodes, {"x": shape}, **tensors).SerializeToString())
    kinds = [type(each.layer).__name__ for each in loaded.network.nodes]
    return loaded.run({"x": x})["y"].tolist(), kinds


def branch(value, *nodes, output="inner"):
    """A graph that gives ``value`` times x, or what its nodes do."""
    made = nodes or (node("Mul", "x factor", output),)
    factor = numpy_helper.from_array(np.array(value, np.float32), "factor")
    out = helper.make_tensor_value_info(output, TensorProto.FLOAT, None)
    return helper.make_graph(made, "branch", [], [out], [factor])


def choice(condition, output="y"):
    return node("If", condition, output, then_branch=branch(2), else_branch=branch(3))


def test_parts_of_one_length_and_the_rest():
    nodes = [
        node("SplitToSequence", "x two", "s", axis=1),
        node("SequenceAt", "s one", "y"),
    ]
    assert given(nodes, two=np.array(2), one=ONE)[0] == X[:, 2:].tolist()
    nodes[1] = node("ConcatFromSequence", "s", "y", axis=1)
    assert given(nodes, two=np.array(2)) == (X.tolist(), ["Share", "Share", "Concat"])
    assert given(nodes, two=np.array([1, 1, 1]))[0] == X.tolist()


def test_single_rows_stacked_along_a_new_axis():
    nodes = [
        node("SplitToSequence", "x", "s", axis=1, keepdims=0),
        node("ConcatFromSequence", "s", "y", axis=-1, new_axis=1),
    ]
    assert given(nodes)[0] == X.transpose(0, 2, 1).tolist()


def test_arrays_come_into_a_sequence_and_leave_it():
    nodes = [
        node("Relu", "x", "r"),
        node("Neg", "x", "n"),
        node("SequenceConstruct", "r n", "a"),
        node("SequenceInsert", "a x last", "b"),  # before the last one: r, x, n
        node("Identity", "b", "c"),
        node("SequenceErase", "c", "d"),  # r, x
        node("SequenceLength", "d", "count"),
        node("SequenceAt", "d last", "e"),
        node("Cast", "count", "k", to=1),
        node("Mul", "e k", "y"),
    ]
    assert given(nodes, last=LAST)[0] == (2 * X).tolist()


@pytest.mark.parametrize(("value", "factor"), [(True, 2), (False, 3)])
def test_the_graph_that_is_asked_for_is_all_that_is_left(value, factor):
    nodes = [choice("c")]
    assert given(nodes, c=np.array(value)) == (
        (factor * X).tolist(),
        ["Constant", "Multiply", "Identity"],
    )


def test_a_choice_by_the_shape_of_a_value():
    nodes = [
        node("Relu", "x", "r"),
        node("Shape", "r", "lengths"),
        node("Gather", "lengths one", "n"),
        node("Equal", "n three", "c"),
        choice("c", "z"),
        node("Relu", "z", "y"),
    ]
    three = np.array(3)
    assert given(nodes, shape=("N", 3, 2), one=ONE, three=three)[0] == (2 * X).tolist()


def test_graphs_in_a_graph():
    inner = branch(1, choice("c", "inner"))
    nodes = [node("If", "c", "y", then_branch=inner, else_branch=inner)]
    with pytest.raises(UnreadableFile, match='two values of the name "factor"'):
        given(nodes, c=np.array(True))
    del inner.initializer[:]
    then, otherwise = inner.node[0].attribute
    for graph in (then.g, otherwise.g):
        graph.output[0].name = graph.node[0].output[0] = "inmost"
    nodes = [node("If", "c", "y", then_branch=inner, else_branch=branch(0))]
    assert given(nodes, c=np.array(True))[0] == (2 * X).tolist()


def deep(levels):
    graph = branch(1)
    for _ in range(levels):
        graph = branch(1, node("If", "c", "inner", then_branch=graph, else_branch=branch(0)))
        del graph.initializer[:]
    return [node("If", "c", "y", then_branch=graph, else_branch=graph)]


def long(count):
    return [node("Relu", "x", "x0"), *(node("Relu", f"x{n}", f"x{n + 1}") for n in range(count))]


REFUSED = {
    "place": (
        [node("SequenceConstruct", "x", "s"), node("SequenceAt", "s one", "y")],
        "SequenceAt asks for place 1 of a sequence of 1",
    ),
    "late place": (
        [node("SequenceConstruct", "x x", "s"), node("SequenceAt", "s x", "y")],
        "takes its place in a sequence from numbers known only in a run",
    ),
    "no sequence": ([node("SequenceLength", "x", "y")], "needs a sequence of arrays"),
    "a sequence": (
        [node("SequenceConstruct", "x", "s"), node("Relu", "s", "y")],
        'Relu reads "s", which is a sequence of arrays',
    ),
    "many parts": (
        [node("SplitToSequence", "x sizes", "s"), node("SequenceLength", "s", "y")],
        "makes more than 500 arrays of one",
    ),
    "late choice": (
        [node("ReduceMax", "x", "m", keepdims=0), node("Cast", "m", "c0", to=9), choice("c0")],
        "If chooses by numbers that are known only in a run",
    ),
    "no graph": ([node("If", "c", "y", then_branch=branch(1))], 'lacks its "else_branch"'),
    "deep": (deep(20), "in 8 graphs, one in the other"),
    "operator": (
        [node("If", "c", "y", then_branch=branch(1, node("Loop", "", "inner")),
              else_branch=branch(1))],
        'uses the operators "Loop", for which there are no layers here',
    ),
    "nodes": ([*long(2000), node("Relu", "x", "y")], "more than 2,000 nodes that compute"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name):
    nodes, words = REFUSED[name]
    with pytest.raises(UnreadableFile, match=words):
        given(nodes, one=ONE, sizes=np.zeros(600, int), c=np.array(True))


def test_nodes_that_are_gone_before_a_run_do_not_count():
    nodes = [node("Neg", "c0", "c1"), *(node("Neg", f"c{n}", f"c{n + 1}") for n in range(1, 4000))]
    assert given([*nodes, node("Add", "x c4000", "y")], c0=np.float32(1))[0] == (X + 1).tolist()
