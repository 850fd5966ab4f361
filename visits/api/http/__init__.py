"""What every call shares: reading bodies, answering, errors, lists, repeating a request safely."""
