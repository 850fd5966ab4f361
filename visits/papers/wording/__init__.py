"""The words of papers: built in, or the host's own, with placeholders that are checked."""
