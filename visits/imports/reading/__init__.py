"""From the bytes of a file to an outcome for each row: a visit, a question, or no visit."""
