"""What is stored about people who write for themselves, before they are on a list."""
