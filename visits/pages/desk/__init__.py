"""The staff desk, one package for each of its pages."""
