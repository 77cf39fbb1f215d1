"""What a browser says of controls that it has not been told of yet is not what anybody chose."""

import ast
from pathlib import Path

from cnnviz.ui import widgets
from tests.pages.fixtures import bring, run
from tests.ui.test_photo import file

ROOT = Path(__file__).parents[2]
CHOICES = ("st.selectbox", "st.segmented_control", "st.radio")
FOLDERS = ("cnnviz/ui", "cnnviz/lessons", "pages")


class State(dict):
    """A session's state, and what it was given."""

    def __init__(self, held):
        super().__init__(held)
        self.given = []

    def __setitem__(self, key, value):
        self.given.append(key)
        super().__setitem__(key, value)


def seen(app):
    return app.number_input(key="seen")


def small(app):
    return app.segmented_control(key="convolution-kind")


def test_a_request_on_its_way_does_not_take_a_photo_back(open_app, shown):
    app = open_app(picture="arrow")
    before = seen(app).value
    bring(app, shown, file())
    assert shown.link["picture"] == "upload" and seen(app).value > before
    small(app).set_value(True)  # as it stands in a browser that has not got the answer
    seen(app).set_value(before)
    run(app)
    assert shown.link["picture"] == "upload"
    assert small(app).value is False
    run(small(app).set_value(True))  # somebody who has seen the photo goes back
    assert shown.link["picture"] == "arrow"


def test_an_undo_is_not_taken_back_by_the_next_one(open_app, shown):
    app = open_app()
    for amount in (2, 3):
        run(app.number_input(key="convolution-stride-step").set_value(amount))
    before = seen(app).value
    for stale in (3.0, 3.0):
        shown.send({"kind": "undo"})
        app.number_input(key="convolution-stride-step").set_value(stale)
        seen(app).set_value(before)
        run(app)
    assert shown.link == {}


def test_clicks_that_the_page_only_follows_are_all_taken(open_app, shown):
    app = open_app()
    before = seen(app).value
    for amount in (2, 3, 4):
        run(app.number_input(key="convolution-stride-step").set_value(amount))
    assert shown.link == {"stride": "4"} and seen(app).value == before


def test_a_control_that_is_gone_says_nothing(open_app, shown):
    app = open_app(picture="camera")
    app.session_state["more"] = True
    run(app)
    told, key = app.session_state["told"], "convolution-colour-list"
    given = told.given[key]
    run(small(app).set_value(True))
    assert given.value == "grey" and told.given[key].number == told.number > given.number


def test_a_panel_that_a_photo_closed_stays_closed(open_app, shown):
    app = open_app(picture="arrow")
    app.session_state["convolution-pictures"] = True
    run(app)
    before = seen(app).value
    bring(app, shown, file())
    app.session_state["convolution-pictures"] = True  # as the browser still has it
    seen(app).set_value(before)
    run(app)
    assert not app.session_state["convolution-pictures"]


def test_a_choice_in_a_panel_counts_before_the_run_that_drew_it_is_over(open_app, shown):
    app = open_app()
    before = seen(app).value
    app.session_state["more"] = True
    run(app)
    assert seen(app).value > before
    app.segmented_control(key="convolution-flip-segments").set_value(True)
    seen(app).set_value(before)  # the number, drawn last, is not there yet
    run(app)
    assert shown.link == {"flip": "True"}


def test_what_a_widget_showed_before_is_old_until_a_browser_has_seen_the_last_of_two_answers(
    monkeypatch,
):
    state = {widgets.KEY: 5, "stride": 1}
    monkeypatch.setattr(widgets.st, "session_state", state)
    told = widgets._told()
    for told.number, value in ((5, 2), (6, 3)):
        widgets.give("stride", value)
    for state[widgets.KEY], old in ((5, True), (6, True), (7, False)):
        for state["stride"] in (1, 2):
            assert widgets.is_old("stride") is old
    for state[widgets.KEY] in (5, 6, 7):
        state["stride"] = 4  # nothing ever showed it: somebody chose it
        assert not widgets.is_old("stride")


def test_a_choice_that_crossed_another_value_on_its_way_is_shown_in_its_place(monkeypatch):
    state = {widgets.KEY: 5, "stride": 3}
    monkeypatch.setattr(widgets.st, "session_state", state)
    told = widgets._told()
    told.number, told.said = 5, {"stride"}
    widgets.sync("stride", 2)  # by an undo
    told.number, state["stride"] = 6, 4  # the browser has not seen it
    assert not widgets.is_old("stride")
    widgets.sync("stride", 4)
    assert told.given["stride"] == widgets.Given(7, 4, (3, 2))
    told.number = 7
    for state[widgets.KEY] in (6, 7):
        widgets.sync("stride", 4)
        assert told.given["stride"].number == 7
    state["stride"] = 2  # what it was set to may come to the browser after the choice was sent
    state[widgets.KEY] = 6
    assert widgets.is_old("stride")


