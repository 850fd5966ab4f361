"""Sizes of files as people read them."""

import pytest
from django.utils import translation

from visits.language.sizes import size_words


@pytest.mark.parametrize(
    ("octets", "indonesian", "english"),
    [
        (15, "1 KB", "1 KB"),
        (15_400, "15 KB", "15 KB"),
        (1024 * 1024 * 5 // 2, "2,5\u00a0MB", "2.5\u00a0MB"),
        (1024**3 * 3, "3,0\u00a0GB", "3.0\u00a0GB"),
    ],
)
def test_a_size_is_never_told_in_bytes(octets: int, indonesian: str, english: str) -> None:
    with translation.override("id"):
        assert size_words(octets) == indonesian
    with translation.override("en"):
        assert size_words(octets) == english
