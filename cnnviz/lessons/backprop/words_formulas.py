"""What the player of the backward pass writes: each rule in letters, in numbers and in NumPy."""

from collections.abc import Mapping
from types import MappingProxyType

# The rule with its letters, and with the numbers of this step.
FORMULAS = MappingProxyType(
    {
        "start": ("@chain", ""),
        "conv": (
            r"@y_{@at} = \sum_{@sum} @x_{@places} \cdot @w_{@taps} + @bias",
            "= @terms + @b = @total",
        ),
        "activation": (r"@y_{@at} = \operatorname{@title}(@x_{@at})", "= @rule = @total"),
        "pool": (r"@y_{@at} = \max_{m,n} @x_{@places}", r"= \max(@list) = @total"),
        "flatten": (r"@y = \operatorname{flatten}(@x)", "= (@list)"),
        "dense": (r"@y_{@at} = \sum_k @w_{@at,k} \cdot @x_k + @bias", "= @terms + @b = @total"),
        "softmax": (r"p_{@at} = e^{z_{@at}} / \sum_k e^{z_k}", "= @power / (@powers) = @total"),
        "loss": (r"L = -\ln p_{@truth}", r"= -\ln @from = @total"),
        "squared": (r"L = @share\sum_k (@y_k - t_k)^2", "= @share@squares = @total"),
        "error": (r"@dy_{@at} = p_{@at} - t_{@at}", "= @from - @target = @total"),
        "miss": (
            r"@dy_{@at} = @factor\,(@y_{@at} - t_{@at})",
            r"= @factor \cdot (@from - @target) = @total",
        ),
        "dense_weight": (r"@dw_{@at} = @dy_{@row} \cdot @x_{@column}", "= @terms = @total"),
        "dense_bias": (r"@db_{@at} = @dy_{@at}", "= @total"),
        "dense_input": (r"@dx_{@at} = \sum_k @dy_k \cdot @w_{k,@at}", "= @terms = @total"),
        "unflatten": (r"@dx = \operatorname{unflatten}(@dy)", "= (@list)"),
        "route": (r"@dx_{@winner} \mathrel{+}= @dy_{@at}", r"\mathrel{+}= @total"),
        "gate": (r"@dx_{@at} = @dy_{@at} \cdot @slope", "= @terms = @total"),
        "conv_weight": (
            r"@dw_{@at} = \sum_{i,j} @dy_{@out} \cdot @x_{@places}",
            "= @terms = @total",
        ),
        "conv_bias": (r"@db_{@at} = \sum_{i,j} @dy_{@out}", "= @terms = @total"),
        "conv_input": (
            r"@dx_{@at} = \sum_{@met} @dy_{@outs} \cdot @w_{@wtaps}",
            "= @terms = @total",
        ),
        "scatter": (
            r"@dx_{@places} \mathrel{+}= @dy_{@at} \cdot @w_{@wtaps}",
            r"\mathrel{+}= @from \cdot @w \text{, at @count places at once}",
        ),
        "update": (
            r"@after_{@at} = @before_{@at} - \eta \cdot @gradient_{@at}",
            r"= @from - @rate \cdot @slope = @total",
        ),
        "result": (
            r"L(\theta - \eta\nabla) \approx L(\theta) - \eta\lVert\nabla\rVert^2",
            r"\text{predicted}\; @predicted \text{, real}\; @real",
        ),
    }
)

# The same where there is one output, which needs no index.
ONE_OUTPUT = MappingProxyType(
    {
        "dense": (r"@y = \sum_k @w_k \cdot @x_k + @bias", "= @terms + @b = @total"),
        "squared": (r"L = (@y - t)^2", "= @share@squares = @total"),
        "miss": (r"@dy = 2\,(@y - t)", r"= @factor \cdot (@from - @target) = @total"),
        "dense_weight": (r"@dw_{@column} = @dy \cdot @x_{@column}", "= @terms = @total"),
        "dense_bias": (r"@db = @dy", "= @total"),
        "dense_input": (r"@dx_{@at} = @dy \cdot @w_{@at}", "= @terms = @total"),
    }
)

# The same where it is wrong on purpose.
MISTAKEN_FORMULAS: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "flip": {
            "conv_input": (
                r"@dx_{@at} = \sum @dy \cdot @w \text{,}\; @w \;\text{not flipped}",
                "= @terms = @total",
            )
        },
        "gate": {"gate": (r"@dx_{@at} = @dy_{@at} \cdot 1", "= @terms = @total")},
        "tie": {
            "route": (
                r"@dx_{@winner} \mathrel{+}= @dy_{@at} \text{,}\; \text{and so at each tie}",
                r"\mathrel{+}= @total",
            )
        },
        "sum": {
            "scatter": (
                r"@dx_{@places} = @dy_{@at} \cdot @w_{@wtaps}",
                r"= @from \cdot @w \text{, at @count places at once}",
            )
        },
    }
)

# One line of NumPy for this step; names are those of the panels, and each index is that of the
# whole array: channel, row, column. What is written to is there as zeros.
CODE = MappingProxyType(
    {
        "conv": "@y[@at] = (@patch * @w[@f]).sum() + @bias[@f]",
        "activation": "@y[@at] = @call",
        "pool": "@y[@at] = @patch.max()",
        "flatten": "@y = @x.reshape(-1)",
        "dense": "@y[@at] = @w[@at] @ @x + @bias[@at]",
        "softmax": "p[@at] = np.exp(@y[@at]) / np.exp(@y).sum()",
        "loss": "L = -np.log(p[@truth])",
        "squared": "L = @rule",
        "error": "@dy[@at] = p[@at] - t[@at]",
        "miss": "@dy[@at] = @factor * (@y[@at] - t[@at])",
        "dense_weight": "@dw[@at] = @dy[@row] * @x[@column]",
        "dense_bias": "@db[@at] = @dy[@at]",
        "dense_input": "@dx[@at] = @w[:, @at] @ @dy",
        "unflatten": "@dx = @dy.reshape(@shape)",
        "route": "@dx[@winner] += @dy[@at]",
        "gate": "@dx[@at] = @dy[@at] * @gate",
        "conv_weight": "@dw[@at] = (@dy[@f] * @patch).sum()",
        "conv_bias": "@db[@at] = @dy[@at].sum()",
        "conv_input": "@dx[@at] = (@patch * @w[:, @c, ::-1, ::-1]).sum()",
        "scatter": "@patch += @dy[@at] * @w[@f]",
        "update": "@before[@at] -= rate * @gradient[@at]",
    }
)
MISTAKEN_CODE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "flip": {"conv_input": "@dx[@at] = (@patch * @w[:, @c]).sum()"},
        "gate": {"gate": "@dx[@at] = @dy[@at] * 1"},
        "tie": {"route": "@dx[@window] += @dy[@at] * (@x[@window] == @y[@at])"},
        "sum": {"scatter": "@patch = @dy[@at] * @w[@f]"},
    }
)
