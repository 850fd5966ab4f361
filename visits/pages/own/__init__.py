"""A delegation's own page: what stands, what comes next, and what it may do."""
