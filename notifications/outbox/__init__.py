"""Messages on their way: made of events and of the clock, sent, tried again, or laid aside.

The database is the queue (docs/decisions/0004). What a message says is decided in `compose`.
"""
