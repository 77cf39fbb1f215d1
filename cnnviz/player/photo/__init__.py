"""One's own photo on every page: its button, its scripts and its words."""
