"""The host's rules as the engine reads them, and a week's number of places.

Whether a session can be had is decided in `scheduling/availability.py`.
"""
