"""Experiments: each is one setting of the page, and what to look for once it has run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from cnnviz.lessons.training import findings
from cnnviz.lessons.training.findings import Finding
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.settings import Training, kept

Found = Callable[[Ledger, Ledger], Finding]


@dataclass(frozen=True, slots=True)
class Experiment:
    """What differs from the usual run, and what differs from this in the run A beside it."""

    changes: Mapping[str, Any]
    beside: Mapping[str, Any]
    found: Found
    flaw: bool = False
    fields: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        settings = Training(**self.changes)
        changed = replace(settings, beside=kept(replace(settings, **self.beside)))
        object.__setattr__(self, "fields", _fields(changed))


def _fields(settings: Training) -> dict[str, Any]:
    """All that the page has to set; the pictures of one's own stay."""
    names = [line.name for line in fields(Training) if line.name not in ("classes", "photos")]
    return {name: getattr(settings, name) for name in names}


BY_HEART = {
    **{"few": 150, "kernels": 16, "after": "tanh"},
    **{"optimiser": "adam", "rate": 0.02, "batch": 16, "epochs": 40},
}
DEEP = {"depth": 6, "epochs": 5, "after": "sigmoid"}
USUAL = _fields(Training())
EXPERIMENTS = {
    "rate": Experiment({"rate": 20}, {"rate": 0.05}, findings.rate),
    "zeros": Experiment({"start": "zeros"}, {"start": "glorot"}, findings.zeros),
    "tenths": Experiment({"start": "tenths"}, {"start": "glorot"}, findings.tenths),
    "linear": Experiment(
        {"after": "none", "pool": "mean"}, {"after": "relu", "pool": "max"}, findings.linear
    ),
    "one": Experiment({"kernels": 1}, {"kernels": 8}, findings.one),
    "shuffled": Experiment(
        {**BY_HEART, "labels": "shuffled"}, {"labels": "true"}, findings.shuffled
    ),
    "dead": Experiment({"rate": 0.5}, {"after": "leaky_relu"}, findings.dead),
    "vanishing": Experiment(DEEP, {"after": "relu"}, findings.vanishing),
    "untied": Experiment({"bias": "untied"}, {"bias": "tied"}, findings.untied, flaw=True),
    "ties": Experiment(
        {"ties": "all", "after": "tanh"}, {"ties": "first"}, findings.ties, flaw=True
    ),
}
_NAMES = {
    (one.run, one.other): name
    for name, each in EXPERIMENTS.items()
    if (one := Training(**each.fields))
}


def current(settings: Training) -> str:
    """The experiment that these settings are, whatever is looked at; "" for none."""
    return _NAMES.get((settings.run, settings.other), "")
