"""What waits for the host's staff, with its deadline: the items, and the sources they come from.

What is done about them is a step of `life`.
"""
