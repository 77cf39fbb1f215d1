"""Where does each number in a feature map come from?"""
