"""Steps that nobody presses: a pass takes them, and leaves to the next one what is in hand."""
