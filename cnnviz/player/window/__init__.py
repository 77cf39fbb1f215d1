"""The player of a window that moves over a picture: convolution and filter bank."""
