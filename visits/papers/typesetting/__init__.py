"""A paper's data put on sheets: PDF and pictures by typst, from the sources in `../typst/`.

Nothing is decided here but how things look; what a paper says is `contents/`.
"""
