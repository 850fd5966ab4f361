"""The first run: who may begin, what is to be set up, and the day the doors open (decision 210)."""
