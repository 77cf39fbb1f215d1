"""Watch a convolutional network compute, one number at a time."""

from cnnviz.lazy import modules_of

# What a notebook asks for without the name of its module.
FUNCTIONS = {"show": "notebook.layers", "show_backprop": "notebook.backprop"}

__getattr__ = modules_of(__name__, FUNCTIONS)
