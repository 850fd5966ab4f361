"""Figures without anybody's name."""
