"""What stands around a letter's own words: headline, what to prepare, how to reach us."""
