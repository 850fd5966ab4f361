"""The link by which a group writes its own names, as the API tells of it."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers

from visits.access.tokens import fill_token
from visits.models import Visit
from visits.people.filling import Link, link_of


class ParticipantsLinkOut(serializers.Serializer[Any]):
    """Names that a group writes by its own link: `waiting` are not on the list yet."""

    state = serializers.ChoiceField(
        choices=[(link.value, link.name) for link in Link],
        help_text="`none`: not made, or closed by the delegation; `full`: as many as people come; "
        "`closed`: the list can no longer be changed.",
    )
    waiting = serializers.IntegerField()
    url = serializers.CharField(
        allow_null=True, help_text="For the delegation alone; null where there is no link."
    )


def participants_link(visit: Visit, *, waiting: int, staff: bool) -> dict[str, Any]:
    """How the link stands, and how many names wait; its address is the delegation's alone."""
    token = "" if staff else fill_token(visit)
    return {
        "state": str(link_of(visit, now=timezone.now())),
        "waiting": waiting,
        "url": f"{settings.BASE_URL}{reverse('own-name', args=[token])}" if token else None,
    }
