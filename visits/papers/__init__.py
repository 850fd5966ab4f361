"""Papers of a visit: what they say, numbers, signatures, and each one's life (docs/papers.md)."""
