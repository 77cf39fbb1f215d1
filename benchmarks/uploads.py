"""A class that sends its photos at the same moment: how many are read, and after how long.

    python -m benchmarks.uploads                      # thirty JPEG photos of 12 megapixels
    python -m benchmarks.uploads --kind PNG --people 60

Each person is a thread that reads a photo as the pages do; the pages' own work is not in it.
"""

import argparse
import io
import os
import threading
import time

import numpy as np
from PIL import Image

from cnnviz.files import UnreadableFile
from cnnviz.ui import intake

OPTIONS = {"JPEG": {"quality": 90}, "PNG": {"compress_level": 1}, "WEBP": {"quality": 80}}


def photo(kind: str, size: tuple[int, int] = (4032, 3024)) -> bytes:
    """A picture with the detail of a photo: noise at several scales."""
    dice = np.random.default_rng(0)
    total = np.zeros((size[1], size[0], 3), np.float32)
    for cell, strength in ((512, 60), (64, 30), (8, 12), (2, 4)):
        small = dice.normal(0, strength, (size[1] // cell + 1, size[0] // cell + 1, 3))
        bands = [
            Image.fromarray(small[..., band].astype(np.float32)).resize(
                size, Image.Resampling.BICUBIC
            )
            for band in range(3)
        ]
        total += np.dstack([np.asarray(band) for band in bands])
    # A PNG of that would be larger than a file may be: coarser levels make it smaller.
    coarse = 16 if kind == "PNG" else 1
    levels = np.clip(128 + total, 0, 255).astype(np.uint8) // coarse * coarse
    file = io.BytesIO()
    Image.fromarray(levels).save(file, kind, **OPTIONS[kind])
    return file.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--kind", choices=OPTIONS, default="JPEG")
    args = parser.parse_args()
    data = photo(args.kind)
    busy = os.getloadavg()[0]
    seconds: list[float] = []
    refused: list[str] = []
    told: list[str] = []
    start = time.perf_counter()

    def send() -> None:
        try:
            intake.upload(data, "photo", told.append)
            seconds.append(time.perf_counter() - start)
        except UnreadableFile as sentence:
            refused.append(str(sentence))

    people = [threading.Thread(target=send) for _ in range(args.people)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    print(f"{args.people} × {args.kind} of {len(data) / 1e6:.1f} MB; load before: {busy:.1f}")
    print(f"read: {len(seconds)}; refused: {len(refused)} {sorted(set(refused))}")
    print(f"told to wait: {len(told)} times, for example: {told[-1] if told else 'nothing'}")
    if seconds:
        median, slowest = np.percentile(seconds, (50, 100))
        print(f"seconds: first {min(seconds):.2f}, median {median:.2f}, last {slowest:.2f}")


if __name__ == "__main__":
    main()
