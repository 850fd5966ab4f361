"""The rundown of a visit on the desk: its editor, and what is pressed below it."""
