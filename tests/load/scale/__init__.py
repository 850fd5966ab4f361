"""`python -m tests.load.scale`: many hosts, and ten years of a large one, on one PostgreSQL."""
