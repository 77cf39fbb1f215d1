"""Watch a convolutional network compute, one number at a time."""

from cnnviz import ops

__all__ = ["ops"]
