"""Names as people write them on phones: lines of messages, made into one person a line."""
