"""Classes of one's own: what they teach, what is refused, and what stays out of links."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz.lessons.training import controls, controls_own, data, own, run
from cnnviz.lessons.training.settings import Training, kept
from cnnviz.settings import class_names, fits, from_link, parts, short, to_link
from tests.pages.fixtures import run as again

PAGE = "pages/training.py"


def pixels(class_, number):
    """A bright square at the left or at the right, a little different each time."""
    found = np.full((32, 32), 20 + number, np.uint8)
    found[8:24, 2 + 14 * class_ : 16 + 14 * class_] = 200
    return found


def photo(class_, number):
    file = BytesIO()
    Image.fromarray(pixels(class_, number)).save(file, "PNG")
    return f"{number}.png", file.getvalue()


@pytest.fixture
def page(open_app, shown):
    shown.app = open_app(PAGE)
    return shown.visit


def bring(page, *counts):
    """So many pictures for each class, without the time that reading files takes."""
    found = [[own.encoded(pixels(c, k)) for k in range(n)] for c, n in enumerate(counts)]
    assert page.change(photos=own.joined(found))


def test_own_pictures_are_learnt_and_every_third_is_kept_to_test_on(page, shown):
    page.change(classes="left,right")
    bring(page, 6, 6)
    page.change(**controls_own.SMALL)
    again(shown.app)
    assert page.message == "" and page.settings.data == "own"
    found = data.data_of(page.settings)
    assert found.x.shape == (8, 1, 32, 32) and found.test_x.shape == (4, 1, 32, 32)
    assert found.names == ("left", "right") and found.test_y.tolist() == [0, 0, 1, 1]
    assert shown.header["classes"] == ["left", "right"] and shown.header["colour"] == "grey"
    last = list(run.moments(page.settings.run, found))[-1]
    assert last.test.right == 4


def test_what_can_not_be_trained_on_says_why_and_all_stays(page):
    bring(page, 1)
    controls_own._train(page)
    assert page.message == own.ONE.format(name="A", count="one picture")
    assert page.settings.data == "digits" and len(own.pictures(page.settings.photos, 2)[0]) == 1
    same = [own.encoded(pixels(0, k)) for k in range(2)]
    page.change(photos=own.joined([same, same[::-1]]))
    controls_own._train(page)
    assert page.message == own.SAME.format(one="A", other="B")


def test_a_broken_upload_is_told_of_and_the_others_are_taken(page):
    controls_own.take(page, 0, [photo(0, 0), ("broken.png", b"no picture"), photo(0, 1)])
    assert page.message.startswith("broken.png: ")
    there = own.pictures(page.settings.photos, 2)
    assert [len(each) for each in there] == [2, 0]
    np.testing.assert_array_equal(own.pixels(there[0][1]), pixels(0, 1))
    name = "../\x00<img src=x>\u202e:red[x] $a$\n" + "n" * 300
    controls_own.take(page, 0, [(name, b"no picture")])
    assert page.message.startswith("../?<img src=x>?:red[x] $a$?nnnnnnnnnnn…: This file is no ")
    bring(page, 9)
    controls_own.take(page, 0, [photo(0, 9), photo(0, 10)])
    assert page.message == controls_own.FULL.format(name="A", most=10)
    assert len(own.pictures(page.settings.photos, 2)[0]) == 10


def test_pictures_stay_out_of_links_and_can_be_forgotten(page, shown):
    bring(page, 2, 2)
    page.change(**controls_own.SMALL)
    settings = page.settings
    assert settings.photos and "photos" not in short(settings) and not fits(settings)
    assert settings.photos not in kept(settings) and page.stays == "photos"
    assert from_link(Training, parts(to_link(settings)))[0] == settings
    assert settings.keeping(settings) == settings
    page.change(beside=kept(settings.run))
    assert page.settings.other == settings.run
    again(shown.app)
    assert shown.header["beside"]["about"] == "the same settings"
    page.forget_private()
    assert page.settings.photos == "" and page.settings.data == "digits"


def test_classes_come_and_go_and_have_names_of_their_own(page):
    controls_own._add(page)
    assert page.settings.classes == "A,B,C"
    controls_own._drop(page)
    assert page.settings.classes == "A,B"
    for text, sentence in (
        ("A", "There can be 2 to 5 classes."),
        ("A,A", class_names.TWICE),
        ("A,<b>", class_names.NAME),
    ):
        with pytest.raises(ValueError, match="class") as problem:
            own.read_names(text)
        assert str(problem.value) == sentence


@pytest.mark.parametrize(
    "text", ["x", ";".join("abcdef"), "A" * 1366 + "," + "x", ",".join(["A" * 1366] * 11)]
)
def test_hostile_pictures_are_refused(text):
    with pytest.raises(ValueError, match="pictures"):
        own.read_photos(text)


def test_the_panel_is_filled(open_app, shown):
    app = open_app(PAGE)
    app.session_state["training-own"] = True
    again(app)
    assert controls.NAME == "training"
