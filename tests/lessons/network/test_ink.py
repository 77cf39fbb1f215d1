"""A digit written with dark ink on paper, before the network that learned bright ink on black."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz.files import labelled
from cnnviz.lessons.network import controls_ink, words_ink
from tests.pages.fixtures import bring, run


@pytest.fixture
def note():
    """A 2 of the set, large, as ink of 70 on paper of 190 in a light that falls off."""
    digits = labelled.load("digits")
    small = Image.fromarray((digits.pictures[50] * (255 / 16)).astype(np.uint8))
    large = np.asarray(small.resize((160, 160), Image.Resampling.BICUBIC)) / 255
    light = np.linspace(0, 25, 160)[:, None]
    file = BytesIO()
    Image.fromarray((190 - 120 * large - light).astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def radio(app):
    return next((one for one in app.radio if one.label == words_ink.ASKS), None)


def best(shown):
    answer = shown.header["answers"][0]
    return answer["name"], answer["share"]


def test_a_note_is_read_and_every_way_is_there_to_choose(open_app, shown, note):
    app = open_app("pages/network.py", network="digits", picture="digits-50")
    assert radio(app) is None and shown.header["note"] == ""
    bring(app, shown, note)
    assert shown.link["picture"] == "upload"
    assert (best(shown)[0], shown.header["note"]) == ("2", words_ink.NOTES["paper"])
    assert shown.arrays["square"].min() == 0 and shown.arrays["square"].max() == 255
    app.session_state["network-pictures"] = True
    ways = radio(run(app))
    assert ways.value == "paper"
    assert [option.split(":")[0] for option in ways.options] == list(words_ink.TITLES.values())
    run(ways.set_value("level"))
    assert best(shown)[0] != "2" and shown.header["note"] == ""
    assert shown.link["recipe"] == "1"
    app.query_params.clear()
    shown.visit.change(picture="digits-50")
    run(app)
    assert best(shown)[0] == "2" and "recipe" not in shown.link


def test_a_network_for_photos_asks_nothing(open_app, shown):
    app = open_app("pages/network.py")
    app.session_state["network-pictures"] = True
    run(app)
    assert radio(app) is None and controls_ink.note(shown.visit) == ""
