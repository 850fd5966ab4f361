"""The one place that says which version this is; pyproject.toml repeats it (a test compares)."""

VERSION = "0.1.0"
