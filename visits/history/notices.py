"""Which version of the privacy notice came with what people sent us.

The versions are written where the notice is made (keeping/privacy_notice.py); here is only said
which one holds, and kept which one a request came with.
"""

import datetime as dt

from django.db import connection

from scheduling.database.composed import Composed
from scheduling.database.inserting import Beside
from visits.models import NoticeShown, PrivacyNotice, Visit

_CURRENT = Composed(lambda: PrivacyNotice.objects.defer("texts").order_by("-version"))


def current() -> PrivacyNotice | None:
    """The version that holds now, without its texts; None before the office has a profile."""
    return _CURRENT.first()


_KEEP = """
INSERT INTO visits_noticeshown (visit_id, notice_id, at, language, way)
SELECT new.id, version, %s, %s, %s FROM {new}, visits_privacynotice ORDER BY version DESC LIMIT 1
RETURNING notice_id AS given
"""


def shown(visit: Visit, *, way: NoticeShown.Way, now: dt.datetime) -> Beside:
    """What keeps, beside a new visit, that the version of now came with its request; nothing where
    there is none."""

    def keep(version: int | None) -> None:
        if version is not None:
            # The visit knows it from now on.
            NoticeShown(visit=visit, notice_id=version, at=now, language=visit.language, way=way)

    at = NoticeShown._meta.get_field("at").get_db_prep_save(now, connection)
    return Beside(_KEEP, [at, visit.language, str(way)], keep)


def shown_with(visit: Visit) -> NoticeShown | None:
    """What came with `visit`'s request; None where that was not kept, as before this was."""
    return getattr(visit, "notice_shown", None)
