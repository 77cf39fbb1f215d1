"""The signals page without a browser: edits, choices, refusals, own data, what is kept."""

import contextlib
import io

import numpy as np
import pytest

from cnnviz.figures.sheet import sheet
from cnnviz.figures.theme import FONT
from cnnviz.files import svg
from cnnviz.lessons.signals import code, controls, controls_keep, words
from cnnviz.lessons.signals.controls import compute
from cnnviz.lessons.signals.settings import Signals, View, numbers
from cnnviz.settings import from_link, parts
from tests.files.test_sound import wav
from tests.pages.fixtures import run

PAGE = "pages/signals.py"


@pytest.fixture
def page(open_app, shown):
    def page(**query):
        return open_app(PAGE, **query)

    return page


def y(shown):
    return shown.arrays["y"].ravel().tolist()


def test_an_edit_gives_a_new_output_and_is_one_thing_to_undo(page, shown):
    app = page()
    assert y(shown) == [-1, 0, -1, 0, -2, 1, -1, 0]
    shown.send({"kind": "edit", "array": "x", "values": [0, 0, 0, 1, 0, 0, 0, 0]})
    run(app)
    assert y(shown) == [0, 0, -1, 1, -1, 0, 0, 0]
    assert shown.link == {"signal": "0,0,0,1,0,0,0,0"}
    shown.send({"kind": "undo"})
    run(app)
    assert y(shown) == [-1, 0, -1, 0, -2, 1, -1, 0] and shown.link == {}


@pytest.mark.parametrize(
    ("array", "field", "query"),
    [("w", "filter", {"turned": "1"}), ("sw1", "first", {}), ("sw2", "second", {"swapped": "1"}),
     ("sb", "biases", {}), ("r0", "far", {}), ("rw", "taps", {}), ("goal", "goal", {}),
     ("sx", "melody", {}), ("lw", "start", {"updates": "3"}), ("lx", "signal", {})],
)  # fmt: skip
def test_what_is_written_into_a_number_is_what_the_player_gets_back(
    page, shown, array, field, query
):
    app = page(**query)
    values = shown.arrays[array].ravel().tolist()
    values[0] += 2
    shown.send({"kind": "edit", "array": array, "values": values})
    run(app)
    assert shown.message == ""
    assert shown.arrays[array].ravel().tolist() == values
    assert field in shown.link


def test_two_channels_have_a_row_of_weights_each(page, shown):
    app = page(signal="0,1,1,1,0,1,0,0;1,0,0,1,0,0,1,0", turned="1")
    assert shown.arrays["w"].tolist() == [[[-1, 1, -1]], [[-1, 1, -1]]]
    shown.send({"kind": "edit", "array": "w", "values": [-1, 1, -1, 0, 1, 2]})
    run(app)
    assert shown.link["filter"] == "-1,1,-1;2,1,0"
    assert shown.arrays["w"].ravel().tolist() == [-1, 1, -1, 0, 1, 2]
    shown.send({"kind": "move", "by": 1})
    run(app)
    assert shown.link["signal"] == "0,0,1,1,1,0,1,0;0,1,0,0,1,0,0,1"
    assert shown.header["learn"]["cut"] == "The first 8 of 8 samples of channel 0."


def test_a_number_of_zeros_is_typed(page, shown):
    app = page()
    shown.send({"kind": "edit", "array": "pad", "values": [2, 0]})
    run(app)
    assert shown.link == {"edges": "own", "zeros": "2,0"}
    assert y(shown) == [0, -1, 0, -1, 0, -2, 1, -1]
    shown.send({"kind": "edit", "array": "pad", "values": [2, 0.5]})
    run(app)
    assert shown.message == "There can be 0 to 64 zeros before and after a signal."
    assert y(shown) == [0, -1, 0, -1, 0, -2, 1, -1]


def test_a_bias_is_learned_beside_the_weights(page, shown):
    app = page(biased="1")
    shown.send({"kind": "update", "times": 1})
    run(app)
    assert shown.arrays["lw"].ravel().tolist() == [-0.5, 0.25, -0.5, -0.75]
    shown.send({"kind": "edit", "array": "lw", "values": [1, 2, 3, 4]})
    run(app)
    assert shown.link == {"biased": "1", "start": "1,2,3", "offset": "4"}
    shown.send({"kind": "stop", "number": len(words.STOPS) - 1})
    run(app)
    assert (shown.link["filter"], shown.link["bias"]) == ("1,2,3", "4")


