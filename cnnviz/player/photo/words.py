"""What the button "Your photo" says, and what becomes of a photo that did not arrive."""

LABELS = {
    "yours": "Your photo",
    "choose_title": "Choose a photo; or drop or paste one anywhere on the page",
    "mine": "Photo options",
    "show": "Show it here",
    "camera": "Use the camera",
    "keep": "Keep it on this computer",
    "forget": "Forget it",
    "drop": "Drop the photo here",
    "cancel": "Cancel",
    "seen": "What the camera sees",
    "shoot": "Take the photo",
    "close": "Close",
}
WORDS = {
    "shrinking": "Making the photo smaller",
    "sending": "Sending the photo",
    "taken": "Your photo is shown.",
    "cancelled": "Cancelled; the picture stays as it was.",
    "refused": "The browser may not use the camera. Allow it beside the address, or choose a file.",
    "none": "No camera was found. Plug one in, or choose a file.",
    "busy": "The camera does not answer; another program may be using it. Close that, or choose a "
    "file.",
}
PROBLEMS = {
    "large": "This file has more than {limit} MB, and the browser can't show it as a picture; save "
    "it as a JPEG and bring that.",
    "unread": "The browser could not read this file; choose it again, or bring another one.",
    "unkept": "The browser can't keep this photo, so it stays for this visit only.",
    "damaged": "The photo did not arrive whole; choose it again.",
}
SHRUNK = "shrunk in the browser from {width} × {height} to {to_width} × {to_height}"
