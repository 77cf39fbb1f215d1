"""The outside world: pictures, grids of numbers, and what a person takes home."""

from cnnviz.lazy import modules_of

__getattr__ = modules_of(__name__)


class UnreadableFile(ValueError):
    """A file that can't be used; the message is one plain sentence for whoever brought it."""
