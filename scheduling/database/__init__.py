"""What the database itself holds and says: locks that give way, guards of places, marks of change.

The rule of capacity is in `scheduling/capacity.py`; these are the last line behind it.
"""
