"""Numbers as people have them: every way to write a table, what is asked about, what is refused."""

import numpy as np
import pytest

from cnnviz.tables import Limits, only, readings

KERNEL = Limits("kernel", 15, 16, 100_000_000, 250_000)
GRID = Limits("grid", 64, 1, 1_000_000, 100_000, divided=True)
HALVES = [[1.5, 2.5], [3.5, 4.0]]
SQUARE = [[1, 2], [3, 4]]


def one(text, limits=KERNEL):
    """The values of the one reading of a text, and what is said about it."""
    (reading,) = readings(text, limits)
    values = reading.values / reading.divisor
    return (values[0] if len(values) == 1 else values).tolist(), reading.note


def asked(text, limits=KERNEL):
    """The numbers of each way to read a text, by its label."""
    return {way.label: (way.values / way.divisor)[0].tolist() for way in readings(text, limits)}


def refused(text, limits=KERNEL):
    with pytest.raises(ValueError) as fault:
        readings(text, limits)
    return str(fault.value)


# --- spreadsheets


@pytest.mark.parametrize(
    "text",
    [
        "1.5\t2.5\r\n3.5\t4\r\n",
        "1.5,2.5\n3.5,4",
        "1.5, 2.5\n3.5, 4",
        "1.5, 2.5,\n3.5, 4,",
        "1.5;2.5\n3.5;4",
        "1.5;2.5;\n3.5;4;\n",
        "1.5 2.5\n3.5 4",
        "1.5 2.5\n\n3.5 4",
        "1.5 2.5; 3.5 4",
        "\u00a01.5\u20072.5\n3.5 4.0",
        '"1.5"\t"2.5"\n"3.5"\t"4"',
        '"1,5","2,5"\n"3,5","4"',
        "| 1.5 | 2.5 |\n| 3.5 | 4 |",
        "1.5 & 2.5 \\\\ 3.5 & 4 \\\\",
        r"$\begin{pmatrix} 1.5 & 2.5 \\ 3.5 & 4 \end{pmatrix}$",
    ],
)
def test_what_needs_no_word(text):
    assert one(text) == (HALVES, "")


@pytest.mark.parametrize(
    "text",
    [
        "1,5\t2,5\n3,5\t4",
        "1,5\t2,5\n3,5\t4,0",
        "1,5;2,5\n3,5;4",
        "1,5; 2,5\n3,5; 4",
        "1,5 2,5\n3,5 4",
        "+1,5  25e-1 \n35,0E-1  4",
        "| 1,5 | 2,5 |\n| 3,5 | 4 |",
        '"1,5";2,5\n3,5;"4"',
    ],
)
def test_a_comma_is_decimal_where_something_else_parts_the_cells(text):
    values, note = one(text.replace('"', ""))
    assert (values, note) == (HALVES, "Read with decimal commas: 2 × 2.")


def test_a_file_of_a_european_spreadsheet():
    text = "0,0625;0,125;0,0625\n0,125;0,25;0,125\n0,0625;0,125;0,0625\n"
    smooth = [[0.0625, 0.125, 0.0625], [0.125, 0.25, 0.125], [0.0625, 0.125, 0.0625]]
    assert one(text) == (smooth, "Read with decimal commas: 3 × 3.")


def test_a_column_that_can_only_have_decimal_commas():
    assert one("0,5\n1\n0,25")[0] == [[0.5], [1], [0.25]]
    assert one("0,0625\n0,125")[0] == [[0.0625], [0.125]]  # nobody writes a 0625
    assert one("1,5 2,5")[0] == [[1.5, 2.5]]
    assert one("-,5\t-0,5")[0] == [[-0.5, -0.5]]


