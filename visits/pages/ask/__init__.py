"""The request, step by step, and what follows its sending."""
