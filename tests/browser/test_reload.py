"""An edited script or style of a player reaches an open page by a reload: the server goes on."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import ROOT

SCRIPT = f"""
import sys
from pathlib import Path

sys.path.insert(0, {str(ROOT)!r})

from cnnviz.player.packing import pack
from cnnviz.settings import Step
from cnnviz.ui.player import play
from cnnviz.ui.state import PageState

visit = PageState("toy", Step(), print)
play(visit, pack({{}}, {{}}), print, Path(__file__).with_name("player.js"))
"""
PLAYER = """
import {{ word }} from "./word.js";

export default ({{ parentElement }}) => {{
  parentElement.querySelector("p").textContent = word + "{mark}";
}};
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "toy_app.py").write_text(SCRIPT)
    (tmp_path / "player.js").write_text(PLAYER.format(mark="!"))
    (tmp_path / "player.html").write_text('<p data-testid="toy"></p>')
    (tmp_path / "player.css").write_text("p { color: rgb(1, 2, 3) }")
    (tmp_path / "word.js").write_text('export const word = "one";\n')
    return tmp_path


def test_a_reload_shows_an_edit_of_any_file_of_a_player(serve_script, open_page, folder):
    page = open_page(serve_script(folder / "toy_app.py"))
    toy = page.get_by_test_id("toy")
    expect(toy).to_have_text("one!")
    expect(toy).to_have_css("color", "rgb(1, 2, 3)")
    for file, text, shown in (
        ("word.js", 'export const word = "two";\n', "two!"),
        ("player.js", PLAYER.format(mark="?"), "two?"),
        ("player.css", "p { color: rgb(3, 2, 1) }", "two?"),
    ):
        (folder / file).write_text(text)
        page.reload()
        expect(toy).to_have_text(shown)
    expect(toy).to_have_css("color", "rgb(3, 2, 1)")
