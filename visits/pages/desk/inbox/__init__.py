"""The inbox: what waits, as one list that stays true by itself."""
