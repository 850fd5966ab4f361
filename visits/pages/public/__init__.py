"""What anyone may read: the front page, the schedule, rules, and what others show of us."""
