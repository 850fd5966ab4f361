"""Searching a long history for rare, common and mistyped words, beside a short one."""

import time
from collections.abc import Iterator
from statistics import median

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from tests.load import desk_list
from tests.load.ground import ROUNDS, database
from tests.load.host import approved_visits, furnish
from tests.load.report import Figure

_MOST_SECONDS = 0.15
_TIMES = 5
_WORDS = {
    "a letter number": "005/7731",
    "a rare name": "namadepan17 namakeluarga23",
    "a common word": "dinas",
    "two common words": "dinas kabupaten",
    "a mistyped word": "kecamatn",
    "nothing": "tidakada",
}
# Two hundred given and three hundred family names, five hundred places, and offices of all kinds.
_ENTRIES = """
INSERT INTO visits_searchentry (visit_id, words)
SELECT id, ' ' || lower(replace(reference, '-', ' ')) || ' 005 ' || (id %% 9000) || ' '
       || (ARRAY['dinas', 'badan', 'sekretariat', 'kecamatan'])[1 + id %% 4] || ' kabupaten tempat'
       || (id %% 500) || ' namadepan' || (id %% 200) || ' namakeluarga' || (id / 200 %% 300)
       || ' dinas sumatera barat region1302 6281' || id || ' 081' || id || ' '
  FROM visits_visit ON CONFLICT DO NOTHING
"""
_VOCABULARY = """
INSERT INTO visits_searchword (word, length)
SELECT word, length(word) FROM (
    SELECT DISTINCT translate(left(md5(n::text), 4 + n %% 9), '0123456789', 'ghijklmnop') AS word
      FROM generate_series(1, 100000) n
     UNION SELECT unnest(ARRAY['dinas', 'kabupaten', 'kecamatan', 'sekretariat', 'badan'])
) words ON CONFLICT DO NOTHING
"""


def measure() -> Iterator[Figure]:
    """What each search takes, as a part of the 150 ms that it may."""
    with database():
        furnish(1)
        approved_visits(50, rooms=1)
        client = Client()
        client.force_login(User.objects.create_superuser("admin"))
        desk_list.grow(1, desk_list.MANY)
        with connection.cursor() as cursor:
            cursor.execute(_ENTRIES, {})
            cursor.execute(_VOCABULARY, {})
            cursor.execute("VACUUM ANALYZE visits_searchentry, visits_searchword")
        for name, words in _WORDS.items():
            took = _asked(client, words)
            yield Figure(
                f"search {desk_list.MANY:,} visits for {name}",
                [seconds / _MOST_SECONDS for seconds in took],
                aim=1.0,
                at_least=False,
                seen=f"{median(took) * 1000:.1f} ms of {_MOST_SECONDS * 1000:.0f}",
            )


def _asked(client: Client, words: str) -> list[float]:
    """Each round's median of the seconds that the page takes."""
    rounds = []
    for _ in range(ROUNDS):
        took = []
        for _ in range(_TIMES):
            began = time.perf_counter()
            assert client.get("/petugas/cari/", {"q": words}).status_code == 200
            took.append(time.perf_counter() - began)
        rounds.append(median(took))
    return rounds
