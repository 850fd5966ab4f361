"""What each kind of paper says of a visit, as data that JSON can hold: a snapshot."""
