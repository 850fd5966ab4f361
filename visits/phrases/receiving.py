"""Who receives whom, in words: an officer's rank beside that of the visiting leader."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from visits.people.officers import Candidate, Standing


def standing_words(candidate: Candidate) -> str:
    """ "of the same rank", "higher", "lower" than the visiting leader; empty: receives nobody."""
    return {
        None: "",
        Standing.SAME: pgettext("rank", "of the same rank"),
        Standing.HIGHER: pgettext("rank", "of a higher rank"),
        Standing.LOWER: pgettext("rank", "of a lower rank"),
    }[candidate.standing]


def suggestion_words(candidate: Candidate) -> str:
    """Why this one is suggested to receive: their rank as it is, and that they are free."""
    words = {
        Standing.HIGHER: _(
            "Suggested: %(name)s, of a higher rank than the visiting leader, and free then."
        ),
        Standing.LOWER: _(
            "Suggested: %(name)s, of a lower rank than the visiting leader: "
            "nobody of the same rank or a higher one is free then."
        ),
    }.get(
        candidate.standing or Standing.SAME,
        _("Suggested: %(name)s, of the same rank as the visiting leader, and free then."),
    )
    return words % {"name": candidate.officer.name}
