"""Sizes of files as people read them: "15 KB", "2,4 MB"."""

from django.template.defaultfilters import filesizeformat

_KB = 1024


def size_words(octets: int) -> str:
    """`octets` in whole KB, at least one; from one MB on with a decimal."""
    if octets < _KB * _KB:
        return f"{max(1, round(octets / _KB))} KB"
    return filesizeformat(octets)
