"""Kernels in and out as text: paste, CSV, JSON and links, and what is refused."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from cnnviz.kernels import (
    FAMILIES,
    NAMES,
    Kernel,
    build,
    cross,
    from_link,
    parse,
    to_csv,
    to_json,
    to_link,
    to_numpy,
    to_tabs,
)

SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


def message(call, text):
    with pytest.raises(ValueError) as error:
        call(text)
    return str(error.value)


def awkward():
    """Kernels that lose something in a careless round trip."""
    yield from (build(name) for name in (*NAMES, "cross"))
    yield build("gaussian", (15, 15))
    yield build("random", (15, 15), seed=3, channels=3)
    yield Kernel("custom", "Thirds", np.array([[[1 / 3, -1e-7], [0.1 + 0.2, 1e8]]]), 1 / 3)
    yield Kernel("custom", "One", np.array([[[5.0]]]), 1e12)
    yield Kernel("custom", 'A "quoted", title; ünïcode', np.ones((2, 1, 3)), 1e-12)


# --- what people paste


@pytest.mark.parametrize(
    "text",
    [
        "-1\t0\t1\n-2\t0\t2\n-1\t0\t1",
        "-1\t0\t1\r\n-2\t0\t2\r\n-1\t0\t1\r\n",
        "-1,0,1\n-2,0,2\n-1,0,1\n",
        "-1, 0, 1\n-2, 0, 2\n-1, 0, 1",
        "-1;0;1\n-2;0;2\n-1;0;1",
        "-1  0 1\n -2 0  2\n-1 0 1 ",
        "\ufeff-1,0,1\r-2,0,2\r-1,0,1\r",
        "\u22121 0 1\n\u22122 0 2\n\u22121 0 1",
        '"-1","0","1"\n"-2","0","2"\n"-1","0","1"',
        "-1.0\t0e0\t+1\n-2.\t.0\t2\n-1\t0\t1",
        "-1,0,1;-2,0,2;-1,0,1",
        "-1 0 1; -2 0 2; -1 0 1",
        "[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]",
        "\n [[[-1, 0, 1],\n [-2, 0, 2],\n [-1, 0, 1]]]\n",
        '{"weight": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]}',
        b"\xef\xbb\xbf-1,0,1\n-2,0,2\n-1,0,1",
    ],
)
def test_a_table_is_read_however_it_was_pasted(text):
    kernel = parse(text)
    assert kernel.weight.tolist() == [SOBEL]
    assert (kernel.name, kernel.title, kernel.divisor) == ("custom", "Pasted kernel", 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", [[5]]),
        ("1 2", [[1, 2]]),
        ("1\n2", [[1], [2]]),
        ("[1, 2]", [[1, 2]]),
    ],
)
def test_a_small_table(text, expected):
    assert parse(text).weight.tolist() == [expected]


def test_json_brings_channels_divisor_and_title():
    kernel = parse('{"title": "Red minus blue", "divisor": 2, "weight": [[[1]], [[0]], [[-1]]]}')
    assert kernel.weight.tolist() == [[[1]], [[0]], [[-1]]]
    assert (kernel.title, kernel.divisor) == ("Red minus blue", 2)


def test_csv_brings_channels_divisor_and_title():
    kernel = parse("# title: Two\n# divisor: 4\n# channel: 0\n1,2\n# channel: 1\n3,4\n")
    assert kernel.weight.tolist() == [[[1, 2]], [[3, 4]]]
    assert (kernel.title, kernel.divisor) == ("Two", 4)
    # As a spreadsheet saves it again: every row filled up with separators.
    assert parse("# title: Two,\n# divisor: 4,\n1,2\n").title == "Two"
    assert parse("# title: Two,\n# divisor: 4,\n1,2\n").divisor == 4


@pytest.mark.parametrize("write", [to_json, to_csv])
def test_what_is_saved_is_loaded_exactly(write):
    for kernel in awkward():
        loaded = parse(write(kernel))
        assert loaded.same_as(kernel)
        assert loaded.title == kernel.title


def test_saved_files_can_be_read_by_people():
    assert to_csv(build("box")) == "# title: Box blur\n# divisor: 9\n1,1,1\n1,1,1\n1,1,1\n"
    assert to_json(build("sobel_x")) == (
        '{"title": "Sobel x", "divisor": 1, "weight": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]}'
    )
    assert len(json.loads(to_json(cross()))["weight"]) == 2


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("x" * 100, "x" * 40),
        ("a\nb\x00c\u202ed", "abcd"),
        ("  ", "Pasted kernel"),
        (7, "Pasted kernel"),
        ("\ud800", "Pasted kernel"),
        ("<b>*bold*</b>", "<b>*bold*</b>"),
    ],
)
def test_a_title_from_a_file_is_data_of_40_printable_characters(title, kept):
    assert parse(json.dumps({"title": title, "weight": [[1]]})).title == kept


def test_no_cell_of_a_file_begins_a_formula():
    title = ',=HYPERLINK("http://e.x","go");+1\t@x'
    lines = to_csv(replace(build("box"), title=title)).splitlines()
    for mark in ",;\t":
        cells = [cell for row in csv.reader(lines, delimiter=mark) for cell in row]
        assert not [cell for cell in cells if cell.startswith(tuple("=+@"))]
        assert not [cell for cell in cells if cell.startswith("-") and not cell[1:2].isdigit()]
    assert parse("\n".join(lines)).title == title.replace("\t", "")[:40]


def test_a_title_comes_back_as_a_spreadsheet_saves_it():
    text = '"# title: A ""b"", c",,\n# divisor: 4,,\n1,2,3\n'
    assert (parse(text).title, parse(text).divisor) == ('A "b", c', 4)
    text = "# title: A;;\n# divisor: 0.5;;\n0,5;1;2\n"
    assert parse(text).weight.tolist() == [[[0.5, 1, 2]]]


def test_copies_are_short():
    assert to_tabs(build("sobel_x")) == "-1\t0\t1\n-2\t0\t2\n-1\t0\t1"
    assert to_tabs(build("box", (1, 3))) == "# divisor: 3\n1\t1\t1"
    assert to_numpy(build("box", (1, 3))) == "np.array([[1, 1, 1]]) / 3"
    assert to_numpy(Kernel("custom", "Two", np.array([[[1.0]], [[0.5]]]))) == (
        "np.array([[[1]],\n          [[0.5]]])"
    )


def test_a_title_can_not_add_lines_to_a_csv():
    kernel = replace(build("box"), title="Box\n# divisor: 1\n9,9,9")
    assert parse(to_csv(kernel)).same_as(build("box"))


# --- what is refused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "There are no numbers; write rows such as 1 0 -1."),
        ("1,2\n3,x", 'Row 1, column 1 says "x", which is not a number.'),
        ("1,<script>\n3,4", 'Row 0, column 1 says "<script>", which is not a number.'),
        ("# divisor: 0\n1 2", "A divisor is a number above 0, from 1e-12 to 1e12."),
        ("# divisor: x\n1 2", "The divisor is not a number."),
        ("[1 2] / 1e13", "A divisor is a number above 0, from 1e-12 to 1e12."),
        ("# title: Box", "There are no numbers; write rows such as 1 0 -1."),
        ("# channel: 0\n1\n2\n# channel: 1\n1", "Channel 1 is 1 × 1; channel 0 is 2 × 1."),
        ("# channel: 0\n1\n" * 17, "The kernel has 17 channels; it can have 1 to 16."),
        ("1 " * 125_001, "The text is too long for a kernel; 250,000 characters would fit."),
        (b"\xff\xfe\x00", "The file is not text; a CSV or JSON file in UTF-8 fits."),
        ('{"rows": [[1]]}', 'The JSON has no "weight".'),
        ('{"weight": {}}', "Weights must be a list of rows, each a list of numbers."),
        ('{"weight": [[1], 2]}', "Lists and numbers stand side by side; "
         "rows such as [[1, 0], [0, -1]] fit."),
        ('{"weight": [[1]], "divisor": "x"}', "The divisor is not a number."),
        ('{"weight": [[1]], "divisor": []}', "The divisor is not a number."),
        ('{"weight": [[1]], "divisor": -1}', "A divisor is a number above 0, from 1e-12 to 1e12."),
        ('{"weight": [[1]', "The JSON can't be read; rows such as [[1, 0], [0, -1]] fit."),
        ("1 2 3 4", "This can be read as 2 × 2 or as 1 × 4; write it so that only one is meant."),
    ],
)  # fmt: skip
def test_a_fault_is_named_in_one_sentence(text, expected):
    assert message(parse, text) == expected


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 40_000,
        "[[" + "9" * 200_000 + "]]",
        "[[1" + ",1" * 100_000 + "]]",
        "[" + "[1]," * 60_000 + "[1]]",
        "1" * 200_000 + "x",
        "1." * 100_000,
        "\n".join(["1"] * 100_000),
        ";" * 200_000,
        "# channel: 0\n1\n" * 14_000,
        "1 " * 120_000,
        '"' * 200_000,
        "x" * 10_000_000,
        b"\x00" * 10_000_000,
    ],
)
def test_a_bomb_is_refused(bomb):
    sentence = message(parse, bomb)
    assert len(sentence) < 120 and sentence.endswith(".")


# --- links


@pytest.mark.parametrize(
    ("kernel", "link"),
    [
        (build("sobel_x"), "sobel_x"),
        (build("gaussian", (5, 5)), "gaussian-5x5"),
        (build("box", (1, 15)), "box-1x15"),
        (build("random", seed=7), "random-s7"),
        (build("random", (5, 5), seed=7, channels=3), "random-5x5-s7-c3"),
        (build("gabor", angle=45), "gabor-a45"),
        (build("gabor", (9, 9), angle=30, wavelength=4), "gabor-9x9-a30-w4"),
        (build("edge_45"), "edge_45"),
        (cross(), "cross"),
        (Kernel("sobel_x", "Sobel x", np.array([[[1, 0, -1], [2, 0, -2]]])), "1,0,-1;2,0,-2"),
        (Kernel("box", "Box blur", np.ones((1, 1, 3)), 9), "1,1,1/9"),
        (Kernel("custom", "Mine", np.array([[[0.5]], [[-2]]]), 0.1), "0.5|-2/0.1"),
        (replace(build("gabor", angle=45), weight=np.ones((1, 3, 3)), divisor=1), "1,1,1;" * 3),
    ],
)
def test_a_link_is_short_and_comes_back(kernel, link):
    assert to_link(kernel) == link.strip(";")
    assert from_link(to_link(kernel)).same_as(kernel)


def test_a_link_may_say_what_is_usual():
    assert from_link("random-3x3-s7").same_as(build("random", seed=7))
    assert from_link("gabor-15x15-a45").title == "Gabor 45°"
    assert from_link("1,0,-1;2,0,-2;1,0,-1").title == "Edited kernel"


def test_every_kernel_comes_back_from_its_link():
    for kernel in awkward():
        assert from_link(to_link(kernel)).same_as(kernel)
    for name, family in FAMILIES.items():
        size = family.heights[-1], family.widths[0]
        assert len(to_link(build(name, size))) < 30
        assert from_link(to_link(build(name, size))).same_as(build(name, size))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Row 0, column 0 is empty."),
        ("evil", "The link names a kernel that is not in the bank."),
        ("nan", "The link names a kernel that is not in the bank."),
        ("1,nan", "Row 0, column 1 is NaN, which is not a number."),
        ("<script>alert(1)</script>", "Row 0, column 0 is not a number."),
        ("1,2;3", "Rows differ in length: row 0 has 2 cells, row 1 has 1."),
        ("1,2|3", "Rows differ in length: row 0 has 2 cells, row 0 in channel 1 has 1."),
        ("1,2/0", "A divisor is a number above 0, from 1e-12 to 1e12."),
        ("1,2/3/4", "The divisor is not a number."),
        ("1;" * 16 + "1", "The kernel is 17 x 1; each side can be 1 to 15."),
        ("box-0x3", "Box blur can't be 0 x 3: its height can be 1 to 15, its width 1 to 15."),
        ("box-99x3", "Box blur can't be 99 x 3: its height can be 1 to 15, its width 1 to 15."),
        ("box-s3", "The link gives Box blur an option that it does not have."),
        ("gabor-a500", "Angle can be from 0 to 179."),
        ("random-c17", "Channels can be from 1 to 16."),
        ("random-s1234567", "Row 0, column 0 is not a number."),
        ("box-3x3-", "Row 0, column 0 is not a number."),
        ("Box", "Row 0, column 0 is not a number."),
        ("box\n", "Row 0, column 0 is not a number."),
        ("1" * 100_001, "The kernel in the link is too long."),
        ("1,1" + "\u0661" * 9, "Row 0, column 1 is not a number."),
        ("|" * 50_000, "The kernel has 50001 channels; it can have 1 to 16."),
        ("a" * 90_000, "The link names a kernel that is not in the bank."),
        ("box" + "-s1" * 30_000, "The link gives Box blur an option that it does not have."),
    ],
)
def test_a_broken_link_is_refused_without_repeating_it(text, expected):
    assert message(from_link, text) == expected
