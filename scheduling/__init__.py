"""WHEN: weeks, sessions, rooms, closures, and the places of a week.

Knows no visit, only owners' keys.
"""
