"""What the office tells its guests, beside its profile."""
