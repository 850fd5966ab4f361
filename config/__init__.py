"""Wiring: settings, addresses, processes. No rule of the trade stands here.

Nothing is imported either: the supervisor lives as long as the system, and would hold it.
"""
