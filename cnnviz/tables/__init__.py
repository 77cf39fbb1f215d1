"""Tables of numbers as people write, copy and print them."""

from cnnviz.tables.limits import Limits
from cnnviz.tables.placing import placed
from cnnviz.tables.readings import Reading, only, readings
from cnnviz.tables.writing import numpy_literal, tab_separated

__all__ = ["Limits", "Reading", "numpy_literal", "only", "placed", "readings", "tab_separated"]
