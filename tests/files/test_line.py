"""The line in which pictures wait for a decoder."""

import contextlib
import threading

import pytest

from cnnviz.files import line as lines
from cnnviz.files.line import Grade, Impatient, Line


def test_who_is_served_at_once_is_told_nothing():
    told = []
    line = Line(2, patience=60)
    with line.turn(told.append), line.turn(told.append):
        assert told == []


def test_first_come_first_served_and_each_hears_how_many_are_ahead():
    line, served, told = Line(1, patience=60), [], {name: [] for name in "abc"}
    heard = {name: threading.Event() for name in "abc"}

    def come(name):
        def tell(ahead):
            told[name].append(ahead)
            heard[name].set()

        with line.turn(tell):
            served.append(name)

    people = [threading.Thread(target=come, args=(name,)) for name in "abc"]
    with line.turn():
        for person, name in zip(people, "abc", strict=True):
            person.start()
            assert heard[name].wait(60)
    for person in people:
        person.join(60)
    assert served == ["a", "b", "c"]
    assert [told[name][0] for name in "abc"] == [0, 1, 2]
    assert told["c"] == sorted(told["c"], reverse=True)


def test_never_more_than_the_places_at_a_time():
    line, lock, pair = Line(2, patience=60), threading.Lock(), threading.Barrier(2)
    inside, most = 0, 0

    def come():
        nonlocal inside, most
        with line.turn():
            with lock:
                inside += 1
                most = max(most, inside)
            pair.wait(60)  # for another one, however late its turn comes
            with lock:
                inside -= 1

    people = [threading.Thread(target=come) for _ in range(30)]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert (inside, most) == (0, 2)


def test_patience_ends():
    line = Line(1, patience=0)
    with line.turn(), pytest.raises(Impatient), line.turn():
        pass
    with line.turn():
        pass  # whoever gave up has left the line


def test_who_leaves_while_being_told_gives_the_place_up():
    line = Line(1, patience=60)

    def leave(ahead):
        raise KeyboardInterrupt

    with line.turn():
        with pytest.raises(KeyboardInterrupt), line.turn(leave):
            pass
        assert len(line._tickets) == 1


def test_heavier_work_leaves_places_for_lighter():
    line = Line(5, patience=0)
    with contextlib.ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(line.turn(grade=Grade.LONG))
        for grade, fits in ((2, False), (1, True), (1, False), (0, True), (0, True), (0, False)):
            if fits:
                stack.enter_context(line.turn(grade=Grade(grade)))
            else:
                with pytest.raises(Impatient), line.turn(grade=Grade(grade)):
                    pass
    with contextlib.ExitStack() as stack:
        for grade in (Grade.ASKED, Grade.ASKED, Grade.LONG):
            stack.enter_context(line.turn(grade=grade))
        with pytest.raises(Impatient), line.turn(grade=Grade.LONG):
            pass  # only one is long, but the last places are for what is quick


def in_turn(line, grades):
    """Who of these, who came one after the other, is served first, second …"""
    served = []

    def come(place, grade, told):
        with line.turn(lambda ahead: told.set(), grade):
            served.append(place)

    people = []
    with line.turn():
        for place, grade in enumerate(grades):
            told = threading.Event()
            people.append(threading.Thread(target=come, args=(place, grade, told)))
            people[-1].start()
            assert told.wait(60)
    for person in people:
        person.join(60)
    return served


def test_quick_work_goes_first_and_long_work_gets_on(monkeypatch):
    grades = (Grade.LONG, Grade.ASKED, Grade.QUICK, Grade.ASKED, Grade.QUICK)
    monkeypatch.setattr(lines, "HEAD_START", 1000.0)
    assert in_turn(Line(1, 60), grades) == [2, 4, 1, 3, 0]
    monkeypatch.setattr(lines, "HEAD_START", 0.0)  # as if all had waited for long
    assert in_turn(Line(1, 60), grades) == [0, 1, 2, 3, 4]


def test_a_line_has_an_end(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 2)
    line = Line(2, patience=60)
    with line.turn(), line.turn(), pytest.raises(Impatient), line.turn():
        pass
