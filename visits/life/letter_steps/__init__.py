"""What staff and the clock do about a letter that is required."""
