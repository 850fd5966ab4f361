"""TELL: events in, messages out. Who is told what, in which words, and that it arrives once.

Reads what `visits` writes, and is known to nobody; a new way of telling is a new package here.
"""
