"""If the picture moves, does the map move with it?"""
