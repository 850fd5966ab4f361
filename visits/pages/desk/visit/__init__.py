"""One visit on the desk: what can be decided about it, and the buttons that do."""
