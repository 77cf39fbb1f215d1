"""Watch a convolutional network compute, one number at a time."""

from cnnviz.lazy import modules_of

__getattr__ = modules_of(__name__)
