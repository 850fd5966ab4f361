"""A year's figures for anybody: what is told of them, and what would say too much of a person."""
