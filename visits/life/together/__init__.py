"""Joint visits decided together, above the decision on one."""
