"""The signals page stepped as a person steps it; every number is the engine's."""

import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.figures.numbers import number
from cnnviz.lessons.signals import words
from cnnviz.lessons.signals.controls import compute
from cnnviz.lessons.signals.settings import Signals
from cnnviz.lessons.signals.trace_reach import moved
from cnnviz.settings import from_link, parts
from tests import equations
from tests.browser.app import held_up, settle
from tests.browser.reading import painted

READ = """root => {
  const text = s => root.querySelector(s)?.textContent ?? "";
  const rows = Object.fromEntries(text("[data-testid=object]").split("; ").map(row => {
    const [name, numbers = ""] = row.split(": ");
    return [name, numbers.split(" ")];
  }));
  return { rows, sentence: text("[data-testid=sentence]"), where: text("[data-testid=where]"),
    panel: text("[data-testid=panel]"), line: text("[data-testid=code] .here") };
}"""


# In place of a loudspeaker: what it was given.
LOUDSPEAKER = """() => {
  window.heard = { starts: 0 };
  AudioContext = class {
    createBuffer(channels, count, rate) {
      Object.assign(heard, { count, rate });
      return new AudioBuffer({ numberOfChannels: channels, length: count, sampleRate: rate });
    }
    createBufferSource() {
      return { connect() {}, stop() {}, start() {
        heard.starts++;
        heard.values = [...this.buffer.getChannelData(0).subarray(0, 5)];
      } };
    }
  };
}"""


def read(page):
    return page.get_by_test_id("cnnviz-player").evaluate(READ)


def traced(query=""):
    return compute(from_link(Signals, parts(query))[0], None)


def texts(values):
    return [number(v) for v in np.ravel(values)]


def walk(page, steps, key="ArrowRight"):
    """What is read at each step, from the first one on."""
    page.keyboard.press("Home")
    expect(page.get_by_test_id("where")).to_contain_text(re.compile(r"step 1 of|line"))
    seen = [read(page)]
    for _ in range(steps - 1):
        page.keyboard.press(key)
        expect(page.get_by_test_id("where")).not_to_have_text(seen[-1]["where"])
        seen.append(read(page))
    sentences = [one["sentence"] for one in seen]
    assert equations.faults(sentences) == []
    return seen


def test_every_step_of_every_view_is_the_engines(open_lesson, watch):
    page, made = open_lesson("filter=-1,1,-1&bias=0.5"), traced("filter=-1,1,-1&bias=0.5")
    with watch.silence(page):
        for shown, z in zip(walk(page, 8), made.filter.z, strict=True):
            assert shown["rows"]["y"] == texts(made.filter.y)
            assert f"= {number(z)}." in shown["sentence"]
        page.keyboard.press("2")
        found = walk(page, 9)
        assert found[-1]["rows"]["found"] == ["1", "3", "5", "7"]
        assert "the pattern is in the signal" in found[-1]["sentence"]
        assert "The best of all 8 scores is 1.5 at place 5" in found[-1]["sentence"]
        page.keyboard.press("3")
        for at, shown in enumerate(walk(page, 16)):
            assert shown["rows"]["lone"] == texts(made.sequence.y[0][0])
            assert shown["rows"]["block"] == texts(made.sequence.y[0][1])
            assert shown["rows"]["found"] == [
                *texts(made.sequence.y[1][0][: at + 1]),
                *["·"] * (15 - at),
            ]
            assert f"found[{at}] = {number(made.sequence.y[1][0, at])}" in shown["sentence"]
        page.keyboard.press("4")
        for at, shown in enumerate(walk(page, 24)):
            for layer in range(1, 5):
                assert shown["rows"][f"layer {layer}"] == texts(made.reach.y[layer])
            first = max(0, at - 15)
            count = "1 sample" if at == 0 else f"{at - first + 1} samples"
            assert f"reads {count}, {first} to {at};" in shown["sentence"]
        page.keyboard.press("5")
        learnt = walk(page, 9)
        for m, dw in enumerate(made.learn.dw):
            assert learnt[-1]["rows"][f"dw {m}"] == [*texts(made.learn.parts[m]), "=", number(dw)]
        assert learnt[0]["rows"]["dz"] == texts(made.learn.dz)
    assert all(a["sentence"] != b["sentence"] for a, b in pairwise(learnt))


def test_the_algorithm_runs_line_by_line_beside_the_data(open_lesson):
    page, made = open_lesson("view=sequence&lines=1"), traced()
    lines = made.sequence.lines[:, 0]
    count, sums = len(lines), made.sequence.sums
    for step in (0, 1, 2, 3, 4, 5, 7, 240, 250, 300, count - 2, count - 1):
        page.locator(".scrub").fill(str(step))
        expect(page.get_by_test_id("where")).to_have_text(
            f"line {lines[step]}, step {step + 1} of {count}"
        )
        shown = read(page)
        assert f"z = {number(sums[step])}" in shown["panel"]
        assert shown["line"] == words.CODE[lines[step]]
        assert equations.faults([shown["sentence"]]) == []
    assert "the sequence is in the signal" in shown["sentence"]


