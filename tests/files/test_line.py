"""The line in which pictures wait for a decoder."""

import threading

import pytest

from cnnviz.files.line import Impatient, Line


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
    line, lock = Line(2, patience=60), threading.Lock()
    inside, most = 0, 0

    def come():
        nonlocal inside, most
        with line.turn():
            with lock:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.001)
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
