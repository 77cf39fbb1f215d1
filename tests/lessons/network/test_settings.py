"""The picture that suits a network, in links and in the menu."""

import pytest

from cnnviz.files import own_model, set_pictures
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network import controls
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.settings import from_link, to_link
from cnnviz.settings.link import parts
from cnnviz.ui.state import PageState

FIRST = {
    "efficientnet_lite0": "coffee",
    "clothes": set_pictures.tiles("clothes")[0],
    "digits": set_pictures.tiles("digits")[0],
    "neocognitron": set_pictures.tiles("figures")[0],
}


@pytest.mark.parametrize("network", TRAINED)
def test_a_network_opens_on_a_picture_that_suits_it(network):
    settings, faults = from_link(NetworkPage, {"network": network})
    assert (settings.picture, faults) == (FIRST[network], ())
    assert to_link(settings) == ("" if network == "efficientnet_lite0" else f"network={network}")


@pytest.mark.parametrize("picture", ["coffee", "camera", "digits-50", FIRST["clothes"]])
@pytest.mark.parametrize("network", TRAINED)
def test_a_link_brings_back_any_picture_on_any_network(network, picture):
    settings = NetworkPage(network, picture)
    assert from_link(NetworkPage, parts(to_link(settings))) == (settings, ())


def test_a_model_that_fits_a_link_opens_on_what_it_reads():
    small = own_model.keep(own_model.find("digits"), "0" * 32)
    assert from_link(NetworkPage, {"model": small})[0].picture == FIRST["digits"]


def test_another_network_takes_its_own_picture_unless_one_was_chosen():
    visit = PageState("network", NetworkPage(), controls.compute)
    for name in ("clothes", "digits", "efficientnet_lite0"):
        controls._take(visit, name)
        assert (visit.settings.network, visit.settings.picture) == (name, FIRST[name])
    visit.change(picture="camera")
    controls._take(visit, "digits")
    assert (visit.settings.network, visit.settings.picture) == ("digits", "camera")
    visit.change(picture="digits-50")
    controls._take(visit, "clothes")
    assert visit.settings.picture == "digits-50"
