"""The player of the backward pass: a chain of layers, stepped number by number both ways."""
