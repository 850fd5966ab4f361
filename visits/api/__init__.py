"""The API, version 1: translates, decides nothing. One package a matter, as in the rooms behind."""
