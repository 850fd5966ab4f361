"""The host's people, what they are named for, and what waits for them."""
