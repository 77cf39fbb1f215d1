"""Questions asked of operations and networks; the answers are traces."""

from cnnviz.lazy import modules_of

__getattr__ = modules_of(__name__)
