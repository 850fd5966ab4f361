"""The report of a year, or of another period, as a PDF to hand in."""
