"""The privacy notice in its versions, and which of them came with a request."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models.visit import Visit


class PrivacyNotice(models.Model):
    """The notice as it stood from a moment on, in every language; never changed, only followed.

    `texts` holds its HTML by the code of the language. Written by keeping/privacy_notice.py alone.
    """

    version = models.PositiveIntegerField(_("version"), primary_key=True)
    since = models.DateTimeField(_("since"))
    # SHA-256 of the texts.
    fingerprint = models.CharField(max_length=64, editable=False)
    texts = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["-version"]
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")

    def __str__(self) -> str:
        return f"{self.version}"


class NoticeShown(models.Model):
    """Which version came with a request, when, in which language and by which way; no consent.

    It names nobody, and stays when the visit is made anonymous.
    """

    class Way(models.TextChoices):
        """How the request came."""

        PAGE = "page", pgettext_lazy("way of a request", "request form")
        API = "api", pgettext_lazy("way of a request", "API")
        DESK = "desk", pgettext_lazy("way of a request", "entered at the desk")

    visit = models.OneToOneField(
        Visit, on_delete=models.CASCADE, primary_key=True, related_name="notice_shown"
    )
    notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    language = models.CharField(_("language"), max_length=2)
    way = models.CharField(_("way"), max_length=4, choices=Way.choices)

    class Meta:
        verbose_name = _("privacy notice of a request")
        verbose_name_plural = _("privacy notices of requests")

    def __str__(self) -> str:
        return f"{self.visit_id} {self.notice_id}"
