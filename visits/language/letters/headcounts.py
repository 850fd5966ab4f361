"""How many come: the one number that the letter gives, or the one that it calls the whole."""

import re

from visits.language.numbers import with_words

SPELLED = {with_words(number).split(" (")[1][:-1]: number for number in range(1, 1000)}
"""Numbers below 1,000 by their Indonesian words."""
_PEOPLE = re.compile(
    # "25 (dua puluh lima) orang", "25 orang"
    r"(?<![\d.,:/-])(?P<number>\d{1,3})\s*(?:\(\s*(?P<words>[a-z\s-]+?)\s*\))?\s*"
    r"(?:orang|peserta|org|jiwa|personel|people|persons|participants)\b"
    # "sebelas (11) orang"
    r"|(?P<spelled>(?:[a-z]+\s){1,5}?)(?:\(\s*(?P<digits>\d{1,3})\s*\)\s*)(?:orang|peserta)\b"
    # "Jumlah peserta : 40", and no number of something else
    r"|(?:jumlah|sebanyak|berjumlah)\s*(?:peserta|rombongan|personel|orang)?\s*[:=]?\s*"
    r"(?P<alone>\d{1,3})\b(?![.,:/-]\d)(?!\s*(?:\(|hari|jam|menit|lembar|berkas|buah|[a-z]))",
    re.I,
)
_WHOLE = re.compile(r"(?:sebanyak|berjumlah|jumlah|total|seluruhnya|keseluruhan)\D{0,40}$", re.I)


def headcount(text: str) -> int | None:
    """How many come, by the letter's `text`; None where it gives several numbers or none.

    Of several the one counts that is called the whole; figures and words must say the same.
    """
    text = " ".join(text.split())
    all_of_them: set[int] = set()
    whole: set[int] = set()
    for match in _PEOPLE.finditer(text):
        number = _number_of(match)
        if number is None:
            return None
        if number == 0:
            continue
        all_of_them.add(number)
        if match["alone"] or _WHOLE.search(text[max(0, match.start() - 60) : match.start()]):
            whole.add(number)
    for found in (whole, all_of_them):
        if len(found) == 1:
            return found.pop()
    return None


def _number_of(match: re.Match[str]) -> int | None:
    """The number that was written; None where the words beside it say another, 0 where nothing."""
    if match["alone"]:
        return int(match["alone"])
    if match["spelled"]:
        words = match["spelled"].lower().split()
        for size in range(min(5, len(words)), 0, -1):
            if number := SPELLED.get(" ".join(words[-size:])):
                return number if number == int(match["digits"]) else None
        return 0
    number = int(match["number"])
    words = " ".join((match["words"] or "").replace("-", " ").lower().split())
    if words and words in SPELLED and SPELLED[words] != number:
        return None
    return number
