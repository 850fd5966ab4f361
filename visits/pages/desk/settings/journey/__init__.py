"""The page before the journey: words and pictures."""
