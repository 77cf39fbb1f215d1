"""The table of contents: real pages, each of which opens and asks its question."""

import ast
from pathlib import Path

import pytest

from pages.contents import LESSONS, opening
from tests.pages.fixtures import ROOT


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.title)
def test_each_lesson_opens_with_its_question(open_app, shown, lesson):
    app = open_app(lesson.file)
    assert [title.value for title in app.title] == [lesson.question]
    assert ast.get_docstring(ast.parse((ROOT / lesson.file).read_text("utf-8"))) == lesson.question
    assert shown.header


def test_every_page_file_is_in_the_table():
    files = {f"pages/{path.name}" for path in Path(ROOT / "pages").glob("*.py")}
    assert files - {"pages/contents.py", "pages/__init__.py"} == {lesson.file for lesson in LESSONS}


def test_the_first_lesson_is_the_front_page(open_app):
    question, hint = opening("convolution")
    app = open_app()
    assert question == LESSONS[0].question == app.title[0].value
    assert hint in [caption.value for caption in app.caption]
