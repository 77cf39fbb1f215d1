"""The outside world: pictures, grids of numbers, and what a person takes home."""


class UnreadableFile(ValueError):
    """A file that can't be used; the message is one plain sentence for whoever brought it."""
