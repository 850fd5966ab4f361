"""How a letter's text is handed over: what its reader writes, and who asked it reads."""

TEXT, SCAN = "text", "scan"
# Between the two ways of reading.
BETWEEN = b"\f\f"
