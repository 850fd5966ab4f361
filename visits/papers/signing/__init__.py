"""Signing papers: by hand, with a key of the office, or through BSrE's e-Sign client.

`signing.py` signs, `hand.py` takes scans; the ways of signing electronically stand behind
`interface.py` and are chosen in `choosing.py`. NIK and passphrase are used and kept nowhere.
"""
