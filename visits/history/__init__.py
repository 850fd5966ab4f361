"""What happened, for good: events and their numbers, the log of settings, visits against places.

Events are written by `life` and never changed; who hears of them is the matter of `notifications`.
"""
