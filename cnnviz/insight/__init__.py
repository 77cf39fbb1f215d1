"""Questions asked of operations and networks; the answers are traces."""
