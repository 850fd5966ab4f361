"""Signing in, beside its pages: second factor, sessions, devices, and the log of it."""
