"""What Python packs, the browser must find: nothing rounded, every array aligned."""

import json
import struct

import numpy as np
import pytest

from cnnviz.player.packing import ALIGNMENT, STAMPED, pack, thinned, unpack


def test_a_round_trip_keeps_header_and_arrays():
    arrays = {"a": np.array([[0, 255]]), "b": np.array([0.5, -1e300])}
    header, back = unpack(pack({"title": "Größe"}, arrays))
    assert header == {"title": "Größe"}
    assert {k: v.tolist() for k, v in back.items()} == {"a": [[0, 255]], "b": [0.5, -1e300]}


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([0, 255], "uint8"),
        ([-127, 127], "int8"),
        ([-800, 255], "int16"),
        ([70000], "int32"),
        ([0.5, -3e9], "float32"),
        ([0.1], "float64"),
        ([2**24 + 1.0], "int32"),
        ([2.0**40 + 1], "float64"),
        ([np.nan, 1.0], "float32"),
        ([np.inf], "float32"),
        ([], "uint8"),
    ],
)
def test_each_array_travels_in_the_narrowest_type_that_keeps_it(values, dtype):
    _, back = unpack(pack({}, {"x": np.array(values, dtype=np.float64)}))
    assert back["x"].dtype == dtype
    np.testing.assert_array_equal(back["x"], values)


def test_every_array_starts_on_eight_bytes():
    data = pack({"k": "x"}, {"a": np.arange(3), "b": np.arange(5) + 0.1, "c": np.arange(1)})
    (length,) = struct.unpack_from("<I", data)
    assert (4 + length) % ALIGNMENT == 0
    assert len(data) == 4 + length + 8 + 40 + 8


def test_a_header_cannot_hold_what_json_has_no_word_for():
    with pytest.raises(ValueError, match="JSON"):
        pack({"range": float("inf")}, {})


LARGE = np.arange(STAMPED) % 251  # uint8: a byte each


def stamps(data):
    (length,) = struct.unpack_from("<I", data)
    index = json.loads(data[4 : 4 + length])["arrays"]
    return {name: entry[3] for name, entry in index.items() if len(entry) > 3}


def test_what_is_held_is_left_out_and_all_else_stays():
    arrays = {"a": LARGE, "b": np.array([0.5]), "c": LARGE + 1, "d": LARGE[1:], "e": LARGE + 2}
    data = pack({"title": "Größe"}, arrays)
    named = stamps(data)
    assert set(named) == {"a", "c", "e"}  # one byte less is sent each time
    thin, there = thinned(data, {named["a"], named["e"], "of another payload"})
    assert there == set(named.values())
    (length,) = struct.unpack_from("<I", thin)
    index = json.loads(thin[4 : 4 + length])["arrays"]
    assert [entry[2] for entry in index.values()] == [-1, 0, 8, 8 + STAMPED, -1]
    assert (4 + length) % ALIGNMENT == 0
    sent = thin[4 + length :]
    assert sent[8 : 8 + STAMPED] == arrays["c"].astype(np.uint8).tobytes()
    assert sent[8 + STAMPED : 7 + 2 * STAMPED] == arrays["d"].astype(np.uint8).tobytes()
    assert len(sent) == 8 + 2 * STAMPED


def test_the_rest_of_a_header_is_not_read_to_leave_arrays_out():
    header = {"words": "Größe {} ] ", "arrays of": [1.5, None], "nested": {"arrays": {}}}
    data = pack(header, {"a": LARGE, "b": LARGE + 1})
    thin, _ = thinned(data, set(stamps(data).values()))
    (length,) = struct.unpack_from("<I", thin)
    found = json.loads(thin[4 : 4 + length])
    assert [entry[2] for entry in found.pop("arrays").values()] == [-1, -1] and found == header


def test_with_nothing_held_nothing_changes():
    data = pack({}, {"a": LARGE})
    assert thinned(data, frozenset()) == (data, set(stamps(data).values()))
    assert thinned(data, {"other"})[0] == data


def test_a_stamp_tells_content_apart():
    first, other = (stamps(pack({}, {"a": LARGE + n}))["a"] for n in (0, 1))
    assert first != other
    assert stamps(pack({}, {"renamed": LARGE})) == {"renamed": first}
    assert stamps(pack({}, {"a": LARGE[None]}))["a"] != first  # the same bytes in another shape
