"""What does this unit see?"""
