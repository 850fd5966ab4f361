"""Papers on the desk: the block of a visit, a paper and its steps, all of today's, the register."""
