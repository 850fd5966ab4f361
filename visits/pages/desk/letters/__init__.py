"""Letters that came in, as staff read them."""
