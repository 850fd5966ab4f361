"""Which version of the privacy notice came with what people sent us.

The versions are written where the notice is made (keeping/privacy_notice.py); here is only said
which one holds, and kept which one a request came with.
"""

import datetime as dt

from scheduling.composed import Composed, insert
from visits.models import NoticeShown, PrivacyNotice, Visit

_CURRENT = Composed(lambda: PrivacyNotice.objects.defer("texts").order_by("-version"))


def current() -> PrivacyNotice | None:
    """The version that holds now, without its texts; None before the office has a profile."""
    return _CURRENT.first()


def keep_shown(visit: Visit, *, way: NoticeShown.Way, now: dt.datetime) -> None:
    """Keep that the version of now came with `visit`'s request; nothing where there is none."""
    notice = current()
    if notice is not None:
        insert(NoticeShown(visit=visit, notice=notice, at=now, language=visit.language, way=way))


def shown_with(visit: Visit) -> NoticeShown | None:
    """What came with `visit`'s request; None where that was not kept, as before this was."""
    return getattr(visit, "notice_shown", None)
