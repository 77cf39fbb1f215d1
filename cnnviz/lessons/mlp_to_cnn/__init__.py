"""Why does one small kernel do the work of a huge matrix?"""
