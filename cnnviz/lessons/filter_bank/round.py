"""A round of "Which kernel made this map?": five maps of a picture, four kernels to each."""

from dataclasses import dataclass

import numpy as np

from cnnviz import kernels
from cnnviz.analysis import convolution
from cnnviz.kernels import Kernel
from cnnviz.settings.link import setting
from cnnviz.settings.values import whole
from cnnviz.traces import Array

QUESTIONS, CHOICES, LARGEST_SEED = 5, 4, 9999
# The kernels of one line make maps that can hardly be told apart: a question has one of each line.
IDEAS = (
    ("identity",), ("sharpen",), ("laplacian",),
    ("box", "gaussian"), ("sobel_x", "prewitt_x"), ("sobel_y", "prewitt_y"),
    ("edge_45", "emboss"), ("edge_135",), ("horizontal_line",), ("vertical_line",),
)  # fmt: skip
ALIKE = 1e-9  # of the largest number of a map


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a round stands in the link: the seed that draws it, 0 while there is none."""

    round: int = setting(whole(0, LARGEST_SEED), 0, "round")


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A map (H, W), the kernels to choose from, and the places of those that make it.

    On a picture such as an even grey several kernels make the same map: each of them is right.
    """

    y: Array
    choices: tuple[Kernel, ...]
    right: tuple[int, ...]

    @property
    def made_by(self) -> Kernel:
        """The kernel that the answer names."""
        return self.choices[self.right[0]]


def draw(seed: int, x: Array) -> tuple[Question, ...]:
    """The questions of a round on a picture ``x`` (C, H, W); a seed draws the same ones again.

    No kernel is the answer twice.
    """
    generator = np.random.default_rng(seed)
    answers = generator.permutation(len(IDEAS))[:QUESTIONS]
    return tuple(_question(int(answer), x, generator) for answer in answers)


def _question(answer: int, x: Array, generator: np.random.Generator) -> Question:
    others = [k for k in range(len(IDEAS)) if k != answer]
    ideas = [answer, *generator.choice(others, CHOICES - 1, replace=False)]
    built = [kernels.build(str(generator.choice(IDEAS[k]))) for k in ideas]
    maps = [_map(x, kernel) for kernel in built]
    order = generator.permutation(CHOICES)
    near = ALIKE * max(float(np.abs(maps[0]).max()), 1.0)
    right = [place for place, k in enumerate(order) if np.allclose(maps[k], maps[0], 0, near)]
    # The kernel that was drawn comes first: the answer names it.
    right.sort(key=lambda place: order[place] != 0)
    return Question(maps[0], tuple(built[k] for k in order), tuple(right))


def _map(x: Array, kernel: Kernel) -> Array:
    """Padded by reflection, so that no frame around the map tells what the kernel is."""
    mode = "reflect" if min(x.shape[1:]) > 1 else "replicate"
    y: Array = convolution.trace(x[:1], kernel, padding="same", padding_mode=mode).y[0]
    return y
