"""Marks for the templates of letters: `{% load letters %}`."""
