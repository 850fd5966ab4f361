"""Which version of the privacy notice came with what people sent us.

The versions are written where the notice is made (keeping/privacy_notice.py); here is only said
which one holds, and kept which one a request came with.
"""

import datetime as dt

from django.db import connection

from scheduling.database.composed import Composed
from visits.models import NoticeShown, PrivacyNotice, Visit

_CURRENT = Composed(lambda: PrivacyNotice.objects.defer("texts").order_by("-version"))


def current() -> PrivacyNotice | None:
    """The version that holds now, without its texts; None before the office has a profile."""
    return _CURRENT.first()


_KEEP = """
INSERT INTO visits_noticeshown (visit_id, notice_id, at, language, way)
SELECT %s, version, %s, %s, %s FROM visits_privacynotice ORDER BY version DESC LIMIT 1
RETURNING notice_id
"""


def keep_shown(visit: Visit, *, way: NoticeShown.Way, now: dt.datetime) -> None:
    """Keep that the version of now came with `visit`'s request; nothing where there is none."""
    at = NoticeShown._meta.get_field("at").get_db_prep_save(now, connection)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [visit.pk, at, visit.language, str(way)])
        stored = cursor.fetchone()
    if stored:
        # The visit knows it from now on.
        NoticeShown(visit=visit, notice_id=stored[0], at=now, language=visit.language, way=way)


def shown_with(visit: Visit) -> NoticeShown | None:
    """What came with `visit`'s request; None where that was not kept, as before this was."""
    return getattr(visit, "notice_shown", None)
