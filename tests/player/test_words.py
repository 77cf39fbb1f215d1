"""Words for people stand in words.py and phrases.py, and nowhere else.

Scripts are checked by a rule of eslint.config.js; here are the pages of the players.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import cnnviz

ROOT = Path(cnnviz.__file__).parent
PAGES = sorted((*ROOT.glob("lessons/*/*.html"), *ROOT.glob("player/**/*.html")))
SAID = {"aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description"}
WORD = re.compile(r"[^\W\d_]{2,}")


class Said(HTMLParser):
    """Collects every word of a page that a person reads or hears."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(re.sub(r"\{\{[\w.]+\}\}", "", page))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in SAID:
                self.found += WORD.findall(value or "")

    def handle_data(self, data):
        self.found += WORD.findall(data)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_has_no_words_of_its_own(page):
    assert Said(page.read_text("utf-8")).found == []


def test_words_are_found_where_they_are():
    page = '<b title="Zoom in">{{label}} Whole</b><i class="two words">×</i><svg></svg>'
    assert Said(page).found == ["Zoom", "in", "Whole"]
