"""Every cache has a bound in entries, those of results one in bytes too, and full keys."""

import ast
from pathlib import Path

import numpy as np
import pytest

from cnnviz.ui import models
from cnnviz.ui.caching import digest

ROOT = Path(__file__).parents[1]
FILES = (ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("cnnviz/**/*.py"))
STORES = ("Store", "stored")
UNBOUNDED = {"cache", "cache_data", "cache_resource", "cached"}


def faults(source):
    """Caches in a program that may grow without a bound: the line and why."""
    if not any(word in source for word in ("cache", "Store", "stored")):
        return
    tree = ast.parse(source)
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        name = getattr(node, "attr", getattr(node, "id", ""))
        if not isinstance(node, ast.Attribute | ast.Name):
            continue
        call = called.get(id(node))
        bounds = {key.arg: key.value for key in call.keywords} if call else {}
        if name in UNBOUNDED and isinstance(getattr(node, "ctx", None), ast.Load):
            yield node.lineno, f"{name} has no bound"
        if name == "lru_cache" and (
            "maxsize" not in bounds or ast.unparse(bounds["maxsize"]) == "None"
        ):
            yield node.lineno, "lru_cache without maxsize"
        if name in STORES and call and {"max_entries", "max_bytes"} - set(bounds):
            yield node.lineno, f"{name} without max_entries and max_bytes"


def test_every_cache_is_bounded():
    found = {
        path.relative_to(ROOT).as_posix(): list(faults(path.read_text("utf-8"))) for path in FILES
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "@lru_cache\ndef f(): ...",
        "@functools.lru_cache(maxsize=None)\ndef f(): ...",
        "@functools.cache\ndef f(): ...",
        "@st.cache_data(max_entries=3)\ndef f(): ...",
        "KEPT = Store(max_entries=8)",
    ],
)
def test_a_cache_without_a_bound_is_found(line):
    assert len(list(faults(line))) == 1


def test_one_bit_anywhere_changes_the_key_of_an_array():
    rng = np.random.default_rng(0)
    arrays = (
        rng.standard_normal((3, 64, 64)),
        rng.standard_normal((3, 512)).astype(np.float32),
        rng.integers(0, 256, (512, 512), np.uint8),
        rng.integers(-9, 9, (40, 40)),
    )
    for array in arrays:
        before, raw = digest(array), array.reshape(-1).view(np.uint8)
        found = set()
        for bit in rng.integers(0, 8 * raw.size, 2000).tolist():
            raw[bit // 8] ^= 1 << bit % 8
            found.add(digest(array))
            raw[bit // 8] ^= 1 << bit % 8
        assert before not in found and digest(array) == before


def test_one_bit_anywhere_changes_the_key_of_a_model_s_files():
    rng = np.random.default_rng(1)
    files = {"model.onnx": bytearray(rng.bytes(900)), "model.onnx.data": bytearray(rng.bytes(5000))}
    before = models.digest(files)
    for data in files.values():
        for bit in rng.integers(0, 8 * len(data), 1000).tolist():
            data[bit // 8] ^= 1 << bit % 8
            assert models.digest(files) != before
            data[bit // 8] ^= 1 << bit % 8
    assert models.digest(dict(reversed(files.items()))) == before


def test_where_a_file_of_a_model_begins_and_ends_is_part_of_its_key():
    one = models.digest({"a.onnx": b"12b.data34"})
    assert one != models.digest({"a.onnx": b"12", "b.data": b"34"})
    assert one != models.digest({"a.onnx1": b"2b.data34"})