def test_the_future_leaks_through_a_centred_stack_only(open_lesson, app):
    page = open_lesson("view=reach&step=17")
    for keys, count in (("x", 0), ("cc", 0), ("c", 7)):
        with held_up(app):  # the second takes the first back, which is not answered yet
            for key in keys:
                page.keyboard.press(key)
        settle(page)
        expect(page.get_by_test_id("sentence")).to_contain_text(f"{count} of 18 outputs up to 17")
    made = traced("aligned=centred&future=1")
    for at in (17, 16, 15):
        expect(page.get_by_test_id("sentence")).to_contain_text(
            f"{moved(made.reach, at)} of {at + 1} outputs"
        )
        assert read(page)["rows"]["layer 4"] == texts(made.reach.other[at, 4])
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+z")
    settle(page)
    page.keyboard.press("End")
    expect(page.get_by_test_id("sentence")).to_contain_text("0 of 24 outputs up to 23 moved")


def test_a_stack_opens_where_its_tree_is_whole_and_a_link_that_says_a_step_keeps_it(open_lesson):
    page, last = open_lesson("view=reach"), traced().reach.y.shape[1] - 1
    where = page.get_by_test_id("where")
    expect(where).to_contain_text(f"time {last}, step {last + 1} of")
    assert f"at time {last} reads 16 samples" in read(page)["sentence"]
    assert "step=" not in page.url
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("view=reach&step=0$"))
    for _ in range(2):
        page.reload()
        settle(page)
        expect(where).to_contain_text("time 0, step 1 of")
    expect(open_lesson("view=reach&step=5").get_by_test_id("where")).to_contain_text("time 5, step")
    expect(open_lesson("view=find").get_by_test_id("where")).to_contain_text("step 1 of")


def test_what_there_is_one_of_is_said_as_one(open_lesson):
    one = "signal=2&filter=3&edges=none&far=1,2&taps=5&layers=1&goal=1"
    page = open_lesson(one)
    said = {"filter": read(page)["panel"]}
    for name, key in (("reach", "4"), ("find", "2"), ("learn", "5")):
        page.keyboard.press(key)
        page.keyboard.press("End")
        expect(page.locator(f".views [data-action={name}]")).to_have_attribute(
            "aria-pressed", "true"
        )
        painted(page)
        said[name] = f"{read(page)['sentence']} {read(page)['panel']}"
    assert "1 output = " in said["filter"]
    assert "1 sample = 1" in said["reach"]
    assert (
        "1 weight; one wide layer would need 1, and without dilation 1 layer reads 1."
        in (said["reach"])
    )
    assert "The only score is 6, at least 0.5: the pattern is in the signal." in said["find"]
    assert "is used at 1 place, so its gradient is what that place adds: " in said["learn"]
    for text in said.values():
        assert not re.search(r"\b1 (outputs|samples|weights|layers|scores|places)\b", text)


def test_a_bar_is_clicked_dragged_typed_and_undone_and_the_link_has_it(open_lesson):
    page = open_lesson("step=5")
    box = page.get_by_test_id("object").bounding_box()
    pitch = min(74, (box["width"] - 110) / 12)
    x = box["x"] + 100 + 6.5 * pitch  # sample 4 of the columns from -2 on
    y = box["y"] + 60
    page.mouse.click(x, y)
    settle(page)
    assert read(page)["rows"]["x"] == ["0", "1", "1", "1", "1", "1", "0", "0"]
    assert read(page)["rows"]["y"] == texts(traced("signal=0,1,1,1,1,1,0,0").filter.y)
    page.mouse.dblclick(x + pitch, y)
    settle(page)
    page.locator("input.edit").fill("7")
    page.keyboard.press("Enter")
    settle(page)
    assert read(page)["rows"]["x"][5] == "7"
    expect(page).to_have_url(re.compile("signal=0,1,1,1,1,7,0,0"))
    page.mouse.move(x + pitch, y)
    page.mouse.down()
    page.mouse.move(x + pitch, y + 400, steps=4)
    page.mouse.up()
    settle(page)
    assert read(page)["rows"]["x"][5] == "−1"
    page.keyboard.press("Control+z")
    settle(page)
    assert read(page)["rows"]["x"][5] == "7"


def test_predict_hides_the_output_everywhere(open_lesson):
    page = open_lesson("step=4")
    page.keyboard.press("h")
    expect(page.get_by_test_id("sentence")).to_contain_text("What is y[4]?")
    shown = read(page)
    assert shown["rows"]["y"][4] == "?" and shown["sentence"].startswith("What is y[4]?")
    assert "−2" not in shown["panel"]
    page.keyboard.type("-2")
    page.keyboard.press("Enter")
    expect(page.locator(".predict p")).to_have_text("−2 is right.")
    assert read(page)["rows"]["y"][4] == "−2"
    page.keyboard.press("2")
    page.keyboard.press("]")
    expect(page.get_by_test_id("panel")).to_contain_text("threshold0.55")


