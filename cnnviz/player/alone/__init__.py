"""A player and its numbers as one page that needs no server."""
