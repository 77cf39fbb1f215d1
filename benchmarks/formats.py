"""Every picture in a folder, read by the app and by a browser, pixel by pixel.

    python -m benchmarks.formats FOLDER

Chromium draws each file on a white canvas; its pixels are compared with those that the app reads.
Listed is what only one of the two reads, and what differs by more than ``--levels`` anywhere.
"""

import argparse
import base64
import io
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from cnnviz.files import UnreadableFile, images
from tests.browser.app import FLAGS, chromium

Pixels = npt.NDArray[np.uint8]
ONLY_OURS = "read here, refused there"  # TIFF, PGM, PPM and NPY too: no browser shows them
ONLY_THEIRS = "refused here, read there"
DRAW = """async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const image = new Image();
  const loaded = new Promise((done) => {
    image.onload = () => done(true);
    image.onerror = () => done(false);
  });
  image.src = URL.createObjectURL(new Blob([bytes]));
  const read = await loaded;
  URL.revokeObjectURL(image.src);
  if (!read || !image.naturalWidth) return null;
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d", {colorSpace: "srgb"});
  context.drawImage(image, 0, 0);
  const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
  const blank = data.every((value) => value === 0);
  if (blank && !(await image.decode().then(() => true, () => false))) return null;
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  const png = await canvas.convertToBlob({type: "image/png"}).catch(() => null);
  if (!png) return null;  // larger than a canvas may be
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1]);
    reader.readAsDataURL(png);
  });
}"""


def theirs(page: Page, data: bytes) -> Pixels | None:
    """The pixels (H, W, 3) that Chromium shows on white, None where it shows a broken picture."""
    png = page.evaluate(DRAW, base64.b64encode(data).decode())
    if png is None:
        return None
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        return np.asarray(picture.convert("RGB"))


def ours(data: bytes) -> tuple[Pixels | None, str]:
    """The pixels (H, W, 3) that the app reads with its notes, or None with its sentence."""
    try:
        picture = images.load(data)
    except UnreadableFile as sentence:
        return None, str(sentence)
    height, width, _ = picture.pixels.shape
    return np.broadcast_to(picture.pixels, (height, width, 3)), "; ".join(picture.notes)


def farthest(here: Pixels, there: Pixels) -> int:
    """The largest difference, after the app's own crop of a very long picture; 256: other size."""
    height, width, _ = here.shape
    top, left = (there.shape[0] - height) // 2, (there.shape[1] - width) // 2
    there = there[max(top, 0) :, max(left, 0) :][:height, :width]
    if there.shape != here.shape:
        return 256
    return int(np.abs(here.astype(int) - there).max(initial=0))


def outcome(page: Page, data: bytes, levels: int) -> tuple[str, str]:
    """What happened to one file, and what to print about it."""
    here, words = ours(data)
    there = theirs(page, data)
    if here is None and there is None:
        return "refused by both", words
    if here is None:
        return ONLY_THEIRS, words
    if there is None:
        return ONLY_OURS, words
    far = farthest(here, there)
    kind = f"differs by more than {levels}" if far > levels else "the same"
    return kind, f"{far} levels, {words}"


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--levels", type=int, default=8, help="the largest difference let pass")
    parser.add_argument("--all", action="store_true", help="list every file")
    args = parser.parse_args()
    executable = chromium() or sys.exit("This needs a Chromium.")
    counts: Counter[str] = Counter()
    with sync_playwright() as playwright:
        flags = [*FLAGS, "--force-color-profile=srgb"]
        with playwright.chromium.launch(executable_path=executable, args=flags) as browser:
            page = browser.new_page()
            for path in files(args.folder):
                kind, words = outcome(page, path.read_bytes(), args.levels)
                counts[kind] += 1
                if args.all or kind not in ("the same", "refused by both"):
                    print(f"{kind}: {path.relative_to(args.folder)}: {words}", flush=True)
    print(*(f"{count} {kind}" for kind, count in counts.most_common()), sep="\n")


if __name__ == "__main__":
    main()
