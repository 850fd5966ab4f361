"""More than one who wants a place: joint visits share one, the waiting list has a turn.

A place is taken and given back in `scheduling/capacity.py` alone.
"""
