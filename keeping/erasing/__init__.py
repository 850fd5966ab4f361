"""The end of what was kept long enough, or of what somebody asked us to erase."""
