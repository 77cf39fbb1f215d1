"""Transposed convolution: how does a map grow?"""
