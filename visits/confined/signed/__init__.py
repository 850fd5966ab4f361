"""Signed PDF: who signed, whether it holds, and what was changed afterwards (pyHanko, no network).

`asking.py` is for whoever wants to know; `reading.py` and `trust.py` run confined.
"""
