"""What `pip install .` gives: the importable package, with NumPy alone as what it needs."""

import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "requirements.txt")
USE = """
import sys
import cnnviz
from cnnviz.ops import Conv
print(cnnviz.__file__)
print(Conv(3, padding=1).forward([[[1, 2, 3]]], {"weight": [[[1, 2, 1]]], "bias": [0]}).tolist())
print({"streamlit", "plotly", "PIL"} & sys.modules.keys())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy: building leaves files behind."""
    folder = tmp_path_factory.mktemp("package")
    source = folder / "source"
    shutil.copytree(
        ROOT / "cnnviz", source / "cnnviz", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in SOURCES:
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*command, "--no-build-isolation", "-w", folder, source], check=True)
    return next(folder.glob("*.whl"))


def test_the_engine_runs_from_the_wheel_in_a_folder_of_its_own(wheel, tmp_path):
    shutil.unpack_archive(wheel, tmp_path, "zip")
    done = subprocess.run(
        [sys.executable, "-c", USE], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    place, numbers, loaded = done.stdout.splitlines()
    assert Path(place).parent == tmp_path / "cnnviz"
    assert numbers == "[[[4.0, 8.0, 8.0]]]"
    assert loaded == "set()"


def test_the_wheel_has_every_module_script_style_and_page(wheel):
    kinds = {".py", ".js", ".css", ".html"}
    ours = {str(p.relative_to(ROOT)) for p in ROOT.glob("cnnviz/**/*") if p.suffix in kinds}
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == ours


def test_numpy_alone_is_needed_and_the_app_names_what_it_needs(wheel):
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        metadata = message_from_bytes(archive.read(name))
    needed = metadata.get_all("Requires-Dist")
    assert [line for line in needed if "extra" not in line] == ["numpy>=2"]
    pinned = (ROOT / "requirements.txt").read_text().splitlines()
    assert [line.partition(";")[0] for line in needed if 'extra == "app"' in line] == [
        line for line in pinned if "==" in line
    ]
