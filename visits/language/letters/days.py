"""The letter's own date: a place or a label stands before it, other days are the visit's."""

import datetime as dt
import re
from collections.abc import Iterator

from visits.language.letters.headcounts import SPELLED
from visits.language.typed_times import UnclearDay, parse_day

MONTH = (
    r"(?:januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|"
    r"nopember|desember|january|february|march|may|june|july|august|october|december|"
    r"jan|feb|mar|apr|jun|jul|agu|agt|ags|sept|sep|okt|oct|nov|nop|des|dec)"
)
DAY = re.compile(
    rf"(?<![\d/.-])(?P<day>\d{{1,2}}\s*(?:st|nd|rd|th)?\s*[-. ]?\s*{MONTH}\.?,?\s*[-]?\s*\d{{4}}|"
    rf"{MONTH}\s+\d{{1,2}},\s*\d{{4}}|"
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{4}-\d{2}-\d{2})(?![\d/])",
    re.I,
)
_SPELLED_DAY = re.compile(
    rf"(?P<day>(?:[a-z]+ ){{1,3}}?)(?:bulan )?(?P<month>{MONTH}) (?:tahun )?"
    r"dua ribu (?P<year>[a-z ]{3,24})",
    re.I,
)
_WEEKDAYS = (
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
PLACE = re.compile(rf"(?:^|\s)(?!{_WEEKDAYS}\b)[A-Z][A-Za-z.' -]{{2,40}},\s*$", re.I)


def own_date(lines: list[str], head: list[str], today: dt.date) -> dt.date | None:
    """The letter's own date: at its head, or else where it is signed."""
    for part in (head, lines[len(head) :]):
        found = set(_dated(part, at_close=part is not head))
        found = {day for day in found if day <= today}
        if len(found) == 1:
            return found.pop()
        if found:
            return None
    return None


def _dated(lines: list[str], *, at_close: bool) -> Iterator[dt.date]:
    """Days that a place, or a label, stands before: those are a letter's own."""
    if at_close:
        # The last of the letter: "Ditetapkan di Batam, pada tanggal ...".
        lines = lines[-30:]
    for index, line in enumerate(lines):
        for match in DAY.finditer(line):
            before = line[: match.start()]
            last = lines[index - 1] if index else ""
            if _is_own(before, last, at_close=at_close, behind=line[match.end() :]):
                yield from _parsed(match["day"])
        for match in _SPELLED_DAY.finditer(line):
            if _is_own(line[: match.start()], "", at_close=at_close, behind=line[match.end() :]):
                yield from _spelled(match)


def _is_own(before: str, last: str, *, at_close: bool, behind: str) -> bool:
    if re.search(r"[\w)]", behind) and at_close:
        return False
    if PLACE.search(before):
        return True
    if at_close:
        return bool(
            re.fullmatch(r"\s*(?:pada\s+)?(?:tanggal|tgl\.?)\s*:?\s*", before, re.I)
            and re.search(r"\b(?:dikeluarkan|ditetapkan|dibuat)\s+di\b", last, re.I)
        )
    if re.search(r"(?:^|\s)(?:tanggal|tgl|date)(?:\s+surat)?\s*\.?\s*:?\s*$", before, re.I):
        return True
    # A place on the line above: "Batam," and then the day alone.
    return not before.strip(" :,") and bool(PLACE.search(last + " ") or not before.strip())


def _parsed(text: str) -> Iterator[dt.date]:
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)
    try:
        yield parse_day(re.sub(r"\s*([/.-])\s*", r"\1", text))
    except UnclearDay:
        return


def _spelled(match: re.Match[str]) -> Iterator[dt.date]:
    day, year = None, None
    words = match["day"].split()
    for size in (3, 2, 1):
        if (number := SPELLED.get(" ".join(words[-size:]).lower())) and number < 32:
            day = number
            break
    years = match["year"].lower().split()
    for size in (3, 2, 1):
        if number := SPELLED.get(" ".join(years[:size])):
            year = 2000 + number
            break
    if day and year:
        yield from _parsed(f"{day} {match['month']} {year}")
