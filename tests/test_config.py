"""What the app's configuration has to agree with."""

import tomllib
from pathlib import Path

from cnnviz.ui.models import MEGABYTES

ROOT = Path(__file__).parents[1]


def test_the_server_takes_a_model_of_the_size_that_its_door_says():
    """The door's own limit is only the page's: the server has one for all."""
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
    assert config["server"]["maxUploadSize"] >= MEGABYTES
