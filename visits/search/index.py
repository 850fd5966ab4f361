"""The row that a visit is found by: written where its events are, and healed where it is old."""

import json
from collections.abc import Iterable, Mapping
from itertools import chain

from django.db import connection

from scheduling.database.inserting import Beside, along, insert_all
from visits.language.countries import names_of
from visits.models import SearchEntry, SearchWord, Visit
from visits.reference.names import listed
from visits.search.words import kind_words, phone_words, region_word, words_of


def words_for(visit: Visit, participants: Iterable[str]) -> list[str]:
    """All words by which the visit is found; `participants` are names."""
    texts = (
        *(visit.reference, visit.letter_number, visit.institution),
        *(visit.leader_name, visit.contact_name, visit.contact_email),
        *(visit.place, *(names_of(visit.country) if visit.country else ())),
        *participants,
    )
    found = [word for text in texts for word in words_of(text)]
    found += phone_words(visit.contact_phone)
    # One goes by its official, its short and its former name, and by its province's.
    names = listed().of
    region = visit.region_id or ""
    for code in sorted({region, region.partition(".")[0]} - {""}):
        for name in names.get(code, ()):
            found += [*kind_words(name.kind), *name.words, name.text]
        found.append(region_word(code))
    return list(dict.fromkeys(found))


def update(visit: Visit) -> None:
    """Write the visit's row, in the caller's transaction, where its words are other ones now."""
    names = visit.participants.values_list("name", flat=True)
    words = words_for(visit, names)
    text = _text(words)
    before = SearchEntry.objects.filter(pk=visit.pk).values_list("words", flat=True).first()
    if before == text:
        return
    SearchEntry.objects.bulk_create(
        [SearchEntry(visit=visit, words=text)],
        update_conflicts=True,
        unique_fields=["visit"],
        update_fields=["words"],
    )
    new = set(words) - set((before or "").split())
    _execute(_learnt(new))


def add(visits: Mapping[int, tuple[Visit, Iterable[str]]]) -> None:
    """Write the rows of new visits, by their ids with their participants' names; few queries."""
    found = {pk: words_for(visit, names) for pk, (visit, names) in visits.items()}
    insert_all(SearchEntry(visit_id=pk, words=_text(words)) for pk, words in found.items())
    _execute(_learnt(chain.from_iterable(found.values())))


def entry(visit: Visit, participants: Iterable[str]) -> list[Beside]:
    """What writes the row of a visit beside itself; it has its reference already."""
    words = words_for(visit, participants)
    row = SearchEntry(visit=visit, words=_text(words))
    return [along(row, visit), _learnt(words)]


def _text(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


# As one value: a statement with a value for each word would be another one each time.
_LEARN = """
INSERT INTO visits_searchword (word, length)
SELECT value, length(value) FROM {list} WHERE true ON CONFLICT (word) DO NOTHING
"""
_LISTS = {"postgresql": "json_array_elements_text(%s)", "sqlite": "json_each(%s)"}


def _learnt(words: Iterable[str]) -> Beside:
    """What keeps all words that are spelt, in one order for all, so that nobody waits crosswise.

    Only those can be misspelt: numbers would make the list as long as history.
    """
    spelt = sorted({word for word in words if word.isalpha()})
    return Beside(_LEARN.format(list=_LISTS[connection.vendor]), [json.dumps(spelt)])


def _execute(statement: Beside) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.values)


def fill(*, limit: int = 500) -> int:
    """Write the rows of visits that have none, the newest first; gives how many there were.

    A migration, a restored backup or a program that wrote past the life of a visit leaves such.
    """
    missing = Visit.objects.filter(search_entry=None).order_by("-pk")[:limit]
    count = 0
    for visit in missing:
        update(visit)
        count += 1
    return count


def prune() -> int:
    """Forget words that no visit is found by any more; gives how many. Reads every row once."""
    used: set[str] = set()
    for text in SearchEntry.objects.values_list("words", flat=True).iterator(chunk_size=5000):
        used.update(text.split())
    words = SearchWord.objects.values_list("word", flat=True)
    gone = [word for word in words.iterator(chunk_size=5000) if word not in used]
    for start in range(0, len(gone), 500):
        SearchWord.objects.filter(word__in=gone[start : start + 500]).delete()
    return len(gone)
