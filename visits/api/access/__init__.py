"""Who calls, with which key or session, how often, and what they may call."""
