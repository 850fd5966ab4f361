"""Readers of strangers' files."""
