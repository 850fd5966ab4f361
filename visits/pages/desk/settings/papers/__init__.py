"""Settings of papers: how they look, who signs, what they say; each tried before it is kept."""
