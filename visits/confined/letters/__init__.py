"""Readers of letters: their text, and scans made readable."""
