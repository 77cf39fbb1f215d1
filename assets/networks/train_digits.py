"""Trains the digit reader; about three minutes on one core.

    python -m assets.networks.train_digits

Of the pictures to train with, 250 are put aside to choose between eight trainings; the others are
used as they are and seven times more, a little turned, stretched and moved. The weights are rounded
to hundredths, so that they can be printed as they are. The test pictures are read once, at the end.
"""

from assets.networks.training import accuracy, trained, write  # sets one BLAS thread

# isort: split
import numpy as np

from cnnviz.files import labelled
from cnnviz.networks.graph import sequential
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU

NETWORK = sequential(
    (Conv(3, padding=1), 4),
    ReLU(),
    MaxPool(2),
    (Conv(3, padding=1), 8),
    ReLU(),
    MaxPool(2),
    Flatten(),
    (Dense(), 10),
)
SEEDS, ASIDE, COPIES = 8, 250, 7
TURN, STRETCH, MOVE = 0.1, 0.05, 0.3  # radians, share, pixels: at most so much either way
RATES = {0.01: 10, 0.003: 8, 0.001: 6}


def changed(x: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Pictures (N, 1, 8, 8), each turned, stretched and moved about its middle by chance."""
    count, _, *sides = x.shape
    middle = np.reshape([(side - 1) / 2 for side in sides], (2, 1, 1, 1))
    rows, columns = np.indices(sides)[:, None] - middle
    angle = generator.uniform(-TURN, TURN, (count, 1, 1))
    turned = np.stack(
        [
            np.cos(angle) * rows - np.sin(angle) * columns,
            np.sin(angle) * rows + np.cos(angle) * columns,
        ]
    )
    stretch = 1 + generator.uniform(-STRETCH, STRETCH, (2, count, 1, 1))
    place = stretch * turned + generator.uniform(-MOVE, MOVE, (2, count, 1, 1)) + middle
    return interpolated(x[:, 0], place)[:, None]


def interpolated(x: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Pictures (N, H, W) read between their pixels at (2, N, H, W), as 0 outside."""
    edge = 2
    padded = np.pad(x, ((0, 0), (edge, edge), (edge, edge)))
    first = np.floor(place).astype(int)
    picture = np.arange(len(x))[:, None, None]
    total = np.zeros(x.shape)
    for step in np.ndindex(2, 2):
        at = first + np.reshape(step, (2, 1, 1, 1))
        share = np.prod(1 - np.abs(place - at), axis=0)
        total += share * padded[picture, at[0] + edge, at[1] + edge]
    return total.astype(np.float32)


def candidate(x: np.ndarray, y: np.ndarray, seed: int):
    """Rounded parameters of one training."""
    generator = np.random.default_rng(seed)
    many = np.concatenate([x, *(changed(x, generator) for _ in range(COPIES))])
    params = trained(NETWORK, (many, np.tile(y, COPIES + 1)), RATES, 32, seed)
    return {
        node: {name: np.round(array, 2).astype(np.float32) for name, array in own.items()}
        for node, own in params.items()
    }


def main() -> None:
    digits = labelled.load("digits")
    x, y = digits.inputs(), digits.labels
    ours = np.random.default_rng(0).permutation(np.flatnonzero(~digits.test))
    aside = x[ours[:ASIDE]], y[ours[:ASIDE]]
    best, most = None, 0.0
    for seed in range(SEEDS):
        params = candidate(x[ours[ASIDE:]], y[ours[ASIDE:]], seed)
        share = accuracy(NETWORK, params, aside)
        print(f"seed {seed}: {share:.4f} of the {ASIDE} put aside", flush=True)
        if share > most:
            best, most = params, share
    write("digits", NETWORK, best, (1, 1, 8, 8), (x[digits.test], y[digits.test]))


if __name__ == "__main__":
    main()
