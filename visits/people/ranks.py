"""A leader's rank by the words of their position, where these leave no doubt."""

import re

from visits.models import Visit

Rank = Visit.Rank
# Who acts for another holds that rank while they do.
_ACTING = r"^(?:(?:pj|plt|plh|pjs)s?\.? ?|acting )*"
_BY_WORDS = (
    (
        Rank.COUNCIL,
        r"(?:(?:wakil )?ketua|anggota|pimpinan)\b.*\b(?:dpr[akp]?d?|dewan perwakilan)\b",
    ),
    (Rank.REGIONAL_HEAD, r"(?:wakil )?(?:gubernur|bupati|wali ?kota)\b"),
    (
        Rank.SECRETARY,
        r"(?:sekretaris daerah|sekda\w*|asisten (?:[ivx\d]+|sekretaris|sekda|setda)\b)",
    ),
    (Rank.OFFICE_HEAD, r"(?:kepala|ka\.?) ?(?:dinas|badan|kantor|dis\w+|dpm\w+|bap\w+|bkp\w+)\b"),
)


def rank_of(position: str) -> str | None:
    """The rank that "Kepala Dinas ..." or "Wakil Bupati ..." says; None where it says none surely.

    Deputies, staff and secretaries of an office are not its head: its beginning counts.
    """
    words = " ".join(position.lower().split())
    for rank, pattern in _BY_WORDS:
        if re.match(_ACTING + pattern, words):
            return rank.value
    return None
