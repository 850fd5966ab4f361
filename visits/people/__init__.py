"""Participants and their lists, the host's officers, and the roles of its staff.

Accounts and their safety are `sign_in`'s.
"""
