"""What happened and how much of it, for other programs: the feed of events, and figures."""
