"""Until when the official letter is to be here, where the host requires it."""
