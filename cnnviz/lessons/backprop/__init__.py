"""How does one wrong answer tell every number what to change?"""
