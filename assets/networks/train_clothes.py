"""Trains the reader of clothes; about three minutes on one core.

    python -m assets.networks.train_clothes FOLDER

FOLDER holds the four files of Fashion-MNIST, for instance those of Debian's package
dataset-fashion-mnist in /usr/share/datasets/fashion-mnist. Half of the pictures to train with, by
chance, are mirrored left to right. The weights are rounded to float16.
"""

from assets.networks.training import trained, write  # sets one BLAS thread

# isort: split
import gzip
import sys
from pathlib import Path

import numpy as np

from cnnviz.networks.graph import sequential
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU

NETWORK = sequential(
    (Conv(5, padding=2), 6),
    ReLU(),
    MaxPool(2),
    (Conv(5), 16),
    ReLU(),
    MaxPool(2),
    Flatten(),
    (Dense(), 120),
    ReLU(),
    (Dense(), 84),
    ReLU(),
    (Dense(), 10),
)
RATES = {0.001: 8, 0.0003: 3, 0.0001: 2}


def read(folder: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (N, 1, 28, 28) from 0 to 1 and classes."""
    pictures = gzip.decompress((folder / f"{part}-images-idx3-ubyte.gz").read_bytes())
    classes = gzip.decompress((folder / f"{part}-labels-idx1-ubyte.gz").read_bytes())
    x = np.frombuffer(pictures, np.uint8, offset=16).reshape(-1, 1, 28, 28)
    return x / np.float32(255), np.frombuffer(classes, np.uint8, offset=8).astype(np.int64)


def main() -> None:
    folder = Path(sys.argv[1])
    (x, y), test = read(folder, "train"), read(folder, "t10k")
    mirrored = np.random.default_rng(0).random((len(x), 1, 1, 1)) < 0.5
    x = np.where(mirrored, x[..., ::-1], x)
    params = trained(NETWORK, (x, y), RATES, batch=64)
    rounded = {
        node: {name: array.astype(np.float16) for name, array in own.items()}
        for node, own in params.items()
    }
    write("clothes", NETWORK, rounded, (1, 1, 28, 28), test)


if __name__ == "__main__":
    main()
