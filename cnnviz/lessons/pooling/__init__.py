"""Which pixel won?"""
