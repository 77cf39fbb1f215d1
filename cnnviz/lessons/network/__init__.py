"""Network: what does a trained network see in this picture?"""
