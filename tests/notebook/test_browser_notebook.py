"""The notebook in docs/ is run, written as HTML with its outputs, and opened in a browser."""

import ast
import json
from pathlib import Path

import numpy as np
from playwright.sync_api import expect

import cnnviz
from cnnviz.figures.numbers import number
from cnnviz.networks.run import forward
from cnnviz.ops import ConvTranspose
from cnnviz.player.phrases import ALONE_IN_NOTEBOOK
from tests import equations, numpy_lines
from tests.browser.reading import written
from tests.browser.test_one_file import open_file  # noqa: F401

NOTEBOOK = Path(__file__).parents[2] / "docs/notebook.ipynb"


def executed(notebook):
    """The outputs of all code cells: of a last line that is an expression, as notebooks do."""
    names, outputs = {}, []
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, str(notebook), "exec"), names)
        if last:
            outputs.append(eval(compile(ast.Expression(last.value), str(notebook), "eval"), names))
    return names, outputs


def test_the_notebook_of_the_docs_steps_through_its_own_arrays(open_file, tmp_path):  # noqa: F811
    names, outputs = executed(NOTEBOOK)
    cells = "\n".join(f"<div>{output._repr_html_()}</div>" for output in outputs)
    path = tmp_path / "notebook.html"
    path.write_text(f'<!doctype html><meta charset="utf-8"><body>{cells}', "utf-8")
    page = open_file(path, player=False)
    convolution, pooling, backprop = (frame.content_frame for frame in page.locator("iframe").all())

    said = convolution.locator(".sentence")
    expect(said).to_contain_text("output[0, 0] = ")
    convolution.locator("h1").click()
    page.keyboard.press("ArrowRight")
    # 0·(−1) + 0·0 + 0·1, 3·(−2) + 1·0 + 0·2, 0·(−1) + 2·0 + 7·1, and 1
    expect(said).to_contain_text("output[0, 1] = ")
    expect(convolution.get_by_test_id("result").locator("strong")).to_have_text("2")
    convolution.locator("#weight-4").click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(convolution.locator(".complaint")).to_have_text(ALONE_IN_NOTEBOOK)
    expect(convolution.locator("#weight-4")).to_have_text("0")

    pooling.locator("h1").click()
    page.keyboard.press("End")
    expect(pooling.locator(".sentence")).to_contain_text("output[1, 1] = max(2, 4, 3, 1) = 4")

    backprop.locator("h1").click()
    page.keyboard.press("Space")
    first = forward(names["network"], names["params"], names["x"][None, None]).values["conv1"]
    expect(backprop.locator(".sentence")).to_contain_text(f"= {written(first[0, 0, 0, 0])}")
    expect(backprop.locator(".sentence")).to_contain_text("Z[0, 0, 0]")


def test_a_transposed_convolution_adds_up_all_maps_and_the_bias(open_file, tmp_path):  # noqa: F811
    rng = np.random.default_rng(1)
    x, weight = rng.integers(-2, 4, (2, 3, 3)), rng.integers(-2, 3, (2, 2, 2, 3))
    layer, params = ConvTranspose((2, 3), stride=2), {"weight": weight, "bias": [0.5, -1]}
    y = layer.forward(x[None], params)[0, 1]
    cnnviz.show(layer, x, params, output=1).save(tmp_path / "transposed.html")
    page = open_file(tmp_path / "transposed.html")
    said, code = page.locator(".sentence"), page.get_by_test_id("numpy")
    grown, seen = np.full(y.shape, -1.0), []
    for flat in range(x.size):
        expect(page.locator(".where")).to_have_text(f"input {flat + 1} of {x.size}")
        seen.append(said.inner_text())
        names = {"x": x, "w": weight[:, 1], "y": grown}
        grown = numpy_lines.run(code.text_content(), names).names["y"]
        shown = page.locator(".slot.right .cell[data-at] text").all_text_contents()
        assert shown == [number(value) for value in grown.ravel()]
        page.keyboard.press("ArrowRight")
    assert grown.tolist() == y.tolist()
    page.keyboard.press("g")
    page.keyboard.press("Home")
    for flat, value in enumerate(y.ravel()):
        expect(page.locator(".where")).to_have_text(f"output {flat + 1} of {y.size}")
        seen.append(said.inner_text())
        expect(page.get_by_test_id("total")).to_have_text(f"Σ + bias = {number(value)}")
        page.keyboard.press("ArrowRight")
    assert equations.faults(seen) == []
    # x[1, 1, 0] = −1; of output 16, y[2, 2], two inputs of each map are 3 and −2, −1 and 2.
    assert seen[12].endswith("(−1)·0 + (−1) = −5 so far, with the bias −1.")
    assert seen[x.size + 16] == (
        "y[2, 2] = 3·0 + (−2)·2 + (−1)·0 + 2·2 + (−1) = −1, with the bias −1; "
        "inputs that meet here: 4."
    )
