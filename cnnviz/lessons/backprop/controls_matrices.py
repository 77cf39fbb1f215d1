"""The worked example under the backprop player: the chain rule as matrices, with live numbers."""

from collections.abc import Iterable

import streamlit as st

from cnnviz.lessons.backprop import chain_rule_matrices as chain_worked
from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.controls_show import Lesson
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.ops import Conv
from cnnviz.traces import Array
from cnnviz.ui.state import PageState

WIDEST = 12  # a matrix of more columns is not written out
MOST_COPIES = 64  # a sum of more terms is not either


def title(trace: ChainTrace) -> str:
    """What the fold has to show for this chain."""
    if chain_worked.applies_to(trace) and trace.stages[0].y.size <= WIDEST:
        return "The chain rule as matrices, multiplied out"
    if chain_worked.applies_to(trace) and trace.stages[0].y.size <= MOST_COPIES:
        return "A shared weight's gradient as a sum over its copies"
    return "The way back as a transposed convolution"


def worked(visit: PageState[Backprop], lesson: Lesson) -> None:
    """The chapter's example where the network is as simple, and the adjoint in any."""
    trace = lesson.trace
    if visit.settings.network == "line" and trace.stages[0].y.size <= WIDEST:
        st.latex(_forward(trace))
    if chain_worked.applies_to(trace):
        if trace.stages[0].y.size <= WIDEST:
            _product(trace)
        if trace.stages[0].y.size <= MOST_COPIES:
            _untied(trace)
        else:
            st.caption("A smaller picture shows each weight's gradient as a sum over its copies.")
    if visit.settings.network != "line":
        st.button(
            "Open the chapter's network on a line of numbers",
            on_click=lambda: visit.apply_nearest(Backprop(network="line")),
        )
    _adjoint(trace)


def _forward(trace: ChainTrace) -> str:
    """The chapter's forward pass with these numbers."""
    conv, relu, dense = trace.stages[0], trace.stages[1], trace.stages[-1]
    y, wanted = number(float(dense.y[0])), _bracketed(float(trace.target[0]))
    window = r"A^0_{[i - \lfloor k/2 \rfloor \,:\, i + \lfloor k/2 \rfloor]}"
    lines = (
        rf"A^0 = X &= {row(conv.x.ravel())} & W^1 &= {row(conv.params['weight'].ravel())}",
        rf"Z^1 &= {row(conv.y.ravel())} & Z^1_i &= {{W^1}}^\top {window}",
        rf"A^1 &= {row(relu.y.ravel())} & A^1 &= \mathrm{{ReLU}}(Z^1)",
        rf"A^2 &= {y} & A^2 &= {{W^2}}^\top A^1, \; "
        rf"W^2 = {row(dense.params['weight'].ravel())}",
        rf"L &= ({y} - {wanted})^2 = {number(trace.value)} & L &= (A^2 - y)^2",
    )
    return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"


def _product(trace: ChainTrace) -> None:
    parts = chain_worked.product(trace)
    st.markdown("**One step of the chain rule is one matrix.** Multiply them from the right.")
    st.latex(
        r"\frac{\partial L}{\partial W^1} = \frac{\partial Z^1}{\partial W^1}"
        r"\,\frac{\partial A^1}{\partial Z^1}\,\frac{\partial L}{\partial A^1}"
    )
    factors = (parts.dz_dw, parts.da_dz, parts.dl_da[:, None])
    names = (
        r"k \times n\text{: the pixel each weight met at each place}",
        r"n \times n\text{: the gates}",
        r"n \times 1",
    )
    braced = (
        rf"\underbrace{{{matrix(factor)}}}_{{{name}}}"
        for factor, name in zip(factors, names, strict=True)
    )
    st.latex("".join(braced) + " = " + matrix(parts.product[:, None]))
    st.markdown(
        r"$\partial Z_i/\partial W_j$ is the input that weight $j$ meets at place $i$; "
        r"$\partial A_i/\partial Z_i$ is 1 where the gate is open and 0 where it is shut; "
        r"$\partial L/\partial A$ comes from the dense layer. The engine's gradient is the same:"
    )
    st.latex(rf"\frac{{\partial L}}{{\partial W^1}} = {row(parts.engine)}^\top")


def _untied(trace: ChainTrace) -> None:
    """Shared is summed: each place gets a weight of its own, and the gradients are added."""
    parts = chain_worked.untied(trace)
    st.markdown(
        "**One weight, used at many places.** Give each place a copy of its own and compute the "
        "gradient of every copy. Their sum is the gradient of the shared weight."
    )
    lines = []
    for place, (copies, total) in enumerate(zip(parts.copies, parts.total, strict=True)):
        terms = " + ".join(_bracketed(value) for value in copies if value) or "0"
        lines.append(rf"\partial L/\partial W_{{{place + 1}}} &= {terms} = {number(total)}")
    st.latex(r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}")
    n = parts.copies.shape[1]
    st.caption(f"Copies with a gradient of 0 are left out; each weight has {n} copies.")


def _adjoint(trace: ChainTrace) -> None:
    st.markdown(
        "**The way back is the convolution turned round.** Both inner products are equal, "
        "whatever the numbers: the input gradient is the transposed convolution."
    )
    for stage in trace.stages:
        if isinstance(stage.layer, Conv):
            st.latex(_identity(stage))


def _identity(stage: Stage) -> str:
    sides = chain_worked.adjoint(stage)
    name = rf"\text{{{stage.name}}}"
    return (
        rf"{name}: \quad \langle W * X, \partial L/\partial Z\rangle = {number(sides.outputs)}"
        rf" = \langle X, \partial L/\partial X\rangle = {number(sides.inputs)}"
    )


def matrix(values: Array) -> str:
    """A matrix in LaTeX."""
    rows = (" & ".join(map(number, line)) for line in values.tolist())
    return r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}"


def row(values: Iterable[float]) -> str:
    """A row of numbers in LaTeX."""
    return r"\begin{pmatrix}" + " & ".join(map(number, values)) + r"\end{pmatrix}"


def number(value: float) -> str:
    """A number with four digits, as LaTeX writes powers of ten.

    >>> number(-2.0), number(1.23456), number(1e-7)
    ('-2', '1.235', '1 \\\\cdot 10^{-7}')
    """
    text = f"{value + 0.0:.4g}"
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def _bracketed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)
