"""A block pasted onto a cell lies there from that cell on, in every player that edits numbers."""

import numpy as np
import pytest

from cnnviz.lessons.backprop import controls_events as backprop_events
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.convolution import controls as convolution
from cnnviz.lessons.convolution.controls_events import on_event
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.lessons.pooling import controls as pooling
from cnnviz.lessons.pooling.settings import PoolingPage
from cnnviz.ui.pasting import pasted
from cnnviz.ui.state import PageState

ONTO = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("90\t91\n92\t93", 12, [[90, 91, 14, 15], [92, 93, 18, 19], [20, 21, 22, 23]]),
        ("1,5\t2,5", 18, [[12, 13, 14, 15], [16, 17, 1.5, 2.5], [20, 21, 22, 23]]),
        ("[[7], [8]]", 19, [[12, 13, 14, 15], [16, 17, 18, 7], [20, 21, 22, 8]]),
        ("1/2 1/4", 12, [[0.5, 0.25, 14, 15], [16, 17, 18, 19], [20, 21, 22, 23]]),
    ],
)
def test_a_block_lies_from_its_cell_on_and_nothing_else_changes(text, index, expected):
    result = pasted(ONTO, {"text": text, "index": index}, "grid")
    assert result[1].tolist() == expected and result[0].tolist() == ONTO[0].tolist()
    assert ONTO.ravel().tolist() == list(range(24))


def test_a_vector_takes_a_row():
    assert pasted(np.zeros(3), {"text": "4 5", "index": 1}, "bias").tolist() == [0, 4, 5]


def test_where_there_is_no_room_it_says_how_much_there_is():
    with pytest.raises(
        ValueError,
        match=r"from row 2, column 1 on there is room for 1 × 3\.$",
    ):
        pasted(ONTO, {"text": "1 2\n3 4", "index": 9}, "grid")


@pytest.mark.parametrize(
    "event",
    [{}, {"text": "1 2"}, {"text": 3, "index": 0}, {"text": "1 2", "index": -1},
     {"text": "1 2", "index": 24}, {"text": "1 2", "index": True}, {"text": "one two", "index": 0},
     {"text": "1 2" * 60_000, "index": 0}, {"text": "1 1e99", "index": 0}],
)  # fmt: skip
def test_a_stranger_is_refused_in_a_sentence(event):
    with pytest.raises(ValueError, match=r"^[A-Z].*[.]$"):
        pasted(ONTO, event, "grid")


def test_onto_a_kernel_a_weight_a_picture_and_a_gradient():
    seen = PageState("convolution", Convolution(kernel="box"), convolution.compute)
    on_event(seen, {"kind": "paste", "text": "2\t3\n4\t5", "index": 4})
    assert seen.settings.kernel == "1,1,1;1,2,3;1,4,5/9"
    on_event(seen, {"kind": "paste", "text": "2 3", "index": 8})
    assert seen.message.endswith("there is room for 1 × 1.")
    chain = PageState("backprop", Backprop(), backprop.compute)
    paste = {"kind": "paste", "text": "7 8\n9 0", "array": "conv.weight", "index": 0}
    backprop_events.on_event(chain, paste)
    weight = chain.result()[1].trace.params["conv"]["weight"]
    assert weight[0, 0, :2, :2].tolist() == [[7, 8], [9, 0]]
    backprop_events.on_event(chain, {**paste, "array": "x", "index": 7})
    assert chain.result()[1].trace.x[0, 1:3, 1:3].tolist() == [[7, 8], [9, 0]]
    pooled = PageState("pooling", PoolingPage(), pooling.compute)
    trace = pooled.result()[1]
    pooling.on_event(pooled, trace, {"kind": "paste", "text": "5 6\n7 8", "row": 1, "column": 0})
    assert pooled.settings.gradient == "1,2,-1;5,6,2;7,8,3"
