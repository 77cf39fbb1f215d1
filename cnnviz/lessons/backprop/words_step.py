"""The sentence of a step, as the player says it: the same templates, filled with the same numbers.

The player's scripts do this in the browser, ``forward.js``, ``backward.js`` and ``said.js``; a
picture that a person takes home needs it here. `tests` compares both over every step.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.figures.numbers import factor, number
from cnnviz.figures.shown import (
    alike,
    as_written,
    beside,
    bracketed,
    exact,
    fill,
    fine,
    minus,
    read_back,
    read_off,
    relate,
    shown_sum,
    spelled,
)
from cnnviz.lessons.backprop import words
from cnnviz.lessons.backprop.payload_moment import Moment
from cnnviz.lessons.backprop.payload_panels import shift
from cnnviz.lessons.backprop.payload_step import Step, gates, text, title
from cnnviz.ops import LogSoftmax

TERMS = 4  # of a sum that a sentence spells
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a kind of step is called and says: which sentence, with what put in.

    ``shown`` is what its rule comes to with the numbers that are shown, where it is no product;
    ``gives`` whether that is its number, "=" or "≈", where it can be told exactly.
    """

    variant: str
    put: Facts
    shown: float | None = None
    gives: str = ""


def sentence(moment: Moment, found: Step, fitted: Mapping[str, Any], classes: Sequence[str]) -> str:
    """What is said of a step; ``fitted`` are the words of its chain."""
    rule = _rule(moment, found, classes)
    written = text(moment, found)
    name = name_of(moment, found)
    put = {"name": name, "total": written, **_counted(found), **found.facts, **rule.put}
    if found.factors is not None and moment.kind != "scatter":
        put["equation"] = _equation(moment, found)
    put |= _relations(moment, found, rule)
    return fill(fitted["sentences"][rule.variant], put)


def name_of(moment: Moment, found: Step) -> str:
    """The number that the step writes."""
    if not found.seen or "name" in found.facts:
        return str(found.facts.get("name", ""))
    into = found.facts.get("winner", found.facts.get("into"))
    last = found.seen[-1]
    return title(last.panel, int(last.flats[0]) if into is None else into)


def _counted(found: Step) -> Facts:
    """The numbers of things: products, outputs, and of those that are not zero."""
    count = found.facts.get("count", 0 if found.factors is None else found.factors[0].size)
    one, several, *_ = words.COUNTS["outputs"]
    met = 0 if found.factors is None else np.count_nonzero(_products(found))
    return {
        "count": count,
        "outputs": one if count == 1 else fill(several, {"count": count}),
        "met": fill(tuple(words.COUNTS["met"])[min(met, 2)], {"count": met}),
    }


def _products(found: Step) -> Any:
    assert found.factors is not None
    return found.factors[0] * found.factors[1]


def _equation(moment: Moment, found: Step) -> str:
    """ "= −4 + 2 + 4 = *2*": the terms that are not zero and the number."""
    written, total = text(moment, found), found.total or 0.0
    values = [value for value in _products(found).ravel().tolist() if value]
    if found.bias:
        values.append(found.bias)
    lost = _underflows(found)
    if len(values) < 2:
        return f"{'≈' if lost else relate(total, read_back(written))} *{written}*"
    cut = len(values) > TERMS
    shown = spelled(values[: TERMS - 1] if cut else values) + (["…"] if cut else [])
    sign = as_written([[value] for value in values], [[written]])
    first = "=" if all(map(exact, values)) and not lost else "≈"
    return f"{first} {' + '.join(shown)} {sign} *{written}*"


def _underflows(found: Step) -> bool:
    """Whether a product is too small for a number of the computer, which makes it 0."""
    assert found.factors is not None
    a, b = found.factors
    return bool(((a != 0) & (b != 0) & (_products(found) == 0)).any())


def _relations(moment: Moment, found: Step, rule: Rule) -> Facts:
    """ "=" or "≈" before the rule with its numbers, and before what it comes to."""
    total, written = found.total or 0.0, text(moment, found)
    if found.factors is None or found.factors[0].size > 1 or moment.kind == "conv_bias":
        shown = total if rule.shown is None else rule.shown
        gives = rule.gives or relate(shown, read_back(written))
        return {"first": relate(shown, total), "tie": gives}
    a, b = (float(part.item()) for part in found.factors)
    tie = as_written([[a, b]], [[written]])
    return {"first": "=" if exact(a) and exact(b) else "≈", "tie": tie}


