"""Files that people bring: letters, material, logos; judged, kept whole, given out, swept.

What a file really is, is read in `confined`; lists of participants are `people`'s.
"""
