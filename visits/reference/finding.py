"""Which regions may be meant by what somebody typed: any of their names, a part, a likely slip.

Never a wrong one silently: what is only guessed says so, and is shown as a question
(docs/decisions/0145).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from visits.reference.likeness import slips
from visits.reference.names import Name, Names, letters_of
from visits.reference.readings import Reading, readings, shortened

_LONGEST_QUERY = 80
_SHORTEST_INSIDE = _SHORTEST_WITH_SLIP = 3
# How well a name fits, from the whole of it to a likely slip. A kind other than was said, and
# a name other than we show, weigh less than the steps between them; what was mended weighs more.
_WHOLE, _START, _WORD, _SLIP, _WORDS, _INSIDE, _SLIPS = 100, 80, 70, 60, 50, 40, 30
_OTHER_KIND, _OTHER_NAME, _MENDED = 6, 1, 15


@dataclass(frozen=True)
class Found:
    """Codes of regions, the likeliest first.

    `guessed` where nothing says that the first is the one: something was mended, or what was typed
    is a part or a short form of one name and one slip away from another. `meant` is the one that
    may be taken without asking, if there is one; `whole` where one of its names is what was typed,
    and not only holds it.
    """

    codes: tuple[str, ...] = ()
    guessed: bool = False
    meant: str | None = None
    whole: bool = False


def within(query: str, known: Names) -> frozenset[str]:
    """The codes of the regions that `query` names as a whole; a province with all its members."""
    found: _Hits = {}
    _take_whole(found, readings(query[:_LONGEST_QUERY], known), known)
    sure = {code for code, hit in found.items() if hit.sure}
    return frozenset(code for code, own in known.of.items() if sure & {code, own[0].province})


@dataclass(frozen=True)
class _Hit:
    """A region under one reading; `sure` where nothing speaks against it."""

    score: float
    sure: bool
    whole: bool = False
    own: bool = False
    told: bool = False


_Hits = dict[str, _Hit]


def find(query: str, known: Names) -> Found:
    """Which of the `known` `query` may mean; of a longer one the first 80 letters are read."""
    query = query[:_LONGEST_QUERY].strip()
    if query and not re.sub(r"[0-9.\s]", "", query):
        return _by_code(re.sub(r"[^0-9]", "", query), known)
    read = readings(query, known)
    hits: _Hits = {}
    _take_whole(hits, read, known)
    named = {code: hit for code, hit in hits.items() if hit.sure}
    _take_parts(hits, read, known, beside_whole=bool(named))
    near = _take_elsewhere(hits, read, known)
    if not named and not near:
        near = _take_slips(hits, read, known, most=1)
    elif named and not any(hit.own for hit in named.values()):
        # "solo" is Surakarta, and Solok without its last letter.
        slipped = _with_slips(read, known, most=1)
        near |= {name.code for _, name, _ in slipped if name.own} - {*named}
    if not hits:
        _take_slips(hits, read, known, most=3)
        _take_whole(hits, shortened(query), known)
    return _found(hits, near, known)


def _by_code(digits: str, known: Names) -> Found:
    codes = [code for code in known.of if digits and code.replace(".", "").startswith(digits)]
    if len(codes) != 1:
        return Found(tuple(codes))
    return Found(tuple(codes), meant=codes[0], whole=codes[0].replace(".", "") == digits)


def _take_whole(hits: _Hits, read: Iterable[Reading], known: Names) -> None:
    """Regions of which some name is the whole of what was read."""
    for reading in read:
        for name in known.exact.get(reading.text, ()):
            _take(hits, reading, name, _WHOLE)


def _take_elsewhere(hits: _Hits, read: Iterable[Reading], known: Names) -> set[str]:
    """Regions that are named whole, but in another province than was said; gives their codes.

    Many are, since provinces were parted: "Kota Batam, Riau". Which of the two is wrong is theirs
    to say.
    """
    found: set[str] = set()
    for reading in read:
        bearers = known.exact.get(reading.text, ()) if reading.provinces else ()
        if not any(_lies_in(name, reading) for name in bearers):
            for name in bearers:
                found.add(name.code)
                # Before the province, which is as whole a name.
                anywhere = replace(reading, provinces=None)
                _take(hits, anywhere, name, _WHOLE + _OTHER_NAME, sure=False)
    return found


def _take_parts(hits: _Hits, read: Iterable[Reading], known: Names, *, beside_whole: bool) -> None:
    """Regions of which some name holds what was read, at its beginning or anywhere.

    Beside one whose whole name it is, only those whose name begins a word so.
    """
    for reading in read:
        if reading.part:
            continue
        for name in known.all:
            if beside_whole and not (name.own or len(name.words) > 1):
                continue
            if all(word in name.text for word in reading.words):
                score = _part(reading, name)
                if score >= (_WORD if beside_whole else _INSIDE):
                    _take(hits, reading, name, score)


def _part(reading: Reading, name: Name) -> float:
    """How well it fits as a part, 0 for not at all."""
    text = reading.text
    if name.text.startswith(text):
        return _START
    if any(name.text.startswith(text, start) for start in name.starts):
        return _WORD
    if all(any(w.startswith(word) for w in name.words) for word in reading.words):
        return _WORDS
    return _INSIDE if len(text) >= _SHORTEST_INSIDE and name.holds(text) else 0


def _take_slips(hits: _Hits, read: Iterable[Reading], known: Names, *, most: int) -> set[str]:
    """Regions of which some name is up to `most` slips away; gives their codes."""
    near: set[str] = set()
    for reading, name, distance in _with_slips(read, known, most=most):
        near.add(name.code)
        score = _SLIP if distance == 1 else _SLIPS - _OTHER_KIND * distance
        _take(hits, reading, name, score, sure=False)
    return near


def _with_slips(
    read: Iterable[Reading], known: Names, *, most: int
) -> Iterator[tuple[Reading, Name, int]]:
    """Names from 1 to `most` slips away, fewer where little was typed, and how many."""
    for reading in read:
        text, letters = reading.text, letters_of(reading.text)
        if reading.part or len(text) < _SHORTEST_WITH_SLIP:
            continue
        allowed = min(most, 1 + (len(text) >= 6) + (len(text) >= 14))
        for name in known.all:
            # A slip changes two of the letters that occur at the most.
            if (letters ^ name.letters).bit_count() > 2 * allowed or not _lies_in(name, reading):
                continue
            distance = slips(text, name.text, most=allowed)
            if distance and len(name.text) >= _SHORTEST_WITH_SLIP:
                yield reading, name, distance


def _take(hits: _Hits, reading: Reading, name: Name, score: float, *, sure: bool = True) -> None:
    """Note what is best of a region so far."""
    if not _lies_in(name, reading):
        return
    fits = reading.kind in (None, name.kind)
    score -= _OTHER_KIND * (not fits) + _OTHER_NAME * (not name.own)
    score -= _MENDED * (not reading.sure)
    whole = score > _START
    told = reading.kind is not None or reading.provinces is not None
    hit = _Hit(score, sure and reading.sure and fits, whole, name.own, told)
    before = hits.get(name.code)
    if before is None or (hit.sure, hit.score) > (before.sure, before.score):
        hits[name.code] = hit


def _lies_in(name: Name, reading: Reading) -> bool:
    return reading.provinces is None or name.province in reading.provinces


def _found(hits: _Hits, near: set[str], known: Names) -> Found:
    if not hits:
        return Found()
    of = known.of
    codes = sorted(hits, key=lambda code: (-hits[code].score, len(of[code][0].text), code))
    first = codes[0]
    if not hits[first].sure or near - {first}:
        return Found(tuple(codes), guessed=True)
    named = [code for code in codes if hits[code].whole and hits[code].sure and hits[code].told]
    # The province in "Kabupaten Solok, Provinsi Sumatera Barat" only says where.
    around = {of[code][0].province for code in named if of[code][0].province != code}
    single = [code for code in named if code not in around] if len(codes) > 1 else codes
    if len(single) != 1:
        return Found(tuple(codes))
    return Found(tuple(codes), meant=single[0], whole=hits[single[0]].whole)
