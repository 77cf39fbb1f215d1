"""The one index table: what the outputs along one axis read, and who reads each input.

Windows that slide, the cells of a box, the layers of a network and a dense layer all give the same
table, and the browser has one class that looks it up (``js/axis.js``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Indices, Window

AXES = ("row", "column")
NONE = -1  # no input: a padding zero, or a kernel index that an output does not have
BETWEEN = -2  # a zero put between two inputs, for a stride

Arrays = dict[str, npt.NDArray[np.generic]]


@dataclass(frozen=True, slots=True, eq=False)
class AxisTable:
    """What each output along one axis reads at each kernel index.

    Parameters
    ----------
    places : int32 (outputs, kernel size)
        The place in the padded input; -1 where an output has no such kernel index.
    padded : int32 (length,)
        The input behind each place; negative for a zero.
    inputs : how many inputs there are
    before : the place of input 0
    left, width : float (outputs,), optional
        Where each output is drawn, and how wide, in inputs.

    Examples
    --------
    >>> table = sliding(Window(3, stride=2, pad=(1, 1)), 5)
    >>> table.index.tolist()
    [[-1, 0, 1], [1, 2, 3], [3, 4, -1]]
    """

    places: Indices
    padded: Indices
    inputs: int
    before: int = 0
    left: npt.NDArray[np.floating] | None = None
    width: npt.NDArray[np.floating] | None = None

    @property
    def index(self) -> Indices:
        """int32 (outputs, kernel size): the input that is read, negative for none."""
        behind = np.append(self.padded, np.int32(NONE))  # where place -1 finds its answer
        found: Indices = behind[self.places]
        return found

    @property
    def repeats(self) -> bool:
        """Whether the padding repeats inputs."""
        return int(np.count_nonzero(self.padded >= 0)) > self.inputs

    def consumers(self) -> tuple[Indices, Indices, Indices]:
        """The (output, kernel index) pairs that read each input, in compressed rows (CSR).

        Returns ``indptr`` (inputs + 1,), ``output`` and ``kernel_index``: the pairs of input ``x``
        stand from ``indptr[x]`` to ``indptr[x + 1]``, in rising order of output.
        """
        index = self.index
        x = index.ravel()
        order = np.argsort(x, kind="stable")[np.count_nonzero(x < 0) :].astype(np.int32)
        counts = np.bincount(x[order], minlength=self.inputs)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        output, kernel_index = np.divmod(order, np.int32(index.shape[1]))
        return indptr, output, kernel_index


def sliding(window: Window, n: int, padding_mode: str = "zeros") -> AxisTable:
    """The table of a window that slides over ``n`` inputs."""
    padded = window.padded(n, padding_mode)
    bare = Window(window.kernel_size, window.stride, window.dilation)
    outputs = window.output_length(n)
    places = bare.input_indices((outputs - 1) * window.stride + window.span)
    overhang = max(0, int(places[-1, -1]) + 1 - padded.size)  # only ceil_mode leaves any
    behind = np.concatenate([padded, np.full(overhang, NONE, padded.dtype)])
    return AxisTable(places, behind, n, window.pad[0])


def gathering(window: Window, n: int) -> AxisTable:
    """The way back through a window over ``n`` inputs, read from the gradient's side.

    Input gradient ``x`` is a sum over the output gradient with zeros around it, and between its
    numbers for a stride, under the flipped kernel: kernel index 0 of the table meets the last
    weight. Dumoulin and Visin 2016, section 4.
    """
    outputs, span = window.output_length(n), window.span
    length = n + sum(window.pad) + span - 1  # the places that a window of ``span`` slides over
    padded = np.full(length, NONE, np.int32)
    last = span - 1 + (outputs - 1) * window.stride
    padded[span - 1 : last + 1] = BETWEEN
    padded[span - 1 : last + 1 : window.stride] = np.arange(outputs, dtype=np.int32)
    slide = Window(window.kernel_size, dilation=window.dilation).input_indices(length)
    return AxisTable(slide[window.pad[0] : window.pad[0] + n], padded, outputs, span - 1)


def whole(n: int) -> AxisTable:
    """One output that reads all ``n`` inputs: a dense layer along an axis, or a global pooling."""
    return sliding(Window(n), n)


def ragged(positions: Sequence[Sequence[int]], n: int) -> AxisTable:
    """Outputs that read lists of positions of unlike length; those outside of 0 ... n − 1 are none.

    Examples
    --------
    >>> ragged([[0, 1], [1, 2, 3]], 3).index.tolist()
    [[0, 1, -1], [1, 2, -1]]
    """
    flat = [x for row in positions for x in row]
    before = max(0, -min(flat, default=0))
    length = before + max(n, max(flat, default=0) + 1)
    x = np.arange(-before, length - before, dtype=np.int32)
    padded = np.where((x >= 0) & (x < n), x, np.int32(NONE))
    places = np.full((len(positions), max(map(len, positions), default=0)), -1, np.int32)
    for row, own in zip(places, positions, strict=True):
        row[: len(own)] = np.asarray(own, np.int32) + np.int32(before)
    return AxisTable(places, padded, n, before)


def encode(name: str, table: AxisTable, arrays: Arrays) -> dict[str, object]:
    """The header of a table for the browser; its arrays go into ``arrays`` under ``name``."""
    indptr, output, kernel_index = table.consumers()
    tables: dict[str, npt.NDArray[np.generic] | None] = {
        "places": table.places,
        "padded": table.padded,
        "indptr": indptr,
        "output": output,
        "kernel_index": kernel_index,
        "left": table.left,
        "width": table.width,
    }
    there = {table: values for table, values in tables.items() if values is not None}
    arrays.update({f"{name}:{table}": values for table, values in there.items()})
    return {table: f"{name}:{table}" for table in there} | {"before": table.before}