def test_commas_part_cells_where_one_of_them_can_not_be_decimal():
    assert one("1,2;-1,-2;5,6") == ([[1, 2], [-1, -2], [5, 6]], "")
    assert one("1,2\n3,-4") == ([[1, 2], [3, -4]], "")
    assert one("1,2\n3,4.5") == ([[1, 2], [3, 4.5]], "")
    assert one("1,2,3 4,5,6 7,8,9") == ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], "")


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("1,5", {"1 × 2": [[1, 5]], "1 × 1, with decimal commas": [[1.5]]}),
        ("1,0\n0,1", {"2 × 2": [[1, 0], [0, 1]], "2 × 1, with decimal commas": [[1], [0.1]]}),
        ("1,5;2,5", {"2 × 2": [[1, 5], [2, 5]], "1 × 2, with decimal commas": [[1.5, 2.5]]}),
        (
            "1,5, 2,5",
            {
                "2 × 2": [[1, 5], [2, 5]],
                "1 × 4": [[1, 5, 2, 5]],
                "1 × 2, with decimal commas": [[1.5, 2.5]],
            },
        ),
        ("0;0;1", {"1 × 3": [[0, 0, 1]], "3 × 1": [[0], [0], [1]]}),
        (
            "1,234\t5",
            {
                "1 × 2, with decimal commas": [[1.234, 5]],
                "1 × 2, with commas between thousands": [[1234, 5]],
            },
        ),
        ("1,2,3,4", {"2 × 2": SQUARE, "1 × 4": [[1, 2, 3, 4]]}),
        ("1 2 3 4", {"2 × 2": SQUARE, "1 × 4": [[1, 2, 3, 4]]}),
        ("[1, 2, 3, 4]", {"2 × 2": SQUARE, "1 × 4": [[1, 2, 3, 4]]}),
        ("[1, 2,\n 3, 4]", {"2 × 2": SQUARE, "1 × 4": [[1, 2, 3, 4]]}),
        ("[1 2\n 3 4]", {"2 × 2": SQUARE, "1 × 4": [[1, 2, 3, 4]]}),
        ("tensor([1., 2., 3., 4.])", {"2 × 2": SQUARE, "1 × 4": [[1, 2, 3, 4]]}),
    ],
)
def test_what_is_truly_ambiguous_is_asked_about(text, ways):
    assert asked(text) == ways


def test_a_way_that_does_not_fit_is_no_question():
    assert one("1,2,3") == ([[1, 2, 3]], "")
    assert one("0,123456789") == ([[0.123456789]], "Read with decimal commas: 1 × 1.")
    assert one(" ".join("1" * 225))[1] == "Read as 15 × 15."
    assert one("1\t2\t3\t4") == ([[1, 2, 3, 4]], "")  # tabs come from a row of a spreadsheet
    assert one("1\n2\n3\n4") == ([[1], [2], [3], [4]], "")


@pytest.mark.parametrize("side", range(2, 9))
def test_a_list_of_a_square_number_of_cells_may_be_a_square(side):
    text = ", ".join(map(str, range(side * side)))
    square = np.arange(side * side).reshape(side, side).tolist()
    assert asked(text, GRID)[f"{side} × {side}"] == square


def test_a_question_is_a_sentence_where_nobody_can_be_asked():
    with pytest.raises(ValueError) as fault:
        only(readings("1 2 3 4", KERNEL))
    assert str(fault.value) == (
        "This can be read as 2 × 2 or as 1 × 4; write it so that only one is meant."
    )


