"""Letters and material by the API: sent, looked at, given out."""
