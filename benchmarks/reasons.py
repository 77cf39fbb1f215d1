"""What it takes to tell why a trained network answered so: EfficientNet-Lite0, a photo, one thread.

python -m benchmarks.reasons
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy is first imported

import time
from collections.abc import Callable
from itertools import islice

from benchmarks.hover import spread, table
from cnnviz.analysis.attribution import rectifiers, relevance
from cnnviz.analysis.attribution.activation_maps import METHODS, class_map, layers
from cnnviz.analysis.attribution.asked import Asked, ask
from cnnviz.analysis.attribution.integrated import FEW, along
from cnnviz.analysis.attribution.occlusion import Squares, occlusion
from cnnviz.files import samples, trained
from cnnviz.networks.run import forward

NETWORK, PHOTO, RUNS = "efficientnet_lite0", "coffee", 5
SQUARES = Squares(32, 16)  # 169 of them


def asked() -> Asked:
    network, params, _ = trained.load(NETWORK)
    recipe = trained.TRAINED[NETWORK].recipe
    x = recipe.scaled(recipe.levels(samples.load(PHOTO)))
    activations = forward(network, params, x)
    (scores,) = activations.values[network.outputs[0]]
    return ask(network, params, activations, int(scores.argmax()))


def times(work: Callable[[], object]) -> dict[str, float]:
    """Milliseconds of processor time, which other work on the machine hardly changes."""
    waits = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        waits.append(1000 * (time.process_time() - start))
    return spread(waits)


def main() -> None:
    question = asked()
    gradients = question.gradients()
    works = {
        "forward, all activations": lambda: question.seeing(question.picture),
        "gradients of all maps": question.gradients,
        "guided backpropagation": lambda: rectifiers.guided(question),
        "LRP-ε": lambda: relevance.relevance(question),
        f"{len(METHODS)} maps of the last layer": lambda: [
            class_map(question, gradients, layers(question)[-1], method) for method in METHODS
        ],
        "occlusion, first square": lambda: list(islice(occlusion(question, SQUARES), 1)),
        "occlusion, 169 squares": lambda: list(occlusion(question, SQUARES)),
        f"integrated gradients, {FEW} points": lambda: list(along(question, FEW, -127 / 128)),
    }
    print(f"load average before: {os.getloadavg()[0]:.1f}\n")
    print(table({name: times(work) for name, work in works.items()}))


if __name__ == "__main__":
    main()
