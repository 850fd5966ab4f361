"""Which privacy notice came with a request."""

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from visits.models import NoticeShown


class NoticeOut(serializers.Serializer[NoticeShown]):
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
