"""Finding visits by what somebody typed: every word, as the beginning of one of a visit's words.

Where a word begins none, it may be a slip of the finger ("solk"): the nearest words that there are
are taken instead, and said. On PostgreSQL an index of its own answers (visits/migrations); on
SQLite the rows are read, which a single office's are few enough for (docs/speed.md).
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Substr

from visits.language.countries import names_of
from visits.models import SearchEntry, SearchWord, Visit
from visits.reference.finding import within
from visits.reference.likeness import slips
from visits.reference.names import listed
from visits.search.words import asked_for, phone_words, region_word, words_of

MOST_FOUND = 200
# Nearer than this nobody means another word; and among more candidates nobody looks.
_MOST_NEAR, _MOST_CANDIDATES = 6, 4000
_SHORTEST_MENDED = 4
# So many are looked up and sorted in the time in which fifty are found by walking through all in
# the order in which they are shown. Which is meant, the database cannot guess: it takes every word
# to be in five of a thousand visits.
_FEW = 2000


@dataclass(frozen=True)
class Asked:
    """What is looked for: for each word the beginnings that count, and whether it was mended."""

    words: tuple[tuple[str, ...], ...]
    mended: tuple[str, ...] = ()
    # Where all of it names regions ("bukit tinggi", "sumbar"): these, besides.
    regions: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: str) -> "Asked":
        """The words of `query`; those that begin no word of any visit mended where possible."""
        words: list[tuple[str, ...]] = []
        mended: list[str] = []
        for word in asked_for(query):
            near = () if not word.isalpha() or _known(word) else _near(word)
            words.append(near or (word,))
            mended += near
        named = within(query, listed()) if words else frozenset()
        # A province stands in the rows of all its members.
        whole = {code for code in named if code.partition(".")[0] not in named - {code}}
        return cls(tuple(words), tuple(mended), tuple(sorted(map(region_word, whole))))


def matching(visits: QuerySet[Visit], query: str) -> QuerySet[Visit]:
    """Those of `visits` that hold every word of `query`; all of them where it has no words."""
    return _holding(visits, Asked.of(query))


def _holding(visits: QuerySet[Visit], asked: Asked) -> QuerySet[Visit]:
    if not asked.words:
        return visits
    entries = _entries(asked)
    ids = list(entries.values_list("pk", flat=True)[: _FEW + 1])
    if len(ids) <= _FEW:
        return visits.filter(pk__in=ids)
    return visits.filter(pk__in=entries.values("pk"))


def _entries(asked: Asked) -> QuerySet[SearchEntry]:
    if connection.vendor == "postgresql":
        every = " & ".join(
            "(" + " | ".join(f"{beginning}:*" for beginning in beginnings) + ")"
            for beginnings in asked.words
        )
        if asked.regions:
            every = f"({every}) | {' | '.join(asked.regions)}"
        return SearchEntry.objects.extra(
            where=["to_tsvector('simple', words) @@ to_tsquery('simple', %s)"], params=[every]
        )
    all_words = Q()
    for beginnings in asked.words:
        one = Q()
        for beginning in beginnings:
            one |= Q(words__contains=f" {beginning}")
        all_words &= one
    for region in asked.regions:
        all_words |= Q(words__contains=f" {region} ")
    return SearchEntry.objects.filter(all_words)


def _known(word: str) -> bool:
    """Whether some visit's word begins so."""
    return SearchWord.objects.filter(word__gte=word, word__lt=f"{word}\U0010ffff").exists()


def _near(word: str) -> tuple[str, ...]:
    """The words that are nearest to `word`, within a slip (two in long words); none for short."""
    if len(word) < _SHORTEST_MENDED:
        return ()
    most = 1 if len(word) <= 6 else 2
    alike = SearchWord.objects.filter(length__range=(len(word) - most, len(word) + most))
    # A slip is seldom in the first letter and in the second.
    alike = alike.annotate(second=Substr(F("word"), 2, 1))
    alike = alike.filter(Q(word__startswith=word[0]) | Q(second=word[1]))
    found = []
    for other in alike.values_list("word", flat=True)[:_MOST_CANDIDATES]:
        distance = slips(word, other, most=most)
        if distance is not None:
            found.append((distance, other))
    if not found:
        return ()
    nearest = min(found)[0]
    return tuple(sorted(other for distance, other in found if distance == nearest)[:_MOST_NEAR])


# By what a visit was found, the surest first: letters are looked for by their number.
_FIELDS = (
    ("letter_number", 8),
    ("reference", 7),
    ("institution", 5),
    ("leader_name", 4),
    ("contact_name", 4),
    ("contact_email", 4),
    ("contact_phone", 4),
    ("participant", 3),
    ("region", 2),
)


@dataclass(frozen=True)
class Hit:
    """A visit, and by which of its fields it was found (names of `_FIELDS`, the surest first)."""

    visit: Visit
    fields: tuple[str, ...]
    score: int


@dataclass(frozen=True)
class Found:
    """The likeliest visits first; `mended` are words taken instead of slips, `more` if cut off."""

    hits: list[Hit]
    mended: tuple[str, ...]
    more: bool


def find(visits: QuerySet[Visit], query: str) -> Found:
    """Look for `query` among `visits`, open and past together; a fixed number of queries."""
    asked = Asked.of(query)
    if not asked.words:
        return Found([], (), more=False)
    newest = _holding(visits, asked).order_by("-pk").prefetch_related("participants")
    rows = list(newest[: MOST_FOUND + 1])
    hits = [_hit(visit, asked) for visit in rows[:MOST_FOUND]]
    # Sorting is stable: among equals the newest stays first.
    hits.sort(key=lambda hit: -hit.score)
    return Found(hits, asked.mended, more=len(rows) > MOST_FOUND)


def _hit(visit: Visit, asked: Asked) -> Hit:
    texts = {
        "participant": " ".join(person.name for person in visit.participants.all()),
        "region": " ".join([visit.origin.label, *names_of(visit.country)]),
        "contact_phone": "",
    }
    fields, score = [], 0
    for name, weight in _FIELDS:
        words = words_of(texts[name] if name in texts else str(getattr(visit, name)))
        if name == "contact_phone":
            words = phone_words(visit.contact_phone)
        whole = begun = 0
        for beginnings in asked.words:
            whole += any(beginning in words for beginning in beginnings)
            begun += any(word.startswith(beginnings) for word in words)
        if begun:
            fields.append(name)
            # All of it in one field is what was meant; a part of it may be chance.
            score += weight * (begun + whole) * (4 if begun == len(asked.words) else 1)
    return Hit(visit, tuple(fields), score)
