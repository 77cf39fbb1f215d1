"""Regions: what is where in this picture?"""
