"""What is said at each step of each view, and the number that the step writes."""

from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from cnnviz.analysis.nested_loops import Step
from cnnviz.figures.equations import SPELLED, equation, named, relation, shown
from cnnviz.figures.numbers import factor, number
from cnnviz.lessons.mlp_to_cnn import words
from cnnviz.lessons.mlp_to_cnn.payload_loops import MOST, Program
from cnnviz.lessons.mlp_to_cnn.trace import LARGEST, NUDGE, ScanTrace
from cnnviz.lessons.mlp_to_cnn.training import Detector
from cnnviz.player.phrases import plural

Said = list[Any]  # a sentence; the name and value of the number that it writes, or None twice


def names(trace: ScanTrace) -> dict[str, list[str]]:
    """What the numbers of x, w, y and of all that can be typed are called."""
    shapes = {"x": trace.x.shape, "w": trace.w.shape, "y": trace.layer.y_shape}
    shapes |= {"b": trace.bias.shape} | dict.fromkeys(words.PAIR, trace.w.shape[2:])
    return {
        letter: [named(letter, shape)(k) for k in range(prod(shape))]
        for letter, shape in shapes.items()
    }


def multiply(trace: ScanTrace, guise: str) -> list[Said]:
    """Each row of W times x."""
    x, W, name = trace.x.ravel(), trace.matrices[guise], named("y", trace.layer.y_shape)
    said: list[Said] = []
    for i, row in enumerate(W):
        there = range(x.size) if guise == "dense" else trace.layer.reads[i]
        pairs = [(x[c], row[c]) for c in there if c >= 0]
        value, bias = float(trace.y[guise][i]), float(trace.biases[i])
        put = {"name": name(i), "equation": equation(pairs, value, bias)}
        said.append([words.ROW.format(**put), name(i), value])
    return said


def move(trace: ScanTrace, made: Detector, guise: str) -> list[Said]:
    """The pattern at each place."""
    name = named("y", trace.layer.y_shape)
    pattern = words.PATTERNS.get(tuple(trace.pair[0].tolist()), words.PATTERN)
    said: list[Said] = []
    for p, y in enumerate(made.y[guise]):
        score = made.score(guise, p)
        learned = made.matrices[guise][p].any()
        why = "" if learned else "row" if made.places else "none"
        put = {"pattern": pattern, "place": p, "score": number(score)}
        put |= {"name": name(int(y.argmax())), "why": words.WHY[why].format(place=p)}
        sentence = (words.FOUND if score > 0 else words.MISSED).format(**put).strip()
        said.append([sentence, words.SCORE, score])
    return said


def learn(trace: ScanTrace, guise: str) -> list[Said]:
    """Each shared weight; where none is shared, each row."""
    return _copies(trace) if guise == "shared" else _rows(trace)


def _copies(trace: ScanTrace) -> list[Said]:
    x, name, said = trace.x.ravel(), named("w", trace.w.shape), []
    for m, value in enumerate(trace.dw.ravel().tolist()):
        rows, taps = np.nonzero((trace.layer.weights == m) & (trace.layer.reads >= 0))
        read = trace.layer.reads[rows, taps]
        pairs = list(zip(trace.error[rows], x[read], strict=True))
        put = {"name": name(m), "count": len(pairs)}
        sentence = (words.NO_COPY, words.COPY, words.COPIES)[min(len(pairs), 2)]
        sum_of = equation(pairs, value)[2:]
        said.append([sentence.format(**put, equation=sum_of), f"∂{name(m)}", value])
    return said


def _rows(trace: ScanTrace) -> list[Said]:
    name, said = named("y", trace.layer.y_shape), []
    for i, error in enumerate(trace.error.tolist()):
        put = {"name": name(i), "error": number(error), "row": i}
        sentence = words.LEARNS if error else words.LEARNS_NOT
        said.append([sentence.format(**put), None, None])
    return said


def readers(trace: ScanTrace, guise: str) -> list[str]:
    """Which outputs read each input."""
    called, said = names(trace), []
    for i in range(trace.x.size):
        rows = np.flatnonzero((trace.layer.reads == i).any(axis=1) | (guise == "dense"))
        texts = [called["y"][r] for r in rows.tolist()]
        listed = f": {', '.join(texts)}" if 0 < len(texts) <= SPELLED else ""
        put = {"name": called["x"][i], "count": len(texts), "all": len(trace.own)}
        outputs = plural(len(trace.own), "output")
        said.append(words.READ_BY.format(**put, outputs=outputs, listed=listed))
    return said


