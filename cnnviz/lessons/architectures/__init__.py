"""Architectures: what did each famous network add?"""
