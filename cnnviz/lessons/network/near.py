"""Whether an answer hangs by a grey level: found by trying the one step that does most against it.

The step is that of Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial
examples", ICLR 2015, section 4, one grey level long: each pixel goes one level up or down, against
the sign of its slope, and the picture that comes of it is really run.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from cnnviz.analysis.attribution.asked import ask, scores_of
from cnnviz.analysis.attribution.ends import scores_node
from cnnviz.files.recipe import Recipe
from cnnviz.networks.graph import Network
from cnnviz.networks.run import answer, forward
from cnnviz.ops.layer import Array

NEAR = 1.0  # scores that lie further apart are not tried
WHITE = 255


def two(scores: Array) -> tuple[int, int] | None:
    """The first two classes where their scores lie near each other, the first one first.

    >>> two(np.array([0.5, 2.0, 1.25])), two(np.array([0.5, 2.0])), two(np.array([3.0]))
    ((1, 2), None, None)
    """
    if len(scores) < 2:
        return None
    first, second = (int(k) for k in np.argsort(-scores, kind="stable")[:2])
    return (first, second) if scores[first] - scores[second] <= NEAR else None


def turned(
    network: Network,
    params: Mapping[str, Mapping[str, Array]],
    recipe: Recipe,
    levels: Array,
    pair: tuple[int, int],
) -> Iterator[tuple[int, Array]]:
    """The class that comes first after the step, and the picture (C, H, W) after it.

    It is a task of the pool; it refuses networks that have no slopes.
    """
    x = recipe.scaled(levels)
    asked = ask(network, params, forward(network, params, x), *pair)
    slopes = asked.on_the_picture(asked.gradients().values)
    if recipe.blue_first:
        slopes = slopes[::-1]
    signs = np.sign(slopes * np.reshape(recipe.scale, (-1, 1, 1)))
    after = np.clip(levels - signs, 0, WHITE).astype(np.uint8)
    ending = network.ending_at(scores_node(network))
    (output,) = answer(ending, params, recipe.scaled(after)).values()
    yield int(scores_of(output)[0].argmax()), after
