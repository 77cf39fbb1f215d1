"""The words for one chain: those of `words`, as far as they are true of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cnnviz.lessons.backprop import words_formulas as formulas
from cnnviz.lessons.backprop import words_sentences as sentences
from cnnviz.lessons.backprop.chain import ChainTrace
from cnnviz.lessons.backprop.payload_panels import shift
from cnnviz.ops import Conv, Dense


def fitted(
    trace: ChainTrace, classes: Sequence[str], known: bool = True, random: bool = False
) -> dict[str, Any]:
    """The tables of words that depend on the chain.

    ``known`` says whether the picture is known to be of the target's class, ``random`` whether any
    weights were drawn.
    """
    return {
        "sentences": {
            **sentences.SENTENCES,
            "start": opening(trace, classes, known, random),
            **_without_bias(trace),
            "miss": _of_outputs(sentences.MISSES, trace),
            "squared": sentences.SENTENCES["squared"].replace(
                "{mean}", _of_outputs(sentences.MEANS, trace)
            ),
            "result": _result(trace),
        },
        "formulas": {
            **formulas.FORMULAS,
            **_formulas(trace),
            **formulas.MISTAKEN_FORMULAS.get(trace.mistake, {}),
        },
        "code": {**formulas.CODE, **_code(trace), **formulas.MISTAKEN_CODE.get(trace.mistake, {})},
        **(
            {"then": {**sentences.THEN, **sentences.MISTAKEN_THEN}}
            if trace.mistake == "flip"
            else {}
        ),
    }


def opening(trace: ChainTrace, classes: Sequence[str], known: bool, random: bool) -> str:
    """What should come out, and whether that is known or only pretended."""
    kind = "wanted" if len(classes) == 1 else "known" if known else "pretended"
    drawn = sentences.STARTS["random"] if random else ""
    start = sentences.STARTS[kind].format(truth=_truth(trace, classes))
    return f"{start} {drawn}{sentences.STARTS['follow']}"


def _truth(trace: ChainTrace, classes: Sequence[str]) -> str:
    """The right class; with a squared error also the outputs that stand for it."""
    if trace.target.ndim == 0:
        return f"*“{classes[int(trace.target)]}”*"
    outputs = ", ".join(f"{value:g}" for value in trace.target.tolist()).replace("-", "−")
    if len(classes) == 1:
        return f"*{outputs}*"
    return f"*“{classes[int(np.argmax(trace.target))]}”*, as outputs *{outputs}*"


def _without_bias(trace: ChainTrace) -> dict[str, str]:
    """The sentences of layers that have no bias in this chain."""
    kinds: Mapping[str, type] = {"conv": Conv, "dense": Dense}
    return {
        name: sentences.WITHOUT_BIAS[name]
        for name, kind in kinds.items()
        if not any("bias" in s.params for s in trace.stages if isinstance(s.layer, kind))
    }


def _of_outputs(texts: Mapping[str, str], trace: ChainTrace) -> str:
    """The text for one output, or for the mean over several."""
    outputs = trace.stages[-1].y.size
    return texts["one" if outputs == 1 else "mean"].format(outputs=outputs)


def _result(trace: ChainTrace) -> str:
    """What a step did; it may have been promised more than there is."""
    if -trace.predicted_change > trace.value:
        return sentences.RESULT_BEYOND
    return sentences.SENTENCES["result"]


def _formulas(trace: ChainTrace) -> dict[str, tuple[str, str]]:
    """Those of a chain with one output, which has no index, and of a mean over several."""
    outputs = trace.stages[-1].y.size
    if outputs == 1:
        return dict(formulas.ONE_OUTPUT)
    letters, numbers = formulas.FORMULAS["miss"]
    return {"miss": (letters.replace("@factor", rf"\frac{{2}}{{{outputs}}}"), numbers)}


def _code(trace: ChainTrace) -> dict[str, str]:
    """Lines that are written once a chain."""
    lines = {
        "start": f"X.shape == {trace.x.shape}  # channels, rows, columns",
        "result": f"# the same lines again with the new numbers: L = {trace.loss_after:.6g}",
    }
    if trace.shares is None:
        return lines
    truth, scores = int(trace.target), trace.stages[-1].y
    if shift(scores):  # a share may be too small for a float
        lines["loss"] = f"L = np.log(np.exp(@y - @y.max()).sum()) + @y.max() - @y[{truth}]"
        lines["softmax"] = "p[@at] = np.exp(@y[@at] - @y.max()) / np.exp(@y - @y.max()).sum()"
    return lines
