"""The training lesson: how kernels learn to see."""
