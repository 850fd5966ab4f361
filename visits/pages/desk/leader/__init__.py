"""What leaders see first, and what they give others to do."""