def test_a_long_signal_is_scrubbed_and_zoomed_without_the_server(open_lesson, watch):
    page, made = (
        open_lesson("signal=chirp-4096&filter=-1,1"),
        traced("signal=chirp-4096&filter=-1,1"),
    )
    page.evaluate(LOUDSPEAKER)
    with watch.silence(page):
        for at in (0, 1000, 4095):
            page.locator(".scrub").fill(str(at))
            expect(page.get_by_test_id("sentence")).to_contain_text(f"y[{at}]")
            assert f"= {number(made.filter.y[at])}." in read(page)["sentence"]
        assert read(page)["rows"] == {"": [""]}
        page.get_by_role("button", name="output", exact=True).click()
        heard = page.evaluate("heard")
        assert [heard[k] for k in ("rate", "count", "starts")] == [8000, 4096, 1]
        size = max(np.abs(made.filter.x).max(), np.abs(made.filter.y).max())
        assert np.allclose(heard["values"], 0.8 * made.filter.y[:5] / size, atol=1e-6)
        page.keyboard.press("z")
        page.keyboard.press("z")
        expect(page.get_by_test_id("object")).to_contain_text("products")
        assert equations.faults([read(page)["sentence"]]) == []
    expect(page).to_have_url(re.compile("step=4095&near=2$"))


def test_numbers_that_lie_too_close_are_one_key_away(open_lesson):
    page, made = (
        open_lesson("signal=noise-24-s3&step=23", "projector"),
        traced("signal=noise-24-s3"),
    )
    assert read(page)["rows"] == {"": [""]}
    page.keyboard.press("z")
    expect(page.get_by_test_id("object")).to_contain_text("products")
    shown = read(page)["rows"]["x"]
    assert len(shown) < 24 and shown == texts(made.filter.x)[-len(shown) :]
    page.keyboard.press("z")
    expect(page.get_by_test_id("object")).to_have_text("")


def test_a_table_is_brought_for_the_view_on_the_screen(open_lesson):
    page = open_lesson("view=reach&step=1")
    page.get_by_test_id("stPopoverButton").filter(has_text="Signal").click()
    settle(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "t.csv", "mimeType": "text/csv", "buffer": b"time,v\n0,3\n1,1\n2,2\n"}
    )
    settle(page)
    expect(page).to_have_url(re.compile(r"far=3,1,2&"))
    page.keyboard.press("Escape")
    settle(page)
    assert read(page)["rows"]["layer 1"] == ["3", "4", "3"]


def test_a_phone_and_the_presenter_have_all_of_it(open_lesson):
    page = open_lesson("view=find&step=8", "phone")
    assert "the pattern is in the signal" in read(page)["sentence"]
    page.get_by_role("button", name="Reach", exact=True).tap()
    expect(page.get_by_test_id("object")).to_contain_text("layer 4")
    assert read(page)["rows"]["layer 4"] == texts(traced().reach.y[4])
    wide = open_lesson("view=learn&step=8")
    wide.keyboard.press("f")
    expect(wide.locator(".player.presenting")).to_be_visible()
    assert wide.locator(".player.presenting").evaluate("e => e.scrollWidth <= e.clientWidth")


KEYS = "1 2 3 4 5 n c u x l z h [ ] Home End Space ArrowLeft ArrowRight p".split()


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(4))
def test_random_keys_clicks_and_hovers_leave_nothing_undefined(open_lesson, seed):
    rng = np.random.default_rng(seed)
    page = open_lesson(
        [
            "",
            "signal=noise-300&filter=1,-2,0.5,1&edges=full",
            "stride=2&relu=1",
            "signal=0,1,1,1,0,1,0,0;1,0,0,1,0,0,1,0&biased=1&edges=own&zeros=3,0",
        ][seed]
    )
    box = page.get_by_test_id("object").bounding_box()
    for _ in range(250):
        x, y = box["x"] + rng.random() * box["width"], box["y"] + rng.random() * box["height"]
        act = rng.random()
        if act < 0.6:
            page.keyboard.press(str(rng.choice(KEYS)))
        elif act < 0.9:
            page.mouse.move(x, y)
        else:
            page.mouse.click(x, y)
            page.keyboard.press("Escape")
        seen = page.get_by_test_id("cnnviz-player").evaluate(READ)
        said = f"{seen['sentence']} {seen['panel']} {seen['where']} {seen['rows']}"
        assert not re.search(r"NaN|undefined|Infinity|∞|\{\w+\}", said), said
    settle(page)
