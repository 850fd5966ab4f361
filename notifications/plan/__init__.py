"""Who is told what, and when: the table of events, the table of reminders, and whom they reach.

In which words is decided in `compose`; whether it arrived, in `outbox`.
"""
