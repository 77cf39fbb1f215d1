"""What the player says at every step, and of whatever is pointed at: counts, sums, relations."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from cnnviz.analysis import convolution
from cnnviz.kernels import Kernel, build
from tests.browser.printed import READ as PRINTED
from tests.browser.printed import lines
from tests.browser.reading import READ, announced, painted, player, written
from tests.equations import equations

PICTURE = "5,6,7;8,9,1;2,3,4"
X = np.array([[5, 6, 7], [8, 9, 1], [2, 3, 4.0]])[None]
# What the padding holds, stride, padding, dilation.
READINGS = (
    ("replicate", 1, 1, 1),
    ("reflect", 3, 1, 1),
    ("circular", 2, 2, 2),
    ("zeros", 2, 1, 1),
    pytest.param(("reflect", 1, 2, 1), marks=pytest.mark.nightly),
    pytest.param(("zeros", 1, 1, 1), marks=pytest.mark.nightly),
)


@dataclass(frozen=True)
class Layer:
    """One layer over the small picture, asked by impulses: nothing of the player's tables."""

    mode: str
    stride: int
    padding: int
    dilation: int
    kernel: Kernel = field(default_factory=lambda: build("sobel_x"))

    @property
    def query(self):
        more = f"padding_mode={self.mode}&stride={self.stride}&dilation={self.dilation}"
        return f"/?picture={PICTURE}&padding={self.padding}&{more}"

    def run(self, x, weight):
        kernel = Kernel("custom", "Custom", weight[None])
        more = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}
        return convolution.trace(x[None], kernel, padding_mode=self.mode, **more).y[0]

    def readings(self, row, column):
        """How often each output reads an input, and the sum of its weights."""
        x = np.zeros((3, 3))
        x[row, column] = 1
        return self.run(x, np.ones((3, 3))), self.run(x, self.kernel.weight[0])

    def uses(self, m, n):
        """How many inputs a weight meets, how often, and how often a zero of the padding."""
        one = np.zeros((3, 3))
        one[m, n] = 1
        met = [self.run(x.reshape(3, 3), one) for x in np.eye(9)]
        inputs, times = sum(y.any() for y in met), int(sum(y.sum() for y in met))
        return inputs, times, met[0].size - times


def counted(count, noun):
    return f"{count} {noun}" + ("" if count == 1 else "s")


@pytest.fixture(params=READINGS, ids=lambda r: "-".join(map(str, r)))
def layer(request):
    return Layer(*request.param)


def read(page):
    painted(page)
    return player(page).evaluate(READ)


def walk(page, padding=(0, 0), shape=(3, 3)):
    """So many places of the input by the arrow keys, row by row and back again.

    ``padding`` is how many places are left out before the first of them, above and at the left.
    """
    rows, columns = shape
    page.locator("canvas.input").focus()
    corner = [*["ArrowUp"] * 9, *["ArrowLeft"] * 9]
    inside = [*["ArrowDown"] * padding[0], *["ArrowRight"] * padding[1]]
    for key in ["ArrowRight", *corner, *inside]:
        page.keyboard.press(key)
    for row in range(rows):
        for k in range(columns):
            column = k if row % 2 == 0 else columns - 1 - k
            yield row, column, read(page)
            last = k == columns - 1
            way = "ArrowDown" if last else "ArrowRight" if row % 2 == 0 else "ArrowLeft"
            page.keyboard.press(way)


def test_an_input_counts_its_outputs_and_says_what_each_of_them_gets(app, open_page, layer):
    seen = 0
    for row, column, shown in walk(open_page(app, layer.query), (layer.padding, layer.padding)):
        times, weights = layer.readings(row, column)
        outputs, readings, value = np.count_nonzero(times), int(times.sum()), X[0, row, column]
        start = f"input[{row}, {column}] = {written(value)} is read "
        often = f"{readings} times " if readings > outputs else ""
        by = counted(outputs, "output") if outputs else "no output"
        assert shown["sentence"].startswith(f"{start}{often}by {by}")
        added = sorted(float(value * w) for w in weights[times > 0])
        numbers = [float(t.replace("−", "-")) for t in shown["products"] if t]
        assert sorted(numbers) == added
        if outputs == 1:
            assert shown["sentence"].endswith(f" = {written(added[0])}.")
        flipped = "the kernel is flipped" in shown["sentence"]
        assert flipped == (outputs == readings == 9)
        seen += 1
    assert seen == 9


MARKED = """(canvas, [rows, columns]) => {
  const focus = getComputedStyle(canvas).getPropertyValue("--focus").trim();
  const [r, g, b] = [1, 3, 5].map(k => parseInt(focus.slice(k, k + 2), 16));
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const high = canvas.height / rows, wide = canvas.width / columns, found = [];
  for (let p = 0; p < rows; p++) for (let q = 0; q < columns; q++) {
    let count = 0;
    for (let y = Math.ceil(p * high); y < (p + 1) * high; y++)
      for (let x = Math.ceil(q * wide); x < (q + 1) * wide; x++) {
        const k = 4 * (y * canvas.width + x);
        if (data[k] === r && data[k + 1] === g && data[k + 2] === b) count++;
      }
    found.push([count, p, q]);
  }
  return found.sort((a, b) => b[0] - a[0]).map(([, p, q]) => [p, q]);
}"""


