"""What is served as CSS follows from styles/, and the style guide shows each of its files."""
