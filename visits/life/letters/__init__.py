"""The official letter where the host requires it: until when, and what follows without it."""
