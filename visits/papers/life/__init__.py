"""A paper's life: when its time is, its number, its bytes, and what becomes of it."""