def test_a_repeated_edge_says_and_marks_the_pixel_it_is_copied_from(app, open_page):
    """One row above and two columns at the left: 4 × 5 places, of which 9 are the picture's."""
    pads, link = ((1, 0), (2, 0)), f"/?picture={PICTURE}&padding=1,0,2,0&padding_mode=replicate"
    page = open_page(app, link)
    assert read(page)["window"] == ["5", "5", "5", "5", "5", "5", "8", "8", "8"]
    assert read(page)["sentence"] == (
        "output[0, 0] = 5·(−1) + 5·0 + 5·1 + 5·(−2) + 5·0 + 5·2 + 8·(−1) + 8·0 + 8·1 = 0."
    )
    repeated = np.pad(X[0], pads, mode="edge")
    places = np.pad(np.arange(9).reshape(3, 3), pads, mode="edge")
    copies = 0
    for p, q, shown in walk(page, shape=(4, 5)):
        row, column = map(int, np.unravel_index(places[p, q], (3, 3)))
        name = f"input[{row}, {column}] = {written(repeated[p, q])}"
        if p > 0 and q > 1:
            assert shown["sentence"].startswith(f"{name} is read ")
            continue
        copies += 1
        assert shown["sentence"] == f"This place is padding: it repeats {name}."
        marked = page.locator("canvas.input").evaluate(MARKED, [4, 5])[:2]
        assert sorted(marked) == sorted([[p, q], [row + 1, column + 2]])
    assert copies == 11
    page.locator("canvas.output").focus()
    page.keyboard.press("End")
    shown = read(page)
    assert shown["result"] == written(convolution.trace(
        X, build("sobel_x"), padding=pads, padding_mode="replicate").y[0, 1, 2])  # fmt: skip


def test_a_zero_of_the_padding_says_so(app, open_page):
    shown = next(iter(walk(open_page(app, f"/?picture={PICTURE}&padding=1"))))[2]
    assert shown["sentence"] == "This place is padding: it holds 0."


def test_a_weight_counts_distinct_inputs_and_the_zeros_of_the_padding(app, open_page, layer):
    page = open_page(app, layer.query)
    page.locator("canvas.output").focus()
    page.keyboard.press("Tab")
    while not page.get_by_test_id("kernel").evaluate("e => e === e.getRootNode().activeElement"):
        page.keyboard.press("Tab")
    for m in range(3):
        for n in range(3):
            inputs, times, zeros = layer.uses(m, n)
            start = f"weight[{m}, {n}] = {written(layer.kernel.weight[0, m, n])} multiplies "
            met = f"the {inputs} marked input{'' if inputs == 1 else 's'}" if inputs else "no input"
            padding = f" and {zeros} padding zero{'' if zeros == 1 else 's'}" if zeros else ""
            repeated = f", {times} times in all" if times > inputs else ""
            assert read(page)["sentence"].startswith(f"{start}{met}{padding}{repeated}, ")
            page.keyboard.press("ArrowRight")


STEPS = (
    ("picture=five_by_five", 3),
    ("kernel=box&bias=-1.5&activation=relu&padding=1&picture=" + PICTURE, 3),
    (
        "picture=five_by_five&padding=2&padding_mode=reflect&stride=2&activation=sigmoid"
        "&kernel=gaussian&bias=0.1",
        3,
    ),
    ("by=product&done=0&at=0,0&picture=" + PICTURE, 10),
    ("by=product&done=0&at=0,0&kernel=gaussian-5x5&picture=five_by_five", 4),
)


def printed(page):
    painted(page)
    return player(page).evaluate(PRINTED)


@pytest.mark.parametrize(("query", "least"), STEPS)
def test_each_step_says_its_total_and_no_two_neighbours_say_the_same(app, open_page, query, least):
    page = open_page(app, f"/?{query}")
    page.keyboard.press("Home")
    before, texts, count = "", [], 0
    while (shown := printed(page))["sentence"] != before:
        before, count = shown["sentence"], count + 1
        ledger = dict(shown["ledger"])
        total = ledger.get("so far", shown["result"])
        if PICTURE in query:
            announced(page, before)
        assert total in before
        assert "?" not in before
        texts += [text for _, text in lines(shown)]
        page.keyboard.press("Space")
    assert count >= least
    judged = [e for text in texts for e in equations(text)]
    assert [f"{e.text}: {e.why}" for e in judged if e.verdict == "fails"] == []
    assert sum(e.verdict == "holds" for e in judged) >= count


def test_the_pooled_map_of_a_bank_says_where_each_maximum_is(app, open_page):
    link = f"/filter_bank?picture={PICTURE}&bank=identity&shown=pooled-0&activation=none"
    page = open_page(app, link.replace(PICTURE, "5,6,7,0;8,9,1,4;2,3,4,4;1,0,2,6"))
    page.keyboard.press("Home")
    seen = []
    for _ in range(4):
        seen.append(read(page)["sentence"])
        announced(page, seen[-1])
        page.keyboard.press("Space")
    assert seen == [
        "output[0, 0] = max(5, 6, 8, 9) = 9, found at row 1, column 1.",
        "output[0, 1] = max(7, 0, 1, 4) = 7, found at row 0, column 2.",
        "output[1, 0] = max(2, 3, 1, 0) = 3, found at row 2, column 1.",
        "output[1, 1] = max(4, 4, 2, 6) = 6, found at row 3, column 3.",
    ]
