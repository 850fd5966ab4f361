"""Pictures of the place: added with words for who sees none, and taken away."""

from typing import Any

from django import forms
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.confined.running import Busy
from visits.files import letters
from visits.files.letters import LetterTooLarge, LetterTooManyPixels, LetterUnreadable
from visits.files.pictures import check_place_picture
from visits.files.whole_files import NoRoom
from visits.models import JourneyPicture
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import Change, Part, Removal, edit, remove
from visits.pages.frame.bodies import takes_file
from visits.pages.frame.file_field import PICTURES, FileInput
from visits.people.roles import Right
from visits.phrases.refused_files import file_words

MOST = 12


class PictureForm(SettingForm):
    """A picture, judged by content and drawn anew, and what it shows."""

    file = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("JPG or PNG. What the camera wrote into it is left out."),
        widget=FileInput(accept=PICTURES, largest=letters.MAX_BYTES),
    )

    class Meta:
        model = JourneyPicture
        fields = ["file", "alt", "alt_en"]
        help_texts = {"alt": gettext_lazy("Read aloud to who doesn't see it: the front entrance.")}

    def clean_file(self) -> Any:
        """The picture as it is kept."""
        try:
            return check_place_picture(self.cleaned_data["file"])
        except LetterTooManyPixels as error:
            raise forms.ValidationError(file_words(error)) from error
        except LetterTooLarge as error:
            raise forms.ValidationError(
                _("This picture is too large. Take a smaller one.")
            ) from error
        except LetterUnreadable as error:
            raise forms.ValidationError(_("This is no JPG or PNG picture.")) from error
        except Busy as error:
            raise forms.ValidationError(file_words(error)) from error

    def clean(self) -> dict[str, Any]:
        """Store it where all else is right: a full disk is the field's error."""
        cleaned = super().clean() or {}
        if JourneyPicture.objects.count() >= MOST:
            self.add_error(None, _("There are %(most)d pictures already.") % {"most": MOST})
        if not self.errors:
            file = cleaned["file"]
            try:
                cleaned["file"] = default_storage.save(f"host/{file.name}", file)
            except NoRoom:
                words = _("There is no room for this file at the moment. Tell your administrator.")
                self.add_error("file", words)
        return cleaned


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(letters.MAX_BYTES)
@needs(Right.SET_OFFICE)
def picture(request: HttpRequest) -> HttpResponse:
    """Add one."""

    def parts(posted: HttpRequest | None) -> list[Part]:
        return [PictureForm(posted.POST, posted.FILES) if posted else PictureForm()]

    change = Change(
        title=_("New picture of the place"),
        back=reverse("settings-journey"),
        parts=parts,
        save=lambda parts: parts[0].save(),
        done=gettext_lazy("Picture stored."),
    )
    return edit(request, change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_OFFICE)
def remove_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away, its file too."""
    found = get_object_or_404(JourneyPicture, pk=pk)

    def take() -> None:
        name = found.file.name or ""
        found.delete()
        transaction.on_commit(lambda: default_storage.delete(name))

    removal = Removal(
        title=found.alt,
        words=_("The picture goes from the page before the journey."),
        back=reverse("settings-journey"),
        take=take,
        done=gettext_lazy("Picture removed."),
        button=_("Remove the picture"),
    )
    return remove(request, removal)
