"""What somebody reads whom the server does not let in, as a whole page or as one sentence."""

import html

RETRY = 20  # seconds after which the page of a full room asks again by itself
FOREIGN_HOST = (
    "This server was not told that it has this name. Whoever runs it can add the name: "
    "--server.allowedHosts NAME."
)
NO_LENGTH = "An upload has to say how long it is."
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{retry}">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 1.125rem/1.6 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto,
  "Liberation Sans", sans-serif;
  background: light-dark(#FAFAF8, #101216); color: light-dark(#16181D, #F0F1F4); }}
main {{ max-width: 34rem; padding: 2rem; }}
h1 {{ font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; }}
p {{ margin: 0 0 1rem; }}
a {{ color: inherit; }}
</style>
</head>
<body><main>
<h1>{title}</h1>
<p>{said}</p>
<p><a href="">Try again now</a></p>
</main></body>
</html>
"""


def room_is_full(seats: int) -> str:
    """The page for who comes when every place is taken; it keeps the address, so the link too."""
    people = "1 person has" if seats == 1 else f"{seats} people have"
    said = (
        f"{people} this page open, and the server has a place for no more. "
        f"This page tries again every {RETRY} seconds: your lesson opens when somebody leaves."
    )
    return PAGE.format(title="The room is full", said=html.escape(said), retry=RETRY)


def too_much(seconds: float) -> str:
    """For an upload after the visitor's, or everybody's, allowance."""
    return f"Too much was uploaded in a short time. Try again in {max(1, round(seconds))} s."


def no_room_for_a_file() -> str:
    return "The server keeps as many files as it has room for. Try again when others have finished."
