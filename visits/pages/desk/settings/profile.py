"""The host's profile: what another office changes first."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.confined.running import Busy
from visits.files import letters
from visits.files.kinds import Kind
from visits.files.letters import LetterTooLarge, LetterTooManyPixels, LetterUnreadable
from visits.files.logos import check_logo
from visits.files.whole_files import NoRoom
from visits.models import Host
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm, clean_phone
from visits.pages.desk.settings.frame import Change, Part, edit
from visits.pages.frame.bodies import takes_file
from visits.pages.frame.file_field import PICTURES, FileInput
from visits.people.roles import Right
from visits.phrases.refused_files import file_words


class ProfileForm(SettingForm):
    """All of it; the logo is judged by content and drawn anew."""

    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("JPG or PNG, best square. Empty: the one there is stays."),
        widget=FileInput(accept=PICTURES, largest=letters.MAX_BYTES),
    )
    map_url = forms.URLField(
        label=gettext_lazy("Map link"), required=False, max_length=200, assume_scheme="https"
    )
    no_logo = forms.BooleanField(label=gettext_lazy("Without logo: show initials"), required=False)

    class Meta:
        model = Host
        fields = [
            "name",
            "short_name",
            "office",
            "headline",
            "headline_en",
            "address",
            "map_url",
            "latitude",
            "longitude",
            "phone",
            "whatsapp",
            "email",
            "accent",
            "logo",
            "no_logo",
            "public_feed",
            "public_names",
            "open_figures",
            "figures_licence",
        ]
        widgets = {"accent": forms.TextInput(attrs={"type": "color"})}
        help_texts = {
            "accent": gettext_lazy("Darkened by itself where white on it could not be read."),
            "whatsapp": gettext_lazy("Guests write there, with their reference. Empty: no button."),
            "email": gettext_lazy("Mails come from here, and answers go there."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A page of before an upgrade does not ask for it: then it stays.
        self.fields["figures_licence"].required = False

    def clean_figures_licence(self) -> str:
        """The one chosen, or the one there is."""
        chosen: str = self.cleaned_data["figures_licence"] or self.instance.figures_licence
        return chosen

    def clean_latitude(self) -> Any:
        """From -90 to 90 degrees."""
        return _within(self.cleaned_data["latitude"], 90)

    def clean_longitude(self) -> Any:
        """From -180 to 180 degrees."""
        return _within(self.cleaned_data["longitude"], 180)

    def clean_phone(self) -> str:
        """In E.164, or empty."""
        return clean_phone(self.cleaned_data["phone"])

    def clean_whatsapp(self) -> str:
        """In E.164, or empty."""
        return clean_phone(self.cleaned_data["whatsapp"])

    def clean_logo(self) -> Any:
        """The new picture, or the one there is."""
        file = self.cleaned_data["logo"]
        if not file or file == self.instance.logo:
            return self.instance.logo
        try:
            return check_logo(file)
        except LetterTooManyPixels as error:
            raise forms.ValidationError(file_words(error)) from error
        except LetterTooLarge as error:
            raise forms.ValidationError(
                _("This picture is too large. Take a smaller one.")
            ) from error
        except LetterUnreadable as error:
            infected = error.kind is Kind.INFECTED
            words = file_words(error) if infected else _("This is no JPG or PNG picture.")
            raise forms.ValidationError(words) from error
        except Busy as error:
            raise forms.ValidationError(file_words(error)) from error

    def clean(self) -> dict[str, Any]:
        """Store the new logo where all else is right: a full disk is the field's error."""
        cleaned = super().clean() or {}
        logo = cleaned.get("logo")
        if isinstance(logo, ContentFile) and not self.errors:
            try:
                kept = default_storage.save(f"host/{logo.name}", logo)
            except NoRoom:
                words = _("There is no room for this file at the moment. Tell your administrator.")
                self.add_error("logo", words)
            else:
                cleaned["logo"] = kept
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """As row 1, and without the logo where that was ticked."""
        self.instance.pk = 1
        if self.cleaned_data["no_logo"]:
            self.instance.logo = ""
        return super().save(commit)


def _within(degrees: Any, most: int) -> Any:
    if degrees is not None and abs(degrees) > most:
        words = _("Write degrees from -%(most)d to %(most)d.") % {"most": most}
        raise forms.ValidationError(words)
    return degrees


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(letters.MAX_BYTES)
@needs(Right.SET_OFFICE)
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change it."""

    def parts(posted: HttpRequest | None) -> list[Part]:
        host = Host.load()
        return [
            ProfileForm(posted.POST, posted.FILES, instance=host)
            if posted
            else ProfileForm(instance=host)
        ]

    change = Change(
        title=_("Host profile"),
        lead=_("Stands on every page, in mails and letters."),
        back=reverse("settings"),
        parts=parts,
        save=lambda parts: parts[0].save(),
        done=gettext_lazy("Host profile stored."),
    )
    return edit(request, change)
