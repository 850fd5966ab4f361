"""What opens something without signing in: links, codes, networks that ask, fingerprints of pages.

Accounts and keys are `sign_in`'s; what a role may do stands in `people/roles.py`.
"""
