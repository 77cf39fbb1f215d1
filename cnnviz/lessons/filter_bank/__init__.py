"""What do many kernels see in the same picture?"""
