"""Why a decision cannot be taken back, said alike on the desk and to programs."""

from django.utils.translation import gettext as _

from visits.language.dates import moment_words
from visits.life.undo.undoing import CannotUndo


def why_not_undone(error: CannotUndo) -> str:
    """One sentence with what to do instead."""
    event = error.event
    who = (event.actor_name or event.get_actor_kind_display()) if event else ""
    when = moment_words(event.at) if event else ""
    what = event.get_kind_display() if event else ""
    words = {
        "too_late": _(
            "Nothing was taken back: “%(what)s” of %(when)s is being told already. "
            "Decide anew if it was wrong."
        ),
        "not_yours": _(
            "Nothing was taken back: %(who)s decided this (%(what)s, %(when)s), and only they can "
            "take it back. Ask them, or decide anew once it was told."
        ),
        "changed": _(
            "Nothing was taken back: something else has been done with this visit since "
            "“%(what)s”. See its history."
        ),
    }.get(error.code, _("There is no decision here that could be taken back."))
    return words % {"who": who, "what": what, "when": when}


def why_not_reopened() -> str:
    """Why a visit that has just ended is not opened again yet."""
    return _(
        "It ended a moment ago, and nobody was told yet. Whoever decided can still take that back; "
        "else open it again in a minute."
    )
