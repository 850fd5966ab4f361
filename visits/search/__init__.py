"""Finding visits by words: how texts compare, the row that a visit is found by, and finding.

Not here: who may see what is found (pages and API hand over the visits that they may), and regions
by their names (reference/), whose names go into a visit's row.
"""
