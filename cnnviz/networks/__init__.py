"""How layers connect (graph), run (run), start (initialise) and learn (optimisers, train)."""

from cnnviz.lazy import modules_of

__getattr__ = modules_of(__name__)
