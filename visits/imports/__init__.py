"""Visits of the time before: read out of an office's own files, taken in, taken back, written out.

Not one of them is told to anybody, and none takes a place of a week. What is not clear is asked
about, and never guessed.
"""
