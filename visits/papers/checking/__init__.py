"""Anyone checks: what a code on a paper leads to, and whether a file is the one that was issued."""
