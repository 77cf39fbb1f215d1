"""What is said of dark ink on bright paper before a network that learned bright ink on black."""

TITLES = {
    "level": "as it is",
    "dark": "dark is bright",
    "paper": "dark is bright, paper is black",
}
NOTES = {
    "level": "",
    "dark": "What is dark in your picture counts as bright here.",
    "paper": "Dark ink counts as bright here, its paper as black.",
}
ASKS = "This network learned bright ink on black. How the picture goes in, and what each answers:"
BRIGHT = "The border of your picture is bright, so “{way}” is what fits."
DARK = "The border of your picture is dark, so “{way}” is what fits."
ANSWER = "{way}: {name} {share}"