def test_a_block_is_pasted_from_a_bar_on(page, shown):
    app = page()
    shown.send({"kind": "paste", "array": "x", "index": 2, "text": "5 6 7"})
    run(app)
    assert shown.arrays["x"].ravel().tolist() == [0, 1, 5, 6, 7, 1, 0, 0]
    shown.send({"kind": "paste", "array": "x", "index": 6, "text": "5 6 7"})
    run(app)
    assert "room" in shown.message or "fit" in shown.message
    assert shown.arrays["x"].ravel().tolist() == [0, 1, 5, 6, 7, 1, 0, 0]


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"kind": "set", "name": "edges", "value": "none"}, "A window of 9 (kernel size 9"),
        ({"kind": "set", "name": "signal", "value": "1"}, "There is no such choice."),
        ({"kind": "set", "name": "stride", "value": "x"}, "There is no such choice."),
        ({"kind": "edit", "array": "x", "values": [1]}, "These should be 8 numbers."),
        ({"kind": "edit", "array": "x", "values": [float("nan")] * 8}, "Numbers can be from"),
        ({"kind": "edit", "array": "z", "values": [1]}, "There are no such numbers to change."),
        ({"kind": "update", "times": 5000}, "Take 1 to 100 updates at a time."),
        ({"kind": "edit", "array": "x", "values": ["1e308"] * 8}, "Numbers can be from"),
        ({"kind": "edit", "array": "w", "values": [float("inf")] * 9}, "Numbers can be from"),
        ({"kind": "paste", "array": "x", "index": 0, "text": "1 apple"}, "Row 0, column 1"),
        ({"kind": "paste", "array": "x", "index": 7, "text": "nan"}, "Row 0, column 0"),
        ({"kind": "paste", "array": "x", "index": 0, "text": "1e308"}, "Row 0, column 0"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_and_all_stays(page, shown, event, sentence):
    app = page(filter="1,1,1,1,1,1,1,1,1")
    before = y(shown)
    shown.send(event)
    run(app)
    assert shown.message.startswith(sentence)
    assert y(shown) == before


def test_the_signal_moves_round_its_ends(page, shown):
    app = page()
    for _ in range(3):
        shown.send({"kind": "move", "by": 1})
        run(app)
    assert shown.header["filter"]["best"] == 0


def test_the_guided_way_ends_with_the_learned_filter_in_the_first_view(page, shown):
    app = page()
    for number, stop in enumerate(words.STOPS):
        shown.send({"kind": "stop", "number": number})
        run(app)
        assert shown.message == ""
        if stop["label"] == "The same, centred":
            assert shown.arrays["moved"][17] == 7
        if stop["label"] == "Hear both claps":
            assert shown.arrays["r6"].ravel()[140] == 85
    assert np.round(shown.arrays["w"].ravel(), 3).tolist() == [-0.999, 1, -0.999]


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_a_made_signal_a_paste_and_a_filter_are_taken_for_the_view_on_the_screen(page, shown):
    app = page()
    app.session_state["signals-signal"] = True
    app = run(app)
    app.text_area[0].set_value("1\t2\t3").run()
    assert shown.link["signal"] == "1,2,3"
    app.text_area[0].set_value("1 2 3\n3 4 5\n6 7 8").run()
    assert shown.message == (
        "It takes one row or one column of numbers, or two of them, not 3 × 3."
    )
    app.text_area[1].set_value("1, 2").run()
    assert shown.link["filter"] == "1,2"
    app.selectbox[1].set_value(24)
    button(app, "Use it").click().run()  # before the page has followed
    button(app, "Use it as channel 1").click().run()
    assert shown.link["signal"] == "pulses-24;pulses-24"
    button(app, "Only channel 0").click().run()
    assert shown.link["signal"] == "pulses-24"
    app.selectbox[1].set_value(256).run()
    button(app, "Use it as channel 1").click().run()
    assert shown.message == "All channels need as many numbers."
    assert shown.link["signal"] == "pulses-24"
    shown.visit.here = {"view": "reach"}
    app = run(app)
    app.selectbox[0].set_value("claps").run()
    app.button[0].click().run()
    assert shown.link["far"] == "claps-256"


class File:
    """A file as Streamlit hands it over."""

    def __init__(self, data):
        self.data = data

    def getvalue(self):
        return self.data


def test_a_sound_and_a_table_become_the_signal_and_what_is_neither_changes_nothing(
    page, shown, monkeypatch
):
    page()
    visit = shown.visit
    with monkeypatch.context() as patch:
        patch.setattr(controls.st, "session_state", {})
        controls.st.session_state["signals-file"] = File(b"t,v\n0,3\n1,1\n2,2\n")
        controls._brought(visit, "signal")
        assert visit.settings.signal == "3,1,2"
        assert visit.message == "The last column of the table is used."
        controls.st.session_state["signals-file"] = File(b"3,0.5\n1,2\n2,-1\n")
        controls._brought(visit, "signal")
        assert visit.settings.signal == "3,1,2;0.5,2,-1"
        controls.st.session_state["signals-file"] = File(b"t,v\n0,3\n1,1\n2,2\n")
        controls._brought(visit, "signal")
        assert visit.message == "The last column of the table is used."
        controls.st.session_state["signals-file"] = File(wav(range(8000)))
        controls._brought(visit, "far")
        assert numbers(visit.settings.far).size == 250
        assert visit.message == "Each number is the loudness of 32 samples of the sound."
        controls.st.session_state["signals-file"] = File(b"apples")
        controls._brought(visit, "far")
        assert numbers(visit.settings.far).size == 250
        assert visit.message.startswith("Row 0, column 0")


def test_a_link_keeps_every_edit(page, shown):
    query = {"signal": "1,2,3,4", "filter": "2,-1", "melody": "1,0,1", "taps": "1,2", "layers": "2",
             "goal": "1,0,0,1", "updates": "2", "swapped": "1", "aligned": "centred"}  # fmt: skip
    page(**query, view="reach", step="2")
    assert shown.link == query
    assert {one["name"]: one["value"] for one in shown.header["state"]}["view"] == "reach"


@pytest.mark.parametrize(
    "signal", ["chirp-0", "1,2;3", "1;2;3", "1e308", "nan", "inf,1", ";", "noise-9999-s1000"]
)
def test_a_signal_that_a_link_cannot_have_is_the_lesson_s(page, shown, signal):
    page(signal=signal)
    assert shown.message == (
        "The link asked for a signal that does not exist; signal from the lesson is shown."
    )
    assert y(shown) == [-1, 0, -1, 0, -2, 1, -1, 0]


def test_a_link_that_is_wrong_opens_with_a_sentence(page, shown):
    page(signal="1,2,x")
    assert shown.message == (
        "The link asked for a signal that does not exist; signal from the lesson is shown."
    )


def printed(program):
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(program, {})
    return told.getvalue()


@pytest.mark.parametrize("query", ["", "filter=1,2,-1,3&bias=0.5&relu=1&stride=2&dilation=2",
                                   "edges=full&turned=1&residual=1&aligned=centred",
                                   "signal=1,2;4,5&filter=1,2;0,-1&biased=1"])  # fmt: skip
def test_the_programs_run_and_print_what_the_views_show(query):
    asked = from_link(Signals, parts(query))[0]
    made = compute(asked, None)
    last = made.filter.y.size - 1
    assert float(printed(code.filtered(made.filter, last))) == pytest.approx(made.filter.y[last])
    assert printed(code.sequence(made.sequence)).splitlines()[-1] == str(made.sequence.y[1].max())
    assert printed(code.stacked(made.reach)) == f"{made.reach.y[-1]}\n"
    told = (
        printed(code.learnt(made.learn, 0)).replace("\n", " ").replace("[", " ").replace("]", " ")
    )
    assert [float(text) for text in told.split()] == pytest.approx(made.learn.new, abs=1e-6)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "edges=full&stride=3",
        "edges=none",
        "signal=chirp-256",
        "signal=1,2,3;4,5,6&filter=1,2;0,-1",
        "edges=own&zeros=9,0",
    ],
)
def test_what_is_taken_home_is_drawn(query):
    asked = from_link(Signals, parts(query))[0]
    taken = controls_keep.take(asked, compute(asked, None), __file__)
    for maps in taken.pictures.values():
        assert "<svg" in svg.encode(sheet(maps, "dark", taken.about), FONT)
    assert (taken.steps.draw is None) == ("256" in query)
    if taken.steps.draw:
        assert svg.encode(taken.steps.draw(1, "light"), FONT) != svg.encode(
            taken.steps.draw(0, "light"), FONT
        )


def test_the_table_of_the_view_names_what_the_link_keeps():
    assert from_link(View, {"view": "learn", "step": "3"}) == (View("learn", 3), ())
