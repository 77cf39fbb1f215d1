"""What the player gets of a network on a picture."""

from dataclasses import replace

import pytest

from cnnviz.lessons.network import controls, payload, words
from cnnviz.lessons.network.payload import Chosen
from cnnviz.lessons.network.settings import NetworkPage, View
from cnnviz.player import source as sources
from cnnviz.player.packing import unpack


@pytest.fixture(scope="module")
def seen():
    return controls.compute(NetworkPage(network="digits", picture="digits-50"), None)


def header(seen, chosen):
    source = sources.photo("digits", 1, "")
    return unpack(payload.encode(seen, chosen, None, source=source, link="", view=View()))[0]


def test_what_is_said_of_the_layers_is_worked_out_once_a_picture(seen, monkeypatch):
    first, told = header(seen, Chosen(0, 0)), []
    sentences = words.sentences
    monkeypatch.setattr(words, "sentences", lambda one: told.append(one) or sentences(one))
    second = header(seen, Chosen(2, 1))
    assert second["unit"] != first["unit"]
    assert (second["layers"], told) == (first["layers"], [])
    another = replace(seen, names=seen.names[::-1])
    assert header(another, Chosen(0, 0))["layers"] == first["layers"]
    assert told == [another]
