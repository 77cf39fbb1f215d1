"""What the notebook says between its cells: what is trained, and how near it comes to the page."""

from cnnviz.lessons.training.data import Data
from cnnviz.lessons.training.settings import Training

BIAS = (
    "Batch norm takes the bias of a kernel off again, so the gradient of that bias is rounding and "
    "nothing else, and Adam makes whole steps of it."
)
TIES = (
    "Kernels that begin alike give several equal sums in a block, and rounding decides which of "
    "them is the maximum."
)
SAME = "The page showed the losses below. Here they come again, to the last of their digits."
NEAR = "The page showed the losses below. {why} Other rounding gives a slightly other curve."
PARTS = (
    "Through {depth} convolutions a difference in the last digit of a sum grows from step to step. "
    "So this curve begins as that of the page, with the loss below, and then goes its own way."
)
FLAWS = {
    "untied": "As on the page it has a flaw: each place of a map has a bias of its own.",
    "all": "As on the page it has a flaw: where several numbers of a block are the maximum, the "
    "gradient goes in full to each.",
}


def title(settings: Training, data: Data) -> str:
    """What is trained on what."""
    flaws = [FLAWS[own] for own in (settings.bias, settings.ties) if own in FLAWS]
    told = (
        f"{_built(settings)}, and one score for each of {len(data.names)} classes. It learns from "
        f"{len(data.y):,} pictures and is tested on {len(data.test_y):,} others."
    )
    return "\n\n".join(
        ("# A small network learns to see, in plain NumPy", " ".join((told, *flaws)))
    )


def _built(settings: Training) -> str:
    kernels = f"{settings.kernels} kernels of {settings.size} × {settings.size}, an activation"
    layers = kernels if settings.depth == 1 else f"{settings.depth} times {kernels}"
    pooled = "mean" if settings.pool == "mean" else "maximum"
    return f"{layers}, the {pooled} of each block"


def agrees(settings: Training) -> str:
    """How near the curve comes to that of the page."""
    if parts(settings):
        return PARTS.format(depth=settings.depth)
    why = rounding(settings)
    return NEAR.format(why=why) if why else SAME


def rounding(settings: Training) -> str:
    """Why the curve depends a little on how sums are rounded, or nothing."""
    if settings.norm and settings.optimiser == "adam":
        return BIAS
    return TIES if settings.start == "tenths" else ""


def parts(settings: Training) -> bool:
    """Whether rounding makes another curve of it: many layers whose outputs have no bound, or Adam.

    Measured on digits, four and six convolutions: within 1e-4 over five epochs with sigmoid or tanh
    and another rule, up to 0.8 apart otherwise.
    """
    bounded = settings.after in ("sigmoid", "tanh")
    return settings.depth > 2 and (not bounded or settings.optimiser == "adam")
