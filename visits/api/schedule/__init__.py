"""Weeks, sessions, closures and the lists that a request is made of."""
