"""Text as lists come in it: its encoding, what parts its columns, its quotation marks."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext

from visits.people.lists.rows import Record

DELIMITERS = ("\t", ";", "|", ",")
LONGEST_LINE = 10_000
# A cell in quotation marks may hold line breaks, but no list of names.
_MOST_LINES_OF_CELL = 12
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class TooLong(ValueError):
    """A line is longer than any of a list."""


def decoded(content: bytes) -> str | None:
    """The text, by its mark or look: UTF-8, UTF-16, else Windows-1252; None where it is none."""
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "")
    if not encoding and content[:2000].count(b"\0") * 3 > len(content[:2000]):
        # UTF-16 without its mark: every second octet of Latin letters is 0.
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    for name in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None


def delimiters_in(text: str) -> list[str]:
    """Those that may part columns, by how often the lines of the whole text agree on them.

    A line "sep=;", which Excel writes and reads, settles it.
    """
    told = re.match(r"\s*sep=(.)[\r\n]", text)
    if told and told[1] in DELIMITERS:
        return [told[1]]
    lines = [line for _, line in islice(lines_of(text), 300)]
    found = []
    for delimiter in DELIMITERS:
        counts = Counter(_outside_quotes(line).count(delimiter) for line in lines)
        agreeing = sum(n for count, n in counts.items() if count)
        if agreeing:
            most, times = max(
                ((count, n) for count, n in counts.items() if count), key=lambda pair: pair[1]
            )
            found.append((times + agreeing, most, delimiter))
    # A comma and a bar stand in names and heads too: others go before them.
    found.sort(key=lambda row: (row[2] in ",|", -row[0], -row[1]))
    return [delimiter for *_, delimiter in found]


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, one at a time; raises TooLong."""
    for number, found in enumerate(_LINE.finditer(text), start=1):
        if len(found[1]) > LONGEST_LINE:
            raise TooLong
        if found[1].strip():
            yield number, found[1]


def records_of(text: str, delimiter: str) -> Iterator[Record]:
    """The lines as cells; without a delimiter each is one cell.

    A quotation mark that opens and never closes is a mark like any other, and its line is doubted:
    the lines below it are not swallowed.
    """
    if re.match(r"\s*sep=.[\r\n]", text):
        # Its place stays taken: lines are counted as an editor counts them.
        text = re.sub(r"sep=.", "", text, count=1)
    lines = lines_of(text)
    ahead: list[tuple[int, str]] = []
    usual = _usual(text, delimiter)
    while True:
        taken = ahead.pop(0) if ahead else next(lines, None)
        if taken is None:
            return
        number, line = taken
        if '"' not in line:
            yield Record(number, _plain(line, delimiter))
            continue
        used = 0
        cells = _quoted(line, delimiter)
        while cells is None and used < _MOST_LINES_OF_CELL:
            if used == len(ahead):
                following = next(lines, None)
                if following is None:
                    break
                ahead.append(following)
            used += 1
            cells = _quoted("\n".join([line, *(text for _, text in ahead[:used])]), delimiter)
        spans = [line, *(text for _, text in ahead[:used])]
        swallowed = used and delimiter and usual and all(s.count(delimiter) >= usual for s in spans)
        if cells is None or swallowed:
            yield Record(number, _plain(line.replace('"', " "), delimiter), (_open_words(),))
            continue
        del ahead[:used]
        # Without columns nothing says whether these lines are one person or several.
        doubts = (_several_words(used + 1),) if used and not delimiter else ()
        yield Record(number, cells, doubts)


def _open_words() -> str:
    return gettext("A quotation mark opens in this line and does not close. Check it.")


def _several_words(lines: int) -> str:
    return gettext("%(count)d lines between quotation marks are read as one. Check it.") % {
        "count": lines
    }


def _plain(line: str, delimiter: str) -> list[str]:
    return line.split(delimiter) if delimiter else [line]


def _usual(text: str, delimiter: str) -> int:
    if not delimiter:
        return 0
    counts = Counter(line.count(delimiter) for line in text[:200_000].splitlines() if line.strip())
    return max(counts, key=lambda count: counts[count]) if counts else 0


def _outside_quotes(line: str) -> str:
    return re.sub(r'"(?:[^"]|"")*"', "", line)


def _quoted(text: str, delimiter: str) -> list[str] | None:
    """The cells of a record some of which begin with a quotation mark; None while one is open."""
    cells: list[str] = []
    place = 0
    while True:
        start = place
        while text[start : start + 1] == " ":
            start += 1
        if text[start : start + 1] == '"':
            cell, place = _closed(text, start + 1)
            if place < 0:
                return None
            end = _next(text, delimiter, place)
            rest = text[place:end]
            # `"Ani" Budi`: the marks belong to the text.
            cells.append(text[start:end] if rest.strip() else cell)
        else:
            end = _next(text, delimiter, place)
            cells.append(text[place:end])
        if end >= len(text):
            return cells
        place = end + 1


def _closed(text: str, start: int) -> tuple[str, int]:
    """What stands up to the closing mark, and the place behind it; -1 where it does not close."""
    pieces = []
    while True:
        end = text.find('"', start)
        if end < 0:
            return "", -1
        pieces.append(text[start:end])
        if text[end + 1 : end + 2] != '"':
            return "".join(pieces), end + 1
        pieces.append('"')
        start = end + 2


def _next(text: str, delimiter: str, start: int) -> int:
    end = text.find(delimiter, start) if delimiter else -1
    return len(text) if end < 0 else end