def _rule(moment: Moment, found: Step, classes: Sequence[str]) -> Rule:
    kind = moment.kind
    if kind == "dense":
        return Rule(kind, {"meaning": _meaning(moment, classes)})
    if kind == "loss":
        return _loss(moment, classes)
    own = RULES.get(kind)
    return own(moment, found) if own else Rule(kind, {})


def _meaning(moment: Moment, classes: Sequence[str]) -> str:
    trace, k = moment.steps.trace, moment.k
    if moment.stage is trace.stages[-1] and trace.shares is not None:
        return fill(words.MEANINGS["score"], {"name": classes[k]})
    return words.MEANINGS["output"]


def _activation(moment: Moment, found: Step) -> Rule:
    value, slope = found.facts["value"], found.facts["slope"]
    shown = number(value)
    put = {"title": moment.stage.layer.title, "from": shown, "slope": number(slope)}
    if not gates(moment):
        return Rule("curve", put)
    return Rule("open" if slope else "shut", put, max(0.0, read_back(shown)))


def _pool(_: Moment, found: Step) -> Rule:
    count, ties = found.facts["count"], found.facts["ties"]
    row, column = found.facts["place"]
    variant = "pool" if ties < 2 else "tie" if ties < count else "tie_all"
    return Rule(variant, {"row": row, "column": column})


def _softmax(moment: Moment, found: Step) -> Rule:
    scores, shares = moment.panel(moment.stage.name), moment.steps.trace.shares
    values, k = scores.values.ravel().tolist(), moment.k
    assert shares is not None
    off = shown_sum([shift(moment.stage.y)])
    powers = [math.exp(shown_sum([score]) - off) for score in values]
    exponent = LogSoftmax().forward(moment.stage.y[None])[0][k]
    put = {"exponent": fine(exponent), "count": len(values), "score": title(scores, k)}
    if len(set(values)) == 1:
        gives = as_written([[1]], [[fine(shares[k]), len(values)]])
        return Rule("softmax_equal", put, powers[k] / sum(powers), gives)
    if not shares[k]:
        return Rule("softmax_tiny", put, math.nan, "≈")
    return Rule("softmax", put, powers[k] / sum(powers), "≈")


def _loss(moment: Moment, classes: Sequence[str]) -> Rule:
    trace = moment.steps.trace
    truth = int(trace.target)
    assert trace.shares is not None
    share = float(trace.shares[truth])
    others = sum(np.delete(trace.shares, truth).tolist())
    exponent = fine(LogSoftmax().forward(moment.stage.y[None])[0][truth])
    put = {
        "truth": classes[truth],
        "share": title(moment.panel("shares"), truth),
        "from": beside(share, 1.0, -others),
        "exponent": exponent,
    }
    if not share:
        return Rule("loss_tiny", put, -read_back(exponent))
    # The logarithm of no decimal but 1 is one.
    gives = relate(trace.value, 0.0) if put["from"] == "1" else "≈"
    if put["from"] == fine(share):
        return Rule("loss", put, -math.log(read_back(fine(share))), gives)
    return Rule("loss", put, -math.log1p(read_off(share, 1.0, -others)), gives)


def _squared(moment: Moment, found: Step) -> Rule:
    pairs = list(zip(*(part.ravel().tolist() for part in found.facts["pairs"]), strict=True))
    share = _share(moment)
    terms = " + ".join(f"({beside(y, t, y - t)} − {bracketed(t)})²" for y, t in pairs)
    mean = share != 1 and len(pairs) > 1
    shown = share * sum(read_off(y, t, y - t) ** 2 for y, t in pairs)
    differences = [minus(y, t, y - t) for y, t in pairs]
    squared = [[*a, *b] for one in differences for a in one for b in one]
    gives = as_written(squared, [[fine(moment.steps.trace.value), 1 / share]])
    put = {"squares": f"({terms}) / {len(pairs)}" if mean else terms}
    return Rule("squared", put, shown, gives)


