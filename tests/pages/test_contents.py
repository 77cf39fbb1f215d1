"""The table of contents: real pages, each of which opens and asks its question."""

import ast
from itertools import groupby
from pathlib import Path

import pytest

from pages.contents import GROUPS, LESSONS, beside, opening
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


def test_the_lessons_of_a_group_stand_together_in_the_order_of_the_groups():
    groups = [group for group, _ in groupby(lesson.group for lesson in LESSONS)]
    assert groups == [group for group in GROUPS if group in groups]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.title)
def test_each_lesson_has_a_picture_of_six_by_twelve_cells(lesson):
    assert [len(row) for row in lesson.picture] == [12] * 6
    assert set("".join(lesson.picture)) <= set(".:o#+-*")


def test_before_and_next_go_through_all_lessons_in_one_course():
    ways = [beside(lesson.url_path) for lesson in LESSONS]
    assert [before for before, _ in ways] == [None, *LESSONS[:-1]]
    assert [after for _, after in ways] == [*LESSONS[1:], None]
    assert beside("") == beside("convolution")
