"""The table of contents: a lesson is one entry here and one file beside this one.

The entries stand in the order of the course; those of one group stand together.
"""

from dataclasses import dataclass
from pathlib import Path

SEE, UNDERSTAND, LEARN, NETWORKS = GROUPS = ("See", "Understand", "Learn", "Networks")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page: its file, its name and group in the navigation, what it answers, what to do first.

    ``picture`` is 6 rows of 12 cells: ``.`` none, ``:`` pale, ``o`` grey, ``#`` ink, ``+`` orange,
    ``-`` blue, and ``*`` magenta for what is looked at.
    """

    file: str
    title: str
    group: str
    question: str
    hint: str
    picture: tuple[str, ...]

    @property
    def url_path(self) -> str:
        """Its name in the address: that of its file.

        Any other name is not found by the first visitor after a start, for whom Streamlit still
        goes by the files of pages/.
        """
        return Path(self.file).stem


LESSONS = (
    Lesson(
        "pages/convolution.py",
        "Convolution",
        SEE,
        "Where does each number in a feature map come from?",
        "Point at any pixel, click a weight to change it, or press Space.",
        (
            "::::::......",
            "::***:.::::.",
            "::***:.::*:.",
            "::***:.::::.",
            "::::::.::::.",
            "::::::......",
        ),
    ),
    Lesson(
        "pages/filter_bank.py",
        "Filter bank",
        SEE,
        "What do many kernels see in the same picture?",
        "Choose a map to see where its numbers come from.",
        (
            "............",
            "oo#.++.:-.#:",
            "o#o.+:.--.:#",
            "#oo.:+.-:.##",
            "oo#.++.:-.:#",
            "............",
        ),
    ),
    Lesson(
        "pages/pooling.py",
        "Pooling",
        SEE,
        "Which pixel won?",
        "Point at any output to see its window and its winner, or press Space.",
        (
            "............",
            ".:*:o.......",
            ".o::#...*#..",
            ".#:o:...##..",
            ".:o:#.......",
            "............",
        ),
    ),
    Lesson(
        "pages/transposed_convolution.py",
        "Transposed",
        SEE,
        "How does a map grow?",
        "Press Space: each input adds its multiple of the kernel to a larger map.",
        (
            "............",
            ".......***:.",
            "..*:...***:.",
            "..::...***:.",
            ".......::::.",
            "............",
        ),
    ),
    Lesson(
        "pages/signals.py",
        "Signals",
        UNDERSTAND,
        "Where does this pattern occur?",
        "Press Space to slide the filter; click or drag a bar to change the signal.",
        (
            ".o.......o..",
            ".o.***.o.o.o",
            "oo.***.o.ooo",
            "............",
            "....++......",
            "-:.:++:-:.:-",
        ),
    ),
    Lesson(
        "pages/mlp_to_cnn.py",
        "From MLP to CNN",
        UNDERSTAND,
        "Why does one small kernel do the work of a huge matrix?",
        "Press Space for the next row of W; then choose Local, and Shared.",
        (
            "-o+.........",
            ".-o+........",
            "..-o+.......",
            "...-o+......",
            "....-o+.....",
            ".....-o+.*#*",
        ),
    ),
    Lesson(
        "pages/receptive_field.py",
        "Receptive field",
        UNDERSTAND,
        "What does this unit see?",
        "A unit is one number of a feature map. Point at one, or at the photo, or add a layer.",
        (
            "..:::*:::...",
            "............",
            ".:::***:::..",
            "............",
            ":::*****:::.",
            "............",
        ),
    ),
    Lesson(
        "pages/equivariance.py",
        "Equivariance",
        UNDERSTAND,
        "If the picture moves, does the map move with it?",
        "Drag the picture, or press an arrow key.",
        (
            ":++::..:::::",
            ":+:::..:::::",
            ":::::..::++:",
            ":::::..::+::",
            ":::::..:::::",
            "............",
        ),
    ),
    Lesson(
        "pages/backprop.py",
        "Backprop",
        LEARN,
        "How does one wrong answer tell every number what to change?",
        "Press Space for the next step, double-click to edit.",
        (
            "........o...",
            "oooooooooo##",
            "........o##.",
            "..*......##.",
            "**********##",
            "..*.........",
        ),
    ),
    Lesson(
        "pages/training.py",
        "Training",
        LEARN,
        "How do kernels learn to see?",
        "Press P to train, Space for one step; drag along a curve to go back in time.",
        (
            "::..........",
            "::..:.....**",
            "....::..****",
            "++..:::*****",
            "+-.*********",
            "-+*******###",
        ),
    ),
    Lesson(
        "pages/network.py",
        "Network",
        NETWORKS,
        "What does this network see in your picture?",
        "Press Space for the next layer, choose a map, point at a number.",
        (
            "::::.++.o.+.",
            "::*:.+-.-.+-",
            "::::.....o..",
            "::::.-+.+.-+",
            "::::.--.o.o.",
            "............",
        ),
    ),
    Lesson(
        "pages/regions.py",
        "Regions",
        NETWORKS,
        "What is where in this picture?",
        "Drag the region over the photo, or press Space for its way to a class.",
        (
            "::::::......",
            "::***:.::::.",
            "::***:.:**:.",
            "::***:.:**:.",
            "::::::.::::.",
            "::::::......",
        ),
    ),
    Lesson(
        "pages/architectures.py",
        "Architectures",
        NETWORKS,
        "What did each famous network add?",
        "Press → for the next network, choose one to open it.",
        (
            "#:..........",
            "#::.........",
            "oooooooo....",
            "#:::........",
            "#:::::......",
            "ooooooooo***",
        ),
    ),
)


def opening(url_path: str) -> tuple[str, str]:
    """What the lesson answers, and what to do first."""
    lesson = at(url_path)
    return lesson.question, lesson.hint


def at(url_path: str) -> Lesson:
    """The lesson at an address; the first one is also the front page."""
    return LESSONS[_place(url_path)]


def beside(url_path: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after this one."""
    course = (None, *LESSONS, None)
    place = _place(url_path) + 1
    return course[place - 1], course[place + 1]


def _place(url_path: str) -> int:
    return [lesson.url_path for lesson in LESSONS].index(url_path) if url_path else 0
