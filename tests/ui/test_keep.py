"""What is taken home: one fold in every lesson, files that say what they are, code that runs."""

import ast
import contextlib
import csv
import io
import json
import re

import pytest
import streamlit as st

from cnnviz.ui import keep, keep_page, keep_steps
from cnnviz.ui.player import answer
from pages.contents import LESSONS
from tests.pages.fixtures import run

PAGES = [lesson.file for lesson in LESSONS]


def opened(app, shown):
    app.session_state[f"{shown.visit.page}-keep"] = True
    return run(app)


def printed(text):
    """What a program prints that is run on its own."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(text, {})
    return told.getvalue()


def labels(app):
    return [button.label for button in app.get("download_button")]


@pytest.fixture
def programs(monkeypatch):
    """What the program of the step was in each run, whether it is shown or saved."""
    written = []
    monkeypatch.setattr(
        keep_steps, "program", lambda visit, steps, _: written.append(steps.code(visit.here))
    )
    return written


class Files(dict):
    """What every button gives: by its label the name of the file, and what makes it."""

    def text(self, label):
        _, data = self[label]
        return data() if callable(data) else data


@pytest.fixture
def files(monkeypatch):
    """The files that the page offered in its last run."""
    found, button = Files(), st.download_button

    def offer(label, data, file_name=None, *more, **options):
        found[label] = file_name, data
        return button(label, data, file_name, *more, **options)

    monkeypatch.setattr(st, "download_button", offer)
    return found


def cells(text):
    """All cells of a table that a spreadsheet would open."""
    return [cell for row in csv.reader(io.StringIO(text)) for cell in row]


def is_number(cell):
    try:
        return float(cell) == float(cell) or cell == "nan"
    except ValueError:
        return False


def is_harmless(cell):
    """Whether no spreadsheet takes it for a formula."""
    return not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) or is_number(cell)


def look_into(files):
    """Each file has a digest in its name; tables have no formulas, programs and notebooks parse."""
    for label, (name, _) in files.items():
        assert re.search(r"_[0-9a-f]{8}\.[a-z]+$", name), (label, name)
        ending = name.rpartition(".")[2]
        if ending == "csv":
            assert all(map(is_harmless, cells(files.text(label)))), label
        if ending == "py":
            ast.parse(files.text(label))
        if ending == "ipynb":
            for cell in json.loads(files.text(label))["cells"]:
                if cell["cell_type"] == "code":
                    ast.parse("".join(cell["source"]))


@pytest.mark.parametrize("page", PAGES)
def test_the_fold_is_called_the_same_and_has_the_same_order(open_app, shown, files, page):
    app = open_app(page)
    folds = [fold.label for fold in app.expander]
    assert folds[-1] == keep.TITLE
    assert not any("Save" in fold or "code" in fold for fold in folds[:-1])
    app = opened(app, shown)
    assert [tab.label for tab in app.tabs][:3] == ["Picture", "Numbers", "Code"]
    assert app.tabs[-1].label == "Lesson"
    assert labels(app)[-1] == keep_page.LABEL
    assert labels(app)[:2] == ["Picture as PNG", "Picture as SVG"]
    assert "Numbers as CSV" in labels(app)
    assert app.code[-1].value.startswith('"""')  # the page's own
    for program in app.code:
        ast.parse(program.value)
    look_into(files)


def test_opening_the_fold_asks_the_player_where_it_stands(open_app, shown):
    app = open_app(picture="five_by_five")
    assert shown.visit.counts["asked"] == shown.visit.counts["told"] == 0
    app.session_state["convolution-keep"] = True
    shown.visit.counts["asked"] += 1  # as opening by hand does
    app = run(app)
    shown.send({"kind": "here", "query": "?at=2,1"})
    assert shown.visit.counts["told"] == 1
    assert "Step: output[2, 1]" in [text.value for text in run(app).text]


@pytest.mark.parametrize("query", [None, 7, ["at"], "x" * 30_000, "?at=<b>", "?at=99999,-1", "%%%"])
def test_a_strange_answer_is_the_first_step(open_app, shown, query):
    app = opened(open_app(picture="five_by_five"), shown)
    answer(shown.visit, {"kind": "here", "query": query}, print)
    assert "Step: output[0, 0]" in [text.value for text in run(app).text]


def test_a_step_beyond_the_map_is_moved_into_it(open_app, shown):
    app = opened(open_app(picture="five_by_five"), shown)
    shown.send({"kind": "here", "query": "?at=900,1&channel=9"})
    assert "Step: output[2, 1]" in [text.value for text in run(app).text]


CONVOLUTIONS = (
    {"picture": "five_by_five"},
    {
        "picture": "five_by_five",
        "stride": "2",
        "padding": "1",
        "padding_mode": "reflect",
        "activation": "gelu",
        "bias": "0.5",
    },
    {"picture": "five_by_five", "flip": "True", "dilation": "2", "kernel": "1,2;3,4"},
    {"picture": "astronaut", "side": "64", "colour": "sum", "kernel": "gaussian"},
    {"picture": "astronaut", "side": "64", "colour": "each", "padding": "same"},
)


@pytest.mark.parametrize("query", CONVOLUTIONS, ids=str)
@pytest.mark.parametrize("at", [(0, 0), (1, 0)], ids=str)
def test_the_program_of_a_convolution_ends_with_the_number_on_screen(
    open_app, shown, programs, query, at
):
    app = opened(open_app(**query), shown)
    y = shown.arrays["output"]
    channel = len(y) - 1
    shown.send({"kind": "here", "query": f"?at={at[0]},{at[1]}&channel={channel}"})
    run(app)
    number = float(printed(programs[-1]))
    assert number == pytest.approx(float(y[channel, *at]), rel=1e-12, abs=1e-12)


def test_a_gif_is_made_when_asked_and_only_then(open_app, shown):
    app = opened(open_app(picture="five_by_five"), shown)
    assert not any("GIF (" in label for label in labels(app))
    app = run(app.button(key="convolution-keep-gif").click())
    while not any("GIF (" in label for label in labels(app)):
        assert "Cancel" in [button.label for button in app.button]
        app = run(app)  # a slice of the work
    assert [label for label in labels(app) if "GIF" in label] == ["Save the GIF (0.2 MB)"]
    assert [box.value for box in app.number_input if box.label in ("From step", "To step")] == [
        0,
        8,
    ]


def test_a_stretch_that_is_too_long_or_turned_around_is_refused(open_app, shown):
    app = opened(open_app(picture="five_by_five", padding="8"), shown)
    _, last = (box for box in app.number_input if "step" in box.label and "-keep-" in box.key)
    last.set_value(100)
    app = run(app.button(key="convolution-keep-gif").click())
    said = "A GIF of 1 to 60 steps can be made; 101 were asked for."
    assert said in [t.value for t in app.text]
    assert not any("GIF (" in label for label in labels(app))
