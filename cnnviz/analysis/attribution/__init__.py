"""Why did a network answer so? Ways to share a score out over a picture, each with its check."""

from cnnviz.lazy import modules_of

__getattr__ = modules_of(__name__)