def patches(trace: ScanTrace) -> list[Said]:
    """Each column of P under each filter."""
    name, w = named("y", trace.layer.y_shape), trace.w[0].ravel()
    count = trace.patches.shape[1]
    said: list[Said] = []
    for t, column in enumerate(trace.patches.T):
        value = float(trace.unfolded[t])
        others = [
            words.OTHER.format(name=name(i), value=number(trace.unfolded[i]))
            for i in range(t + count, len(trace.own), count)
        ]
        put = {"column": t, "name": name(t), "others": "".join(others)}
        pairs = list(zip(w.tolist(), column.tolist(), strict=True))
        sum_of = equation(pairs, value, float(trace.bias[0]))
        said.append([words.COLUMN.format(**put, equation=sum_of), name(t), value])
    return said


def loops(trace: ScanTrace, made: Program) -> list[Said]:
    """Each executed line."""
    first = next(k for k, line in enumerate(made.lines) if not line.loop)  # z = b
    last, network = len(made.lines) - 1, len(made.nests) > 1
    store = (words.RECTIFIED if network else words.DONE).format
    said: list[Said] = []
    for s, step in enumerate(made.steps):
        line, z = step.line, step.z
        if made.lines[line].loop:
            said.append([_turn(made, s, first), None, None])
        elif line == first:
            put = {"name": made.called(step)[1], "value": number(z)}
            said.append([words.BEGINS.format(**put), None, None])
        elif line == last - 2:
            said.append([words.ADDS.format(equation=_added(step)), "z", z])
        elif line == last - 1:
            name = made.called(step)[0]
            put = {"name": name, "value": number(z), "z": number(step.before)}
            said.append([store(**put), name, z])
        else:
            count = trace.places if network else len(trace.own)
            best = words.BEST if count > 1 else words.ONLY
            said.append([best.format(count=count, value=number(z)), words.SCORE, z])
    return said or [[too_long(made.count), None, None]]


def _turn(made: Program, s: int, first: int) -> str:
    """A loop's variable at the beginning of a turn, and what comes next."""
    step, then = made.steps[s], "."
    if step.line == first - 1:
        then = words.NEXT_SUM.format(name=made.called(step)[0])
    if step.line == len(made.lines) - 4:
        w, x = step.factors
        then = words.NEXT_PRODUCT.format(weight=number(w), x=factor(x))
    put = {"variable": made.lines[step.line].loop, "value": str(step.variables[-1])}
    return words.TURN.format(**put, then=then)


def _added(step: Step) -> str:
    w, x = step.factors
    same = relation(shown(step.before) + shown(w) * shown(x), shown(step.z))
    return f"= {number(step.before)} + {factor(w)}·{factor(x)} {same} *{number(step.z)}*"


def checks(trace: ScanTrace) -> list[str]:
    """What raising each shared weight does, and what its gradient says that it does."""
    name, said = named("w", trace.w.shape), []
    both = zip(trace.nudged.tolist(), trace.dw.ravel().tolist(), strict=True)
    for m, (change, dw) in enumerate(both):
        same = relation(shown(change), Fraction(str(NUDGE)) * shown(dw))
        put = {"name": name(m), "change": number(change), "same": same, "by": factor(dw)}
        said.append(words.CHECK.format(**put))
    return said


def sums(trace: ScanTrace, made: Detector) -> str:
    """How the learned kernel stands to what was added and subtracted, tap by tap."""
    plus, minus = made.added
    learned = made.kernel[: trace.taps].tolist()
    both = list(zip(*trace.pair.tolist(), learned, strict=True))
    if all(plus * shown(a) - minus * shown(b) == shown(c) for a, b, c in both):
        return "="
    made_of = np.array([plus, -minus]) @ trace.pair
    return "≈" if np.allclose(made_of, learned, rtol=1e-9, atol=0) else "→"


def lessons(made: Detector) -> list[str]:
    """Each example that was met, with its loss, and what is left of it at the end."""
    said = []
    for one in made.met:
        kind, deed = words.KINDS[one.label]
        put = {"place": one.place, "score": number(one.score), "loss": number(one.loss)}
        said.append(words.LESSON.format(**put, kind=kind.capitalize(), deed=deed))
    return said


def after(made: Detector) -> str:
    """Scores and losses of the examples of the last lesson, once it is learned."""
    both = [
        words.LEFT.format(
            kind=words.KINDS[one.label][0], score=number(one.score), loss=number(one.loss)
        )
        for one in made.after
    ]
    return words.AFTER.format(both="; ".join(both)) if both else ""


def too_large(rows: int, columns: int) -> str:
    """That a matrix is counted, not drawn."""
    put = {"rows": f"{rows:,}", "columns": f"{columns:,}", "cells": f"{rows * columns:,}"}
    return words.TOO_LARGE.format(**put, most=f"{LARGEST:,}")


def too_long(count: int) -> str:
    """That a program is too long to be stepped."""
    return words.TOO_LONG.format(count=f"{count:,}", most=f"{MOST:,}")
