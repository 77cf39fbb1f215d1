"""From a trace to a picture of it."""