def test_what_a_run_that_was_cut_short_had_set_is_set_again(monkeypatch):
    state = State({widgets.KEY: 5, "stride": 1, "panel": True})
    monkeypatch.setattr(widgets.st, "session_state", state)
    told = widgets._told()
    told.number, told.said = 5, {"stride", "panel"}
    widgets.sync("stride", 2)
    widgets.give("panel", False)
    state.given.clear()
    widgets.sync("stride", 2)  # the run that set it did not come to its end
    widgets.hold("panel")
    assert state == {widgets.KEY: 5, "stride": 2, "panel": False, widgets.TOLD: told}
    assert state.given == ["stride", "panel"]
    assert [told.given[key].number for key in ("stride", "panel")] == [6, 6]
    told.number = 6
    widgets.sync("stride", 2)
    widgets.hold("panel")
    assert state.given == ["stride", "panel"]


def test_a_control_that_the_browser_does_not_speak_of_is_set_again(monkeypatch):
    """It goes back or on in its history, or has not drawn the control yet."""
    state = State({widgets.KEY: 5, "stride": 1})
    monkeypatch.setattr(widgets.st, "session_state", state)
    told = widgets._told()
    told.number = 5
    widgets.sync("stride", 2)
    for told.number, told.said, times in ((6, {"seen"}, 2), (7, {"stride"}, 2), (8, (), 3)):
        widgets.sync("stride", 2)
        assert state.given.count("stride") == times
    told.said, state["stride"] = {"stride"}, 4  # chosen before it was set once more
    assert not widgets.is_old("stride")
    told.number = 9
    widgets.sync("stride", 4)
    assert told.given["stride"] == widgets.Given(10, 4, (1, 2))


def test_a_choice_in_a_panel_that_was_just_drawn_is_there_already(monkeypatch):
    state = {widgets.KEY: 5}
    monkeypatch.setattr(widgets.st, "session_state", state)
    told = widgets._told()
    told.number, told.said = 5, {"flip"}
    widgets.sync("flip", False)
    told.number, state["flip"] = 6, True
    widgets.sync("flip", True)
    assert told.given["flip"].number == 6


def test_whatever_follows_the_settings_asks_what_was_seen():
    """A widget whose key comes from `sync` has an answer that asks."""
    careless = []
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        for part in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(part, ast.FunctionDef):
                careless += [f"{path.name}: {one}" for one in unasked(part)]
    assert careless == []


def test_a_button_that_looks_otherwise_once_it_is_chosen_stays_the_same_one():
    """Without a name it is another one then: a press on it is lost while it is drawn anew."""
    nameless = [
        f"{path.name}: {ast.unparse(call)}"
        for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "st.button"
        for given in [{one.arg: one.value for one in call.keywords}]
        if "key" not in given
        if not isinstance(given.get("type", ast.Constant("")), ast.Constant)
    ]
    assert nameless == []


def test_a_label_from_before_is_no_choice(monkeypatch):
    """Where what a choice offers was written anew, Streamlit says the old label itself."""
    state, taken = {}, []
    monkeypatch.setattr(widgets.st, "session_state", state)
    act = widgets.answer("way", lambda: taken.append(state["way"]), options={0: "0 to 1: cat 3 %"})
    for state["way"] in ("0 to 1: cat 2 %", None, 0):
        act()
    assert taken == [0]


def unasked(part):
    """The `on_change` of each synced widget that is called whatever was seen or is offered."""
    synced = {
        ast.unparse(one.targets[0])
        for one in ast.walk(part)
        if isinstance(one, ast.Assign)
        and ast.unparse(one.value).startswith(("widgets.sync(", "_shown("))
    }
    for call in ast.walk(part):
        given = {one.arg: ast.unparse(one.value) for one in getattr(call, "keywords", ())}
        act = given.get("on_change", "widgets.answer(")
        chooses = ast.unparse(getattr(call, "func", call)) in CHOICES and "on_change" in given
        asks = act.startswith("widgets.answer(") and ("options=" in act or not chooses)
        if given.get("key") in synced and not asks:
            yield act


def test_every_page_draws_what_was_seen():
    for path in (ROOT / "pages").glob("*.py"):
        text = path.read_text("utf-8")
        assert "st.fragment" not in text or "with layout.lesson():" in text, path.name