def _share(moment: Moment) -> float:
    """What each square counts in the loss."""
    mean = getattr(moment.steps.trace.loss, "reduction", "") == "mean"
    return 1 / moment.stage.y.size if mean else 1.0


def _error(_: Moment, found: Step) -> Rule:
    share, target, total = found.facts["from"], found.facts["target"], found.total or 0.0
    put = {"from": beside(share, target, total), "target": number(target)}
    gives = as_written(minus(share, target, total), [[fine(total)]])
    return Rule("error", put, read_off(share, target, total), gives)


def _miss(moment: Moment, found: Step) -> Rule:
    y, target, times = found.facts["from"], found.facts["target"], fine(2 * _share(moment))
    gap = y - target
    put = {"from": beside(y, target, gap), "target": bracketed(target), "factor": times}
    products = [[times, *factors] for factors in minus(y, target, gap)]
    gives = as_written(products, [[fine(found.total or 0.0)]])
    return Rule("miss", put, read_back(times) * read_off(y, target, gap), gives)


def _dense_weight(_: Moment, found: Step) -> Rule:
    assert found.factors is not None
    error, x = (float(part.item()) for part in found.factors)
    return Rule("dense_weight", {"a": factor(x), "b": number(error)})


def _route(moment: Moment, found: Step) -> Rule:
    tied = "route_shared" if moment.wrong else "route_tie"
    return Rule("route" if found.facts["ties"] < 2 else tied, {})


def _gate(moment: Moment, found: Step) -> Rule:
    own, slope, dy = (found.facts[name] for name in ("own", "slope", "dy"))
    put = {"from": number(dy), "slope": factor(slope)}
    if slope and not own:
        return Rule("gate_ignored", put)
    if not gates(moment):
        return Rule("gate_curve", put)
    return Rule(f"gate_{'open' if slope else 'shut'}{'' if dy else '_zero'}", put)


def _conv_input(moment: Moment, found: Step) -> Rule:
    if moment.wrong and moment.steps.trace.mistake == "flip":
        return Rule("unflipped", {})
    fed = found.facts["fed"]
    return Rule("conv_input" if fed > 1 else "conv_input_one" if fed else "conv_input_none", {})


def _scatter(moment: Moment, found: Step) -> Rule:
    dy = found.facts["dy"]
    written = number(dy)
    variant = "overwrite" if moment.steps.trace.mistake == "sum" and moment.wrong else "scatter"
    put = {
        "name": found.facts["error"],
        "from": written,
        "sign": relate(dy, read_back(written)),
        "pixel": title(moment.written, found.facts["into"]),
    }
    copied = found.facts["copied"] and not moment.wrong
    return Rule(f"{variant}_zero" if not dy else f"{variant}_copied" if copied else variant, put)


def _update(moment: Moment, found: Step) -> Rule:
    before, slope = found.facts["from"], found.facts["slope"]
    rate = fine(moment.steps.trace.rate)
    put = {"from": fine(before), "rate": rate, "slope": bracketed(slope)}
    shown = read_back(fine(before)) - read_back(rate) * read_back(fine(slope))
    variant = "update_zero" if not slope else "update_down" if slope > 0 else "update_up"
    terms: list[list[float | str]] = [[fine(before)], [-1, rate, fine(slope)]]
    return Rule(variant, put, shown, as_written(terms, [[fine(found.total or 0.0)]]))


def _result(moment: Moment, _: Step) -> Rule:
    trace = moment.steps.trace
    losses = trace.value, trace.loss_after
    put = {
        name: alike(loss, losses) for name, loss in zip(("before", "after"), losses, strict=True)
    }
    return Rule("result" if trace.loss_after <= trace.value else "result_worse", put)


RULES = {
    "activation": _activation,
    "pool": _pool,
    "softmax": _softmax,
    "squared": _squared,
    "error": _error,
    "miss": _miss,
    "dense_weight": _dense_weight,
    "route": _route,
    "gate": _gate,
    "conv_input": _conv_input,
    "scatter": _scatter,
    "update": _update,
    "result": _result,
}