# --- prints of programs


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 2], [3, 4]]",
        "[[1., 2.],\n [3., 4.],]",
        "((1, 2), (3, 4))",
        "{{1, 2}, {3, 4}}",
        "[1, 2], [3, 4]",
        "[1, 2]\n[3, 4]\n",
        "[[1. 2.]\n [3. 4.]]",
        "[[1.e+00 2.e+00]\n [3.e+00 4.e+00]]",
        "array([[1., 2.],\n       [3., 4.]])",
        "array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "np.array([[1, 2], [3, 4]], dtype=np.float64)",
        "kernel = numpy.asarray([[1, 2], [3, 4]])",
        "[[np.float64(1.0), np.float64(2.0)], [np.float64(3.0), np.float64(4.0)]]",
        "tensor([[1., 2.],\n        [3., 4.]])",
        "tensor([[1., 2.], [3., 4.]], device='cuda:0', dtype=torch.float64)",
        "tensor([[1., 2.], [3., 4.]], requires_grad=True)",
        "tensor([[1., 2.], [3., 4.]], grad_fn=<SelectBackward0>)",
        "Parameter containing:\ntensor([[[[1., 2.],\n          [3., 4.]]]], requires_grad=True)",
        "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)",
        "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1., 2.],\n       [3., 4.]])>",
        "Array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "[1 2; 3 4]",
        "K = [1, 2; 3, 4];",
        "[1 2;\n 3 4];",
        "ans =\n\n     1     2\n     3     4\n\n",
        "     [,1] [,2]\n[1,]    1    2\n[2,]    3    4",
        "2×2 Matrix{Int64}:\n 1  2\n 3  4",
        "float k[2][2] = { {1.0f, 2.f}, {3, 4} };",
        "[[[[1, 2], [3, 4]]]]",
        "[[[[[1, 2], [3, 4]]]]]",
    ],
)
def test_a_print_is_read(text):
    assert one(text) == (SQUARE, "")
    assert one(text, GRID) == (SQUARE, "")


def test_channels_as_they_are_listed():
    three = [[[1, 2]], [[3, 4]], [[5, 6]]]
    note = "Read as 3 channels of 1 × 2."
    assert one("[[[1, 2]], [[3, 4]], [[5, 6]]]") == (three, note)
    assert one("[[[[1, 2]], [[3, 4]], [[5, 6]]]]") == (three, note)  # (1, 3, 1, 2)
    assert one("[[[[1, 2]]], [[[3, 4]]], [[[5, 6]]]]") == (three, note)  # (3, 1, 1, 2)
    assert refused("[[[[1], [2]], [[3], [4]]], [[[5], [6]], [[7], [8]]]]") == (
        "There are 2 tables of several channels; write one of them alone."
    )
    assert refused("[[[1, 2]], [[3, 4]]]", GRID) == "The grid has 2 channels; it can have only 1."


@pytest.mark.parametrize(
    ("text", "values", "divisor"),
    [
        ("1/9 1/9\n1/9 2/9", [[1, 1], [1, 2]], 9),
        ("[[1/9, 1 / 9], [-1/9, 1]]", [[1, 1], [-1, 9]], 9),
        ("1/2\t1/3", [[3, 2]], 6),
        ("1/9 * [1 1; 1 1]", [[1, 1], [1, 1]], 9),
        ("1/9 *\n1 1\n1 1", [[1, 1], [1, 1]], 9),
        ("(1/16) × [[1, 2], [2, 4]]", [[1, 2], [2, 4]], 16),
        ("1/16 [[1, 2], [2, 4]]", [[1, 2], [2, 4]], 16),
        ("2/16 [[1, 2], [2, 4]]", [[2, 4], [4, 8]], 16),
        ("K = [1 2; 2 4] / 16;", [[1, 2], [2, 4]], 16),
        ("np.array([[1, 2], [2, 4]]) / 16", [[1, 2], [2, 4]], 16),
        ("[1 2; 2 4] * (1/16)", [[1, 2], [2, 4]], 16),
        ("[1 2; 2 4] / -16", [[-1, -2], [-2, -4]], 16),
        ("ans =\n\n   1.0e+03 *\n\n    1.0000    2.5000\n", [[1000, 2500]], 1),
        ("1/20011\t1/3", [[1 / 20011, 1 / 3]], 1),  # no small divisor serves both
        ("0.5/2\t1", [[0.25, 1]], 1),
    ],
)
def test_fractions_and_factors(text, values, divisor):
    (reading,) = readings(text, KERNEL)
    assert reading.values.tolist() == [values]
    assert reading.divisor == divisor


def test_a_factor_is_told():
    assert one("1/9 * [1 1; 1 1]")[1] == "Read with the factor 1/9: 2 × 2."
    assert one("0.5 * [1 3]") == ([[0.5, 1.5]], "Read with the factor 0.5: 1 × 2.")
    (reading,) = readings("1/9 * [1 3]", GRID)
    assert reading.grid.tolist() == [[1 / 9, 3 / 9]]


