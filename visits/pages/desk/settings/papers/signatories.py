"""Who signs for the host: added, changed, put out of use; never deleted, since papers name them."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.language.nip import clean_nip, show_nip
from visits.models import Signatory
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm, choices_of
from visits.pages.desk.settings.frame import Change, Part, edit
from visits.people import roles
from visits.people.roles import Right


class SignatoryForm(SettingForm):
    """One of them; a NIP is taken as people write it."""

    nip = forms.CharField(
        label=gettext_lazy("Civil-service number (NIP)"), required=False, max_length=60
    )

    class Meta:
        model = Signatory
        fields = [
            *("name", "position", "grade", "nip", "capacity", "on_behalf_of", "through"),
            *("user", "active"),
        ]
        help_texts = {
            "name": gettext_lazy("As it stands below the signature."),
            "position": gettext_lazy("As it stands above the signature, without the comma."),
            "on_behalf_of": gettext_lazy("“Wali Kota Batam”; “a.n.” is put before it."),
            "through": gettext_lazy("The position between, above “u.b.”: “Sekretaris Daerah”."),
            "user": gettext_lazy("With an account they sign electronically by themselves."),
            "active": gettext_lazy("Out of use, they cannot be chosen any more."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.nip:
            self.initial["nip"] = show_nip(self.instance.nip)
        account = choices_of(self, "user")
        account.queryset = (
            User.objects.filter(is_active=True, groups__name__in=roles.ALL)
            .distinct()
            .order_by("username")
        )
        account.empty_label = _("No account")

    def clean_nip(self) -> str:
        """Its 18 digits, or nothing."""
        try:
            return clean_nip(self.cleaned_data["nip"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_active(self) -> bool:
        """Who still signs a kind of paper stays in use."""
        active: bool = self.cleaned_data["active"]
        signs = self.instance.forms.count() if self.instance.pk and not active else 0
        if signs:
            raise forms.ValidationError(
                ngettext(
                    "Signs %(count)d kind of paper. Choose somebody else for it first.",
                    "Signs %(count)d kinds of papers. Choose somebody else for them first.",
                    signs,
                )
                % {"count": signs}
            )
        return active


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def signatory(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A signatory, new or changed."""

    def parts(posted: HttpRequest | None) -> list[Part]:
        instance = get_object_or_404(Signatory, pk=pk) if pk else None
        return [SignatoryForm(posted.POST if posted else None, instance=instance)]

    change = Change(
        title=_("Change the signatory") if pk else _("New signatory"),
        lead=_("Papers that are issued keep the signatory as they were."),
        back=reverse("settings-papers"),
        parts=parts,
        save=lambda parts: parts[0].save(),
        done=gettext_lazy("Signatory stored."),
    )
    return edit(request, change)
