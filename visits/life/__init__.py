"""The life of a visit: one table, and one module for each group of its steps.

Only here a visit's status changes. Whether a place can be had is asked of `scheduling`; who is told
of a step, `notifications` decides.
"""
