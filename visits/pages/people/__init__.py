"""The list of participants as a form, for the request and for the own page."""
