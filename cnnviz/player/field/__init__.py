"""The receptive-field player: what a unit sees of a photo, and where a pixel goes."""
