"""What people call their classes."""

from unicodedata import category, normalize

LONGEST_NAME = 12
NAME = f"A class has a name of 1 to {LONGEST_NAME} letters, digits or spaces."
TWICE = "Each class needs a name of its own."


def name(text: str) -> str:
    """A name as it is kept; raises ``ValueError`` with a sentence for what can be none.

    >>> name("  my   cat ")
    'my cat'
    """
    kept = normalize("NFC", " ".join(text.split()))
    legal = all(letter == " " or category(letter)[0] in "LMN" for letter in kept)
    if not 1 <= len(kept) <= LONGEST_NAME or not legal:
        raise ValueError(NAME)
    return kept
