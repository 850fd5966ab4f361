"""Which papers wait for whose signature, and who may sign or upload what."""

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import QuerySet

from visits.models import Paper
from visits.papers.wording.passages import SIGNED
from visits.people.roles import may_decide

# Visum sheets are signed on the paper that the guest takes along, beside a stamp.
QUEUED = frozenset(SIGNED)


def waiting_for(reader: int | None) -> QuerySet[Paper]:
    """Issued papers that the signatory with the account `reader` has to sign, the oldest first."""
    return (
        Paper.objects.filter(
            state=Paper.State.ISSUED,
            kind__in=QUEUED,
            signatory__user_id=reader or 0,
            signatory__active=True,
        )
        .exclude(sha256="")
        .select_related("visit", "signatory")
        .order_by("issued_at", "pk")
    )


def signable_by(user: AbstractUser | AnonymousUser) -> QuerySet[Paper]:
    """Papers whose scan the user may upload: all for whoever decides, else the own ones."""
    papers = Paper.objects.exclude(state=Paper.State.DRAFT).exclude(sha256="")
    papers = papers.select_related("visit", "signatory")
    if may_decide(user):
        return papers
    return papers.filter(signatory__user_id=user.pk or 0, signatory__active=True)
