"""A letter's words and its bytes: templates, the host's own words, the calendar part, previews.

To whom and when is decided in `plan`; nothing is sent from here.
"""
