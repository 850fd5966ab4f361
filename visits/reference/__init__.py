"""Regions of Indonesia, their data, and how people write them."""
