"""What the button "Your model" says; how long a model is kept is said as of a photo."""

from cnnviz.player.photo.words import LABELS as PHOTO

LABELS = {
    "yours": "Your model",
    "show": PHOTO["show"],
    "keep": PHOTO["keep"],
    "forget": PHOTO["forget"],
}
UNKEPT = "The browser can't keep this model, so it stays for this visit only."
AGAIN = "Your model is brought back from this browser …"
