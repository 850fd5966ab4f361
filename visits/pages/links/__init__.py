"""Pages that a link opens without signing in: the survey, and an officer's answer."""
