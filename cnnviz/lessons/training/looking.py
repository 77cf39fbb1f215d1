"""What a network makes of one picture: its maps as levels, and the share of each class."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.lessons.training.data import Data
from cnnviz.lessons.training.run import MAPS, network
from cnnviz.lessons.training.settings import Training
from cnnviz.networks import run
from cnnviz.networks.graph import Params
from cnnviz.ops import Softmax
from cnnviz.ops.layer import Array

LEVELS = 127


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """Maps after the activation int8 (kernels, side, side), and shares float32 (classes,).

    A level of 127 stands for ``reach``.
    """

    levels: npt.NDArray[np.int8]
    reach: float
    shares: npt.NDArray[np.float32]


def look(settings: Training, data: Data, params: Params, x: Array) -> Looked:
    """What the network with these numbers makes of a picture (1, 1, side, side)."""
    net = network(settings, data)
    with np.errstate(all="ignore"):  # a run that grows without end comes to numbers that are none
        values = run.forward(net, params, x).values
        maps = np.nan_to_num(values[MAPS][0], posinf=0, neginf=0)
        shares = Softmax().forward(values["scores"])[0].astype(np.float32)
    reach = float(np.abs(maps).max())
    levels = np.rint(LEVELS * maps / (reach or 1)).astype(np.int8)
    return Looked(levels, reach, shares)
