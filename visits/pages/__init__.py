"""Pages: they translate between people and the functions behind, one package a family."""
