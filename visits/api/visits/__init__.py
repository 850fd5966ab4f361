"""Visits by the API: asked for, listed, and taken step by step."""
