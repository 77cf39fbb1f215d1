"""What a session brought, and what was worked out from it, ends with the session."""

from queue import SimpleQueue

import pytest

from cnnviz import owners
from cnnviz.files import own_model
from cnnviz.ui import belongings
from cnnviz.ui.caching import PACKED, RESULTS
from tests.pages.fixtures import bring, run
from tests.ui.test_photo import file


def kept():
    """All keys of what is kept for everybody."""
    return {key for store in (RESULTS, PACKED, own_model.MODELS) for key in store._kept}


@pytest.fixture
def leaves(monkeypatch):
    """Lets go of all that an app's session has, as when it ends."""
    monkeypatch.setattr(owners, "_left", SimpleQueue())

    def leave(app):
        del app.session_state[belongings.OWNER]
        owners.forget_next()

    return leave


@pytest.mark.parametrize("name", ["convolution", "filter_bank", "pooling", "backprop", "regions"])
def test_nothing_that_shows_a_photo_stays_when_its_session_has_ended(open_app, shown, leaves, name):
    app = open_app(f"pages/{name}.py")
    before = kept()
    bring(app, shown, file(7, (40, 40, 3)))
    run(app)
    assert kept() - before
    leaves(app)
    assert not kept() - before


def test_what_is_asked_for_before_anything_was_brought_stays(open_app, shown, leaves):
    app = open_app(picture="camera", stride="3")
    before = kept()
    bring(app, shown, file(8, (40, 40, 3)))
    leaves(app)
    assert kept() >= before
