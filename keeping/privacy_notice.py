"""The text of the privacy notice, and its versions: a new one wherever the text has changed.

It is made of the table of keeping, its terms and the host's profile. `keep` is called after each
migrate, when one of those is stored, and each night; it writes only where the text differs.
"""

import datetime as dt
import hashlib
import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connections
from django.template.loader import render_to_string
from django.utils import timezone, translation

from keeping.models import Terms
from keeping.table import TABLE
from visits.models import Host, PrivacyNotice

_TIMES = Terms._meta.concrete_fields


def keep(*, now: dt.datetime) -> PrivacyNotice | None:
    """The version of the text as it is now, appended where the last one says something else.

    None before the office has a profile. Two at once write one.
    """
    host = Host.objects.filter(pk=1).first()
    if host is None:
        return None
    texts = _texts_of(host, Terms.load())
    mark = hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()
    last = PrivacyNotice.objects.defer("texts").order_by("-version").first()
    if last is not None and last.fingerprint == mark:
        return last
    new = PrivacyNotice(
        version=last.version + 1 if last else 1, since=now, fingerprint=mark, texts=texts
    )
    PrivacyNotice.objects.bulk_create([new], ignore_conflicts=True)
    return new


def text_of(notice: PrivacyNotice) -> str:
    """Its HTML in the reader's language; the host's own where that one is not kept."""
    said: dict[str, str] = notice.texts
    return said.get(translation.get_language() or "") or said[settings.LANGUAGE_CODE]


def unkept_text() -> str:
    """The text as it would be now, where the office has no profile and so no version of it."""
    texts = _texts_of(Host.load(), Terms.load())
    return texts.get(translation.get_language() or "") or texts[settings.LANGUAGE_CODE]


def follow_migrate(*, using: str = "default", **_signal: Any) -> None:
    """What follows each migrate: the program may say something else than the release before."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for model in (PrivacyNotice, Host, Terms):
            table = model._meta.db_table
            if table not in tables:
                return
            there = {
                column.name
                for column in connection.introspection.get_table_description(cursor, table)
            }
            # An older state, to which a migration's test goes back.
            if not {field.column for field in model._meta.concrete_fields} <= there:
                return
    keep(now=timezone.now())


def follow_setting(*, raw: bool = False, **_signal: Any) -> None:
    """What follows a setting that the text is made of."""
    if not raw:
        keep(now=timezone.now())


def _texts_of(host: Host, terms: Terms) -> dict[str, str]:
    times = tuple((name.attname, getattr(terms, name.attname)) for name in _TIMES)
    return dict(_rendered(host.office or host.name, host.email, host.public_names, times))


# A profile is stored for many reasons that change none of these.
@lru_cache(maxsize=8)
def _rendered(
    office: str, email: str, public_names: bool, times: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, str], ...]:
    terms, said = Terms(**dict(times)), []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            context = {
                "office": office,
                "email": email,
                "public_names": public_names,
                "kinds": [{"kept": kept, "how_long": kept.how_long(terms)} for kept in TABLE],
            }
            said.append((language, render_to_string("public/privacy_notice.html", context)))
    return tuple(said)
