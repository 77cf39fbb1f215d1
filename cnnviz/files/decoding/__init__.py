"""Turn the bytes of one picture file into raw pixels, inside a process that may be killed.

:mod:`cnnviz.files.images` starts this package with the side wanted as its argument and the bytes
on stdin; it answers with one line of JSON and then the pixels. At the start it imports Pillow and
the standard library only (NumPy where a file needs it): it starts in a few hundredths of a second,
and a decoder that runs wild takes nothing with it.

``kinds`` names a file by its first bytes, one module per format reads it into a :class:`Raster`
(``plain`` for those where Pillow does it all), ``colour`` brings it to sRGB, and ``sizing`` crops
and shrinks it.
"""
