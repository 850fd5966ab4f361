"""KEEP: copies of everything, how long what is kept, and what is erased when."""
