"""Past visits on the desk: a file sent, looked at, taken, taken back; and visits written out."""
