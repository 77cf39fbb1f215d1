"""Takes the clothes that the training page learns from out of Fashion-MNIST.

    python -m assets.clothes_to_train FOLDER

FOLDER holds the files of Fashion-MNIST, for instance those of Debian's package
dataset-fashion-mnist in /usr/share/datasets/fashion-mnist.
"""

import gzip
import sys
from pathlib import Path

import numpy as np

EACH = {"train": 100, "t10k": 20}  # pictures of a class, the first in the file
CLASSES = 10


def first(folder: Path, part: str, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first so many pictures of each class, in the order of the file."""
    pictures = gzip.decompress((folder / f"{part}-images-idx3-ubyte.gz").read_bytes())
    classes = gzip.decompress((folder / f"{part}-labels-idx1-ubyte.gz").read_bytes())
    x = np.frombuffer(pictures, np.uint8, offset=16).reshape(-1, 28, 28)
    y = np.frombuffer(classes, np.uint8, offset=8)
    places = np.sort(np.concatenate([np.flatnonzero(y == k)[:count] for k in range(CLASSES)]))
    return x[places], y[places]


def main() -> None:
    folder = Path(sys.argv[1])
    (x, y), (test_x, test_y) = (first(folder, part, count) for part, count in EACH.items())
    np.savez_compressed(
        Path(__file__).with_name("clothes_to_train.npz"),
        pictures=np.concatenate([x, test_x]),
        labels=np.concatenate([y, test_y]),
        test=np.arange(len(x) + len(test_x)) >= len(x),
    )


if __name__ == "__main__":
    main()
