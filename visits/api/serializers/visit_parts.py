"""Parts of a visit as it is shown: its people, letters, the privacy notice, the group's link."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from visits.access.tokens import fill_token
from visits.api.serializers.shape import Shape
from visits.models import LetterInstead, NoticeShown, Visit
from visits.people.filling import Link, link_of


class LeaderOut(Shape[Visit]):
    """Who leads the delegation."""

    name = serializers.CharField(source="leader_name")
    position = serializers.CharField(source="leader_position")
    rank = serializers.ChoiceField(source="leader_rank", choices=Visit.Rank.choices)


class ContactOut(Shape[Visit]):
    """Whom to write and call; `phone` in E.164, `email` empty where staff noted a phone alone."""

    name = serializers.CharField(source="contact_name")
    position = serializers.CharField(source="contact_position")
    phone = serializers.CharField(source="contact_phone")
    email = serializers.CharField(source="contact_email")


class LetterOut(Shape[Visit]):
    """The official letter."""

    number = serializers.CharField(source="letter_number")
    date = serializers.DateField(source="letter_date", allow_null=True)
    file = serializers.SerializerMethodField()
    instead = serializers.ChoiceField(
        source="letter_instead",
        choices=LetterInstead.choices,
        help_text="`paper`: it came on paper; `waived`: staff do without. Empty: neither.",
    )

    def get_file(self, visit: Visit) -> bool:
        """Whether the letter itself was sent."""
        return bool(visit.letter_file)


class AssignmentLetterOut(Shape[Visit]):
    """The order by which the delegation travels (surat tugas)."""

    file = serializers.SerializerMethodField()

    def get_file(self, visit: Visit) -> bool:
        """Whether it was sent."""
        return bool(visit.assignment_letter)


class NoticeOut(Shape[NoticeShown]):
    """The privacy notice that came with a request: its version, readable at `url`, and when."""

    version = serializers.IntegerField(source="notice_id")
    shown_at = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateTimeField())
    def get_shown_at(self, shown: NoticeShown) -> str:
        """When the request was sent, with the host's offset."""
        return timezone.localtime(shown.at).isoformat()

    @extend_schema_field(serializers.URLField())
    def get_url(self, shown: NoticeShown) -> str:
        """Where that version is to be read."""
        return f"{settings.BASE_URL}/privasi/versi/{shown.notice_id}/"


class ParticipantsLinkOut(Shape[Any]):
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
