"""The week board: who is where, a single week's quota, and moving a visit."""