# --- comments and names


def test_comments_are_passed_over():
    text = "# by hand\n1 2  # first row\n% between\n3 4 // last\n"
    assert one(text) == (SQUARE, "")
    assert one("K = [1 2; % first row\n 3 4]; # all") == (SQUARE, "")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a,b\n1,2\n3,4", "row of names"),
        ("left\tright\n1\t2\n3\t4", "row of names"),
        ("a b\n1 2\n3 4", "row of names"),
        ("x\t1\t2\ny\t3\t4", "column of names"),
        ("top;1;2\nbottom;3;4", "column of names"),
        ("row 1\t1\t2\nrow 2\t3\t4", "column of names"),
        ("\tA\tB\nx\t1\t2\ny\t3\t4", "row and the column of names"),
        ("name,A,B\nx,1,2\ny,3,4", "row and the column of names"),
        ("     a    b\n0  1.0  2.0\n1  3.0  4.0", "row and the column of names"),
        (",a,b\n0,1,2\n1,3,4", "row and the column of names"),
        ("\ta\tb\n2024\t1\t2\n2025\t3\t4", "row and the column of names"),
        ("   0  1\n0  1  2\n1  3  4", "row and the column that count"),
        (",0,1\n0,1,2\n1,3,4", "row and the column that count"),
    ],
)
def test_names_are_passed_over_with_a_word(text, what):
    assert one(text) == (SQUARE, f"Read without the {what}: 2 × 2.")


def test_a_row_and_a_column_of_names_around_one_number():
    assert one("a b\n1 2") == ([[1, 2]], "Read without the row of names: 1 × 2.")
    assert one("\ta\nx\t5") == ([[5]], "Read without the row and the column of names: 1 × 1.")
    assert refused("x 5") == 'Row 0, column 0 says "x", which is not a number.'


def test_names_do_not_change_what_commas_mean():
    note = "Read without the row of names, with decimal commas: 2 × 2."
    assert one("a b\n1,5 2,5\n3,5 4") == (HALVES, note)
    assert one("a;b\n1,5;2,5\n3,5;4") == (HALVES, note)
    note = "Read without the row and the column of names, with decimal commas: 2 × 2."
    assert one("  a b\n0 1,5 2,5\n1 3,5 4") == (HALVES, note)
    assert one("\ta\tb\nx\t1,5\t2,5\ny\t3,5\t4") == (HALVES, note)
    assert one("name,a,b\nx,1.5,2.5\ny,3.5,4")[0] == HALVES
    assert one("x,1\ny,3")[0] == [[1], [3]]


