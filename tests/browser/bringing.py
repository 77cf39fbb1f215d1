"""Bringing a photo of one's own in a browser, by each way in, and a model of one's own."""

import io
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.app import PATIENCE, settle

# Playwright can't drag a file in from outside or fill the clipboard with a picture.
DROP = """async (page, [data, name, type]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type }));
  const send = (kind) => page.dispatchEvent(
    new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true, composed: true }));
  send("dragenter");
  const held = !send("dragover");  // or the browser would open the file
  await new Promise((done) => requestAnimationFrame(done));
  window.framed = held;
  send("drop");
}"""
PASTE = """(target, [data, name, type, texts]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const clipboardData = new DataTransfer();
  for (const [kind, text] of Object.entries(texts)) clipboardData.setData(kind, text);
  if (bytes.length) clipboardData.items.add(new File([bytes], name, { type }));
  const how = { clipboardData, bubbles: true, cancelable: true, composed: true };
  return !target.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def encoded(pixels: Any, kind: str = "PNG", **options: Any) -> bytes:
    """Pixels (H, W) or (H, W, 3) as a file."""
    data = io.BytesIO()
    Image.fromarray(np.asarray(pixels, np.uint8)).save(data, kind, **options)
    return data.getvalue()


def door(page: Page) -> Locator:
    """The button "Your photo" and what belongs to it."""
    return page.get_by_test_id("cnnviz-photo")


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Until the server has answered the photo that the block brings, and all is drawn."""
    door(page).wait_for()
    before = door(page).get_attribute("data-answered")
    yield
    page.locator(f'[data-testid=cnnviz-photo]:not([data-answered="{before}"])').wait_for()
    settle(page)


def choose(page: Page, data: bytes, name: str = "photo.png", kind: str = "image/png") -> None:
    """One click on the button, and a file in the dialog."""
    with answered(page):
        with page.expect_file_chooser() as opening:
            door(page).get_by_role("button", name="Your photo", exact=True).click()
        opening.value.set_files({"name": name, "mimeType": kind, "buffer": data})


def drop(page: Page, data: bytes, name: str = "photo.png", kind: str = "image/png") -> None:
    """A file let go above the page's question."""
    with answered(page):
        page.get_by_role("heading").first.evaluate(DROP, [b64encode(data).decode(), name, kind])


def paste(page: Page, data: bytes = b"", target: str = "body", **texts: str) -> bool:
    """Ctrl+V; whether the page took it."""
    sent = [b64encode(data).decode(), "image.png", "image/png", texts]
    return bool(page.locator(target).first.evaluate(PASTE, sent))


def pasted(page: Page, data: bytes) -> None:
    """A picture from the clipboard, taken."""
    with answered(page):
        assert paste(page, data)


def shot(page: Page) -> None:
    """A photo by the camera."""
    with answered(page):
        door(page).get_by_role("button", name="Use the camera").click()
        door(page).get_by_role("button", name="Take the photo").click()


@contextmanager
def uploaded(page: Page) -> Iterator[None]:
    """Until the page shows what the server says to the file that the block gives an uploader."""
    with page.expect_response(lambda answer: "/_stcore/upload_file/" in answer.url) as coming:
        yield
    coming.value.finished()
    settle(page)


def bring_model(page: Page, model: bytes | Path, classes: int, wait: float = PATIENCE) -> None:
    """A model as an ONNX file, on the page Network; ``wait`` in ms."""
    page.get_by_test_id("stPopover").filter(has_text="Network").get_by_role("button").click()
    settle(page)
    sent = {"name": "own.onnx", "mimeType": "", "buffer": model}
    door = page.locator("[data-testid=stFileUploader] input")
    door.set_input_files(model if isinstance(model, Path) else sent)
    expect(page.get_by_test_id("answer")).to_contain_text(f"of {classes} classes", timeout=wait)
    settle(page)
