"""Understanding lists of participants: what a file is, its columns, its lines, the same person.

Nothing is refused by the line and nothing is left out in silence: a `Reading` says what was read,
what is doubtful about it, and which lines were passed over.
"""
