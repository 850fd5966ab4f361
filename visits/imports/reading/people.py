"""How many people came, as spreadsheets say it: "25 org", "±30", "dua puluh lima"."""

import re
from functools import cache

from django.utils.translation import gettext as _

from visits.imports.reading.questions import Unclear
from visits.language.numbers import PEOPLE, parse_whole, spelled

# More came at once to no office like ours.
MOST = 1000
_WORDS = re.compile(rf"([a-z ]+?)\s*(?:{'|'.join(sorted(PEOPLE))})?\.?")


@cache
def _by_words() -> dict[str, int]:
    return {spelled(n): n for n in range(1, MOST)} | {"seorang": 1}


def read_people(text: str) -> int:
    """The number that `text` says; raises Unclear for a range, a sum, and what is none."""
    said = " ".join(text.casefold().split())
    said = re.sub(r"(?<=\d)[.,]0$", "", said)
    try:
        number = parse_whole(said, units=PEOPLE)
    except ValueError:
        number = _in_words(said)
    if number == 0:
        raise Unclear(_("Nobody came, says this row."))
    if number > MOST:
        raise Unclear(_("More than %(most)d people: check it.") % {"most": MOST})
    return number


def read_part(text: str) -> int:
    """The men or the women of a delegation, of whom there may be none; raises Unclear."""
    return 0 if text.strip() == "0" else read_people(text)


def _in_words(said: str) -> int:
    found = _WORDS.fullmatch(said)
    number = _by_words().get(found[1].strip()) if found else None
    if number is not None:
        return number
    numbers = [int(n) for n in re.findall(r"(?<![\d.,])\d{1,4}(?!\d|[.,]\d)", said)]
    if re.search(r"\d\s*(?:-|–|—|s\.?\s?/?d\.?|sampai|atau|/)\s*\d", said) and len(numbers) == 2:
        raise _ask(_("Two numbers: which of them?"), *numbers)
    if len(numbers) > 1:
        raise _ask(_("Several numbers: which of them?"), sum(numbers), *numbers)
    raise _ask(_("No number of people can be read here."), *numbers)


def _ask(why: str, *numbers: int) -> Unclear:
    return Unclear(why, [(str(n), str(n)) for n in numbers if 0 < n <= MOST])
