"""What the host gives a delegation to take home: slides, leaflets, photographs."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from visits.models.visit import Visit


def material_path(material: "Material", filename: str) -> str:
    """Where the file lies under MEDIA_ROOT; nothing the sender named is used."""
    suffix = filename.rsplit(".", 1)[-1].lower()
    return f"materials/{material.visit.public_id}/{secrets.token_hex(8)}.{suffix}"


class Material(models.Model):
    """One file for one visit, shown on the delegation's page once the visit is over.

    A photograph of the visit (`photo`) is kept and shown only with the delegation's consent
    (visits/files/materials.py).
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(_("file"), upload_to=material_path)
    size = models.PositiveIntegerField(_("size, bytes"))
    photo = models.BooleanField(_("photograph of the visit"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        indexes = [models.Index(fields=["added_at"], name="materials_by_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def suffix(self) -> str:
        """Its kind by name: pdf, pptx, jpg or png."""
        return (self.file.name or "").rsplit(".", 1)[-1]
