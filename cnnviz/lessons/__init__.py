"""The lessons, a folder each; none imports another."""
