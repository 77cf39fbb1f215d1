"""A short form of `python -m benchmarks.text_fuzz`: spoilt texts and files, of every kind."""

import pytest

from benchmarks import text_fuzz


@pytest.mark.parametrize("kind", text_fuzz.TEXTS)
def test_what_is_spoilt_is_read_or_refused_in_one_sentence(kind):
    found = [text_fuzz.outcome(kind, number) for number in range(40)]
    assert [(one, fault) for one in found if (fault := text_fuzz.fault(one))] == []
    assert len({one.words for one in found}) > 1 or kind.startswith("link")


def test_what_a_reader_lets_through_is_seen(monkeypatch):
    def let_through(text):
        raise KeyError(text)

    monkeypatch.setitem(text_fuzz.TEXTS, "grid", (("0,1",), let_through))
    assert text_fuzz.fault(text_fuzz.outcome("grid", 0)) == "no sentence"
