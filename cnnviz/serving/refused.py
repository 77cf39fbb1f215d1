"""What the app says of a file that did not reach it: a browser shows a red mark and no words."""

import re
from collections import OrderedDict

from streamlit import runtime

from .words import too_much

MOST = 1000  # sentences that wait for their page
_waiting: OrderedDict[str, str] = OrderedDict()
LATER = re.compile(r"later:([0-9]{1,9})")  # in the place of a photo that was taken out of a message


def note(session: str, sentence: str) -> None:
    """Keep the sentence for the page of this session; of too many the oldest is forgotten."""
    _waiting[session] = sentence
    _waiting.move_to_end(session)
    while len(_waiting) > MOST:
        _waiting.popitem(last=False)


def take(session: str) -> str:
    """The sentence that waits for this session, for the last time; nothing where there is none."""
    return _waiting.pop(session, "")


def show(session: str) -> None:
    """Run the page of this session again, as it stands, so that it says its sentence."""
    app = runtime.get_instance().get_app_session(session)
    if app:
        app.request_rerun(app._client_state)  # as Streamlit does when a source file was changed


def later(seconds: float) -> str:
    """What stands in the place of a photo that has to wait so long."""
    return f"later:{max(1, round(seconds))}"


def sentence(data: object) -> str:
    """What to say of what stands in a photo's place; nothing where that is a photo.

    >>> sentence("later:12"), sentence("iVBORw0KGgo=")
    ('Too much was uploaded in a short time. Try again in 12 s.', '')
    """
    found = LATER.fullmatch(data) if isinstance(data, str) else None
    return too_much(int(found[1])) if found else ""
