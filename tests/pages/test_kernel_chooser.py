"""The kernel chooser: the bank with its sizes and options, and kernels as text and files."""

import pytest
import streamlit as st

from cnnviz import kernels
from cnnviz.lessons.convolution import controls as convolution
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.ui import kernels as chooser
from cnnviz.ui.state import PageState
from tests.pages.fixtures import run, said

FAMILY, HEIGHT, WIDTH = (
    f"convolution-{name}" for name in ("family", "kernel-side-0", "kernel-side-1")
)


@pytest.fixture
def open_chooser(open_app):
    def open_chooser(**query):
        app = open_app(picture="astronaut", **query)
        app.session_state["convolution-kernels"] = True
        return run(app)

    return open_chooser


def test_every_family_of_the_bank_can_be_chosen(open_chooser, shown):
    app = open_chooser()
    for family in kernels.BANK:
        run(app.selectbox(key=FAMILY).set_value(family.name))
        link = shown.link.get("kernel", "sobel_x")
        assert kernels.from_link(link).name == family.name
        assert said(app) == family.description


def test_a_family_keeps_the_size_where_it_has_it(open_chooser, shown):
    app = open_chooser(kernel="box-4x4")
    run(app.selectbox(key=FAMILY).set_value("gaussian"))
    assert shown.link["kernel"] == "gaussian-4x4"
    run(app.selectbox(key=FAMILY).set_value("sharpen"))
    assert shown.link["kernel"] == "sharpen"


def test_only_sizes_that_the_family_has_are_offered(open_chooser, shown):
    app = open_chooser(kernel="laplacian_of_gaussian")
    assert app.selectbox(key=HEIGHT).options == [str(side) for side in range(5, 16, 2)]
    run(app.selectbox(key=HEIGHT).set_value(9))
    assert shown.link["kernel"] == "laplacian_of_gaussian-9x5"


def test_an_edited_kernel_is_framed_with_zeros_or_cut(open_chooser, shown):
    app = open_chooser(kernel="1,2,3;4,5,6;7,8,9")
    assert app.selectbox(key=FAMILY).value == "custom"
    run(app.selectbox(key=WIDTH).set_value(1))
    assert shown.link["kernel"] == "2;5;8"
    run(app.selectbox(key=WIDTH).set_value(3))
    assert shown.link["kernel"] == "0,2,0;0,5,0;0,8,0"


def test_an_option_of_a_kernel_that_was_edited_meanwhile_changes_nothing(monkeypatch):
    monkeypatch.setattr(st, "session_state", {"angle": 45})
    visit = PageState("convolution", Convolution(kernel="1,2;3,4"), convolution.compute)
    chooser._set_option(visit, "angle", "angle")
    assert visit.settings.kernel == "1,2;3,4"


def test_an_option_of_the_family_changes_the_kernel(open_chooser, shown):
    app = open_chooser(kernel="gabor-9x9")
    run(app.number_input(key="convolution-kernel-angle").set_value(45))
    assert shown.link["kernel"] == "gabor-9x9-a45"
    assert "Gabor 45°" in shown.header["gallery"]["groups"][0]["items"][0]["title"]


def test_weights_of_their_own_for_each_channel(open_chooser, shown):
    app = open_chooser(colour="sum", kernel="1,-1")
    run(app.toggle(key="convolution-per-channel").set_value(True))
    assert shown.link["kernel"] == "1,-1|1,-1|1,-1"
    run(app.toggle(key="convolution-per-channel").set_value(False))
    assert shown.link["kernel"] == "1,-1"


def test_pasted_weights_are_taken_and_bad_ones_named(open_chooser, shown):
    app = open_chooser()
    run(app.text_area(key="kernel-text-0").set_value("1\t0\n0\tzero"))
    assert said(app) == 'Row 1, column 1 says "zero", which is not a number.'
    assert shown.link.get("kernel") is None
    run(app.text_area(key="kernel-text-0").set_value("1\t0\n0\t-1"))
    assert shown.link["kernel"] == "1,0;0,-1"
    assert shown.header["panels"][1]["title"] == "Pasted kernel"


def test_a_list_of_weights_is_asked_about_and_the_text_stays(open_chooser, shown):
    app = open_chooser()
    run(app.text_area(key="kernel-text-0").set_value("1, 2, 1, 2, 4, 2, 1, 2, 1"))
    assert shown.link.get("kernel") is None
    assert app.text_area(key="kernel-text-0").value == "1, 2, 1, 2, 4, 2, 1, 2, 1"
    labels = [button.label for button in app.button if "as" in button.label]
    assert labels == ["Read it as 3 × 3", "as 1 × 9"]
    run(app.button(key="kernel-text-0-way-0").click())
    assert shown.link["kernel"] == "1,2,1;2,4,2;1,2,1"
    assert not [button for button in app.button if "-way-" in (button.key or "")]


def test_a_question_goes_once_the_text_is_another(open_chooser, shown):
    app = open_chooser()
    run(app.text_area(key="kernel-text-0").set_value("1,5"))
    assert app.button(key="kernel-text-0-way-1").label == "as 1 × 1, with decimal commas"
    run(app.text_area(key="kernel-text-0").set_value("1,5\t2"))
    assert shown.link["kernel"] == "1.5,2"
    assert said(app) == "Read with decimal commas: 1 × 2."


def test_a_kernel_that_does_not_fit_stays_in_the_box(open_chooser, shown):
    app = open_chooser(colour="grey")
    run(app.text_area(key="kernel-text-0").set_value("[[[1]], [[2]]]"))
    assert "kernel" not in shown.link
    assert app.text_area(key="kernel-text-0").value == "[[[1]], [[2]]]"


def test_what_is_copied_reads_back(open_chooser):
    app = open_chooser(kernel="1,0.5;-2,4/3")
    tabs, literal = (block.value for block in app.code[-2:])
    assert tabs == "# divisor: 3\n1\t0.5\n-2\t4"
    assert literal == "np.array([[1, 0.5],\n          [-2, 4]]) / 3"


def test_a_saved_kernel_is_loaded_with_its_title(open_chooser, shown):
    app = open_chooser()
    data = b'{"title": "My <b>kernel</b>", "divisor": 4, "weight": [[1, 2], [3, 4]]}'
    run(app.file_uploader(key="kernel-file-0").set_value(("k.json", data, "application/json")))
    assert shown.link["kernel"] == "1,2;3,4/4"
    assert shown.header["panels"][1]["title"] == "My <b>kernel</b>"
    run(app.file_uploader(key="kernel-file-1").set_value(("k.json", b"\xff{", "application/json")))
    assert said(app) == "The file is not text; a CSV or JSON file in UTF-8 fits."
    assert shown.link["kernel"] == "1,2;3,4/4"
