"""A lesson as one page: what is in it is escaped, and it opens where the player stood."""

import gzip
import json
import re
import struct
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from cnnviz.player import state
from cnnviz.player.alone.page import LARGEST, misfit, page
from cnnviz.player.packing import changed, pack, unpack
from cnnviz.player.phrases import NEVER_MADE
from cnnviz.player.state import told
from tests.player.test_modules import PLAYERS

NAMED = re.compile(r'"(\w+)": ((?:"[^"\n]*"\s*)+)')
HOSTILE = "</script><script>alert(1)</script></template><!-- <img src=x onerror=alert(2)> {{css}}"
LINES = [
    {"name": "at", "default": None, "value": [2, 3], "always": True},
    {"name": "by", "default": "pixel", "value": "product"},
    {"name": "done", "default": 0, "value": 7},
]
HEADER = {"state": LINES, "link": "stride=2&kernel=box", "keys": [["Ctrl Z, Ctrl Y", "undo"]]}


class Elements(HTMLParser):
    """The names of all elements, their attributes and the texts in scripts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.scripts, self.policy = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.policy = self.policy or dict(attributes).get("content", "")

    def handle_data(self, data):
        if self.tags[-1:] == ["script"]:
            self.scripts.append(data)


def payload_of(**more):
    return pack({**HEADER, **more}, {"x": np.arange(6.0).reshape(1, 2, 3)})


def data_of(text):
    """The payload in a page, and what only that page gets."""
    whole = gzip.decompress(b64decode(Elements(text).scripts[0]))
    (length,) = struct.unpack("<I", whole[-4:])
    return unpack(whole[: -4 - length]), json.loads(whole[-4 - length : -4])


@pytest.mark.parametrize("entry", PLAYERS[:1] + PLAYERS[3:], ids=lambda entry: entry.parent.name)
def test_no_text_of_a_person_becomes_an_element_and_one_script_may_run(entry):
    plain = page(payload_of(words={"notes": "a"}), entry, title="a", hint="a", said="a")
    text = page(
        payload_of(words={"notes": HOSTILE}), entry, title=HOSTILE, hint=HOSTILE, said=HOSTILE
    )
    found = Elements(text)
    assert found.tags == Elements(plain).tags
    data, script = (part for part in found.scripts if part.strip())
    assert set(data) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
    assert "</script" not in script.lower()
    assert "<!--" not in script
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{digest}';" in found.policy
    (header, _), _ = data_of(text)
    assert header["words"] == {"notes": HOSTILE}


def test_it_opens_where_the_player_stood():
    here = {"stride": "2", "kernel": "box", "at": "0,5", "done": "4"}
    (header, arrays), personal = data_of(page(payload_of(), title="a", here=here))
    assert [line["value"] for line in header["state"]] == [[0, 5], "pixel", 4]
    assert arrays["x"].tolist() == [[[0, 1, 2], [3, 4, 5]]]
    assert header["keys"] == []
    assert personal["alone"] is True
    types = (Path(state.__file__).parent / "js/payload.d.ts").read_text("utf-8")
    fields = types.partition("interface Personal {")[2].partition("\n}")[0]
    assert sorted(personal) == sorted(re.findall(r"^  (\w+)\??:", fields, re.MULTILINE))


@pytest.mark.parametrize(
    ("here", "values"),
    [
        ({}, [[2, 3], "product", 7]),
        ({"stride": "3", "kernel": "box", "at": "0,5"}, [[2, 3], "product", 7]),
        ({"stride": "2", "kernel": "box", "at": "", "by": "product"}, [None, "product", 0]),
        ({"stride": "2", "kernel": "box"}, [[2, 3], "pixel", 0]),
        ({"stride": "2", "kernel": "box", "at": "a,b", "done": "much"}, [[2, 3], "pixel", 7]),
    ],
    ids=["nowhere", "other settings", "as usual", "without a place", "not to be read"],
)
def test_an_address_of_the_same_settings_says_where(here, values):
    assert [line["value"] for line in told(LINES, "stride=2&kernel=box", here)] == values


def test_a_lesson_that_is_too_large_says_so_and_what_would_fit():
    noise = np.random.default_rng(0).random((1, 500, 500))
    large = pack(HEADER, {"x": noise})
    assert misfit(payload_of()) == ""
    said = misfit(large)
    assert said.startswith("As one file this lesson would have 2.")
    assert said.endswith(" MB, and at most 2 fit: choose a smaller picture.")
    with pytest.raises(ValueError, match="As one file"):
        page(large, title="a")


def test_many_equal_numbers_fit_where_as_many_others_do_not():
    large = pack(HEADER, {"x": np.full((1, 500, 500), 0.1)})
    assert misfit(large) == ""
    assert len(page(large, title="a").encode()) < LARGEST


def test_nothing_is_said_to_be_on_its_way():
    words = {"why": {"waits": "Being worked out …", "value": "a"}, "list": ["waits"]}
    (header, _), _ = data_of(page(payload_of(words=words), title="a"))
    assert header["words"] == {"why": {"waits": NEVER_MADE, "value": "a"}, "list": ["waits"]}


def test_a_changed_header_leaves_the_arrays():
    header, arrays = unpack(
        changed(payload_of(), lambda header: header.update(link="a longer one"))
    )
    assert header["link"] == "a longer one"
    assert arrays["x"].tolist() == [[[0, 1, 2], [3, 4, 5]]]


def test_what_is_being_worked_out_is_called_so_that_a_file_can_say_that_it_never_was():
    said = {"waits": "Being worked out …", "sentences": {"waits": "Following {unit} …", "see": "a"}}
    (header, _), _ = data_of(page(payload_of(words=said), title="a"))
    ended = {"waits": NEVER_MADE, "sentences": {"waits": NEVER_MADE, "see": "a"}}
    assert header["words"] == ended
    folder = Path(state.__file__).parents[1] / "lessons"
    for path in folder.glob("*/words*.py"):
        for name, text in NAMED.findall(path.read_text("utf-8")):
            assert not text.rstrip().endswith(' …"') or name in {
                "waits",
                "starts",
                "running",
                "queue",
            }, path