# --- refusals


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There are no numbers; write rows such as 1 0 -1."),
        (" \n\t\n", "There are no numbers; write rows such as 1 0 -1."),
        ("[]", "There are no numbers; write rows such as 1 0 -1."),
        ("# nothing", "There are no numbers; write rows such as 1 0 -1."),
        ("1 2\n3 x", 'Row 1, column 1 says "x", which is not a number.'),
        ("nan 1", 'Row 0, column 0 says "nan", which is not a number.'),
        ("1\tinf", 'Row 0, column 1 says "inf", which is not a number.'),
        ("[[1, null]]", 'Row 0, column 1 says "null", which is not a number.'),
        ("[[1, , 2]]", "Row 0, column 1 is empty."),
        ("1\n\n2", "Row 1, column 0 is empty."),
        ("1\t\n2\t3", "Row 0, column 1 is empty."),
        ("#DIV/0!\t1\n#N/A\t1", 'Row 0, column 0 says "#DIV/0!", which is not a number.'),
        ("=SUM(A1:A9)", 'Row 0, column 0 says "=SUM(A1:A9)", which is not a number.'),
        ("1_000 2", 'Row 0, column 0 says "1_000", which is not a number.'),
        ("\u0661 2", 'Row 0, column 0 says "\u0661", which is not a number.'),
        ("50%\t1", 'Row 0, column 0 says "50%", which is not a number.'),
        ("1/0\t1", 'Row 0, column 0 says "1/0", which divides by 0.'),
        ("1 1e9", 'Row 0, column 1 says "1e9", which is too large; numbers go from '
         "-100000000 to 100000000."),
        ("[[[1]], [[-1e999]]]", 'Channel 1, row 0, column 0 says "-1e999", which is too large; '
         "numbers go from -100000000 to 100000000."),
        ("1\ta\x00\x1b\u202eb", 'Row 0, column 1 says "ab", which is not a number.'),
        ("1\t" + "x" * 50, f'Row 0, column 1 says "{"x" * 20}…", which is not a number.'),
        ("1.234,5\t2", 'Row 0, column 0 says "1.234,5", with a mark between thousands; '
         "write it without, such as 1234.5."),
        ("1,234.5\t2", 'Row 0, column 0 says "1,234.5", with a mark between thousands; '
         "write it without, such as 1234.5."),
        ("1'000;2\n3;4", "Row 0, column 0 says \"1'000\", with a mark between thousands; "
         "write it without, such as 1234.5."),
        ("1\u202f000\t2", 'Row 0, column 0 says "1000", with a mark between thousands; '
         "write it without, such as 1234.5."),
        ("1,5\t2.5", 'Row 0, column 1 says "2.5", with a decimal point, where others have a '
         "comma; use one of the two."),
        ("1, 5 2", 'Row 0, column 1 says "5 2", which is not a number; write a decimal point, '
         "not a comma."),
        ("1 2 3\n4 5", "Rows differ in length: row 0 has 3 cells, row 1 has 2."),
        ("[[[1], [2]], [[1]]]", "Channel 1 has 1 row; channel 0 has 2."),
        ("[[[1]], [[1, 2]]]",
         "Rows differ in length: row 0 has 1 cell, row 0 in channel 1 has 2."),
        ("1 2\n" * 16, "The kernel is 16 × 2; each side can be 1 to 15."),
        (str([[[1]]] * 17), "The kernel has 17 channels; it can have 1 to 16."),
        ("[[1, 2]", "A bracket is not closed; rows such as [[1, 0], [0, -1]] fit."),
        ("[[1, 2)]", "A bracket has no partner; rows such as [[1, 0], [0, -1]] fit."),
        ("[[1, 2], 3]", "Lists and numbers stand side by side; "
         "rows such as [[1, 0], [0, -1]] fit."),
        ("[[1], [[2]]]", "Rows must be lists of numbers, all nested alike."),
        ("5 [1 2] 3", "Something stands beside the brackets that is no number; "
         "rows such as [[1, 0], [0, -1]] fit."),
        ("[[1 2 ... 5 6]]", "The print leaves numbers out (“...”); print all of them."),
        ("Columns 1 through 8\n\n 1 2 3", "The columns were printed in parts (“Columns 1 "
         "through 8”); print the table in one part, with mat2str for example."),
        ("1" * 250_001, "The kernel has more than 250,000 characters; no more can be read."),
    ],
)  # fmt: skip
def test_a_fault_is_named_in_one_sentence(text, sentence):
    assert refused(text) == sentence


N = 249_000


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * N,
        "[" * (N // 2) + "]" * (N // 2),
        "[" + "[1]," * (N // 5) + "[1]]",
        "1" * N,
        "\n".join(["1"] * (N // 2)),
        "#\n" * (N // 2),
        " " * (N // 2) + "1" + " " * (N // 2) + "x",
        "\\" * N,
        "(" * 100 + "1/9)",
        "] * " * (N // 4),
        "1 / " * (N // 4),
        "a b=" * (N // 4),
        "[1,2],dtype=\n" * (N // 13),
        "shape=(" * (N // 7),
        "\n \n1" * (N // 4),
        "[,1] " * (N // 5),
        '"1,' * (N // 3),
        "1\u00a0" * (N // 2),
        "1,234\t" * (N // 6),
    ],
)
def test_a_bomb_is_refused(bomb):
    """Each of them would take minutes where an expression tries every way to match."""
    sentence = refused(bomb)
    assert len(sentence) < 140 and sentence.endswith(".")
