"""Why a mail did not arrive, in words: the server's own stand below, for who runs one."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# RFC 3463, 3, and what servers add to it; the first that fits.
_BY_STATUS: tuple[tuple[str, Promise], ...] = (
    (r"[45]\.1\.(?:1|3|6|10)\b", _("The address does not exist")),
    (r"[45]\.1\.2\b|5\.4\.4\b", _("There is no such mail domain")),
    (r"[45]\.2\.2\b", _("The mailbox is full")),
    (r"[45]\.2\.1\b", _("The mailbox is switched off")),
    (r"[45]\.(?:2\.3|3\.4)\b", _("The mail is too large for them")),
    (r"[45]\.7\.\d+\b", _("Their server refuses our mail")),
    (r"4\.4\.7\b|[45]\.4\.\d+\b", _("Their server could not be reached")),
)
_BY_WORDS: tuple[tuple[str, Promise], ...] = (
    (r"quota|mailbox (?:is )?full|over ?quota|storage", _("The mailbox is full")),
    (
        r"no such|unknown|not (?:found|listed|exist)|does ?n.t exist|invalid|tidak dikenal",
        _("The address does not exist"),
    ),
    (r"disabled|inactive|suspended", _("The mailbox is switched off")),
    (r"spf|dkim|dmarc|blocked|black ?list|block ?list|spam", _("Their server refuses our mail")),
)


def reason_of(answer: str) -> str:
    """The reason behind a server's `answer` in the reader's language, or nothing."""
    for patterns in (_BY_STATUS, _BY_WORDS):
        for pattern, words in patterns:
            if re.search(pattern, answer, re.IGNORECASE):
                return str(words)
    return ""
