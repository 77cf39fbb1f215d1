"""Signals: where does this pattern occur?"""
