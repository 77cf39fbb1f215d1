"""One's own arrays and layers in the players of the lessons, for Jupyter, marimo and Colab."""

from importlib.util import find_spec

if find_spec("PIL") is None:
    raise ImportError("The players need Pillow beside NumPy: pip install pillow.")
