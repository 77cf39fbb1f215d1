"""What players get is packed once for all who open the same link, and anew for any other."""

import pytest

from cnnviz.ui import player
from cnnviz.ui.caching import PACKED

LINKS = {
    "pages/convolution.py": {"kernel": "1,2,1;0,0,0;-1,-2,-1", "picture": "five_by_five"},
    "pages/pooling.py": {"window": "4", "view": "race"},
    "pages/transposed_convolution.py": {"stride": "3"},
    "pages/mlp_to_cnn.py": {"x1": "7,0,1,3,1,0,0,1"},
    "pages/signals.py": {"signal": "7,0,1,3,1,0,0,1"},
    "pages/equivariance.py": {"kernel": "1,2,1;0,0,0;-1,-2,-1", "picture": "five_by_five"},
    "pages/architectures.py": {"seed": "7"},
}


@pytest.mark.parametrize("page", LINKS)
def test_a_link_is_packed_once(open_app, shown, monkeypatch, page):
    PACKED.clear()
    given, play = [], player.play

    def note(visit, payload, *rest):
        given.append(payload)
        play(visit, payload, *rest)

    monkeypatch.setattr(player, "play", note)
    open_app(page, **LINKS[page])
    mine, link = given[-1], shown.header["link"]
    open_app(page, **LINKS[page])
    assert given[-1] is mine and link
    open_app(page)
    assert given[-1] is not mine and not shown.header["link"]
