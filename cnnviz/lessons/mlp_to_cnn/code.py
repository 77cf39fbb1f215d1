"""The layer as NumPy that runs as it is: the matrix is filled cell by cell, then multiplied."""

import numpy as np

from cnnviz.files.numpy_given import given
from cnnviz.lessons.mlp_to_cnn.trace import ScanTrace

FILL = """W = np.zeros({shape})
for i, row in enumerate(reads.astype(int)):  # what output i reads, -1 for padding
    for k, x_index in enumerate(row):
        if x_index >= 0:
            W[i, x_index] = {value}
"""
VALUES = {"local": "own[i, x_index]", "shared": "w[{filter}, k]"}


def program(trace: ScanTrace, guise: str, step: int | None = None) -> str:
    """The program of a guise: it prints ``y``, or the output of one step."""
    shape, biased = trace.layer.shape, bool(trace.bias.any())
    parts = ["import numpy as np\n", given("x", trace.x.ravel())]
    if guise != "shared":
        parts.append(given("own", trace.own))
    else:
        parts.append(given("w", trace.w.reshape(len(trace.w), -1)))
    if guise == "dense":
        parts.append("W = own")
    else:
        value = VALUES[guise].format(filter=f"i // {trace.places}")
        parts.append(given("reads", trace.layer.reads.astype(np.float64)))
        parts.append(FILL.format(shape=shape, value=value).rstrip())
    if biased:
        parts.append(given("b", trace.biases))
    product = "y = W @ x + b" if biased else "y = W @ x"
    return "\n".join((*parts, product, f"print(y{'' if step is None else f'[{step}]'})\n"))
