"""One file that holds everything, and the way back: format, encryption, writing and reading.

Nothing here knows a table by its name but to tell whether a place is empty; what each is for stands
in the rooms below.
"""
