"""One kind of paper: its code, who signs it, and who gets a copy."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.history.settings_log import later
from visits.models import PaperForm, Signatory
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm, choices_of
from visits.pages.desk.settings.frame import Change, Part, edit
from visits.pages.desk.settings.papers.samples import known
from visits.pages.frame.typed import Text
from visits.people.roles import Right


class KindForm(SettingForm):
    """What is chosen for one kind; its words have pages of their own."""

    copies_to = Text(
        label=gettext_lazy("Copies to (tembusan)"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("One a line; from two on they are numbered."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = PaperForm
        fields = ["classification", "signatory", "copies_to"]
        help_texts = {
            "classification": gettext_lazy(
                "The archive's code, as 400.14.1.4 for official visits."
            ),
            "signatory": gettext_lazy("Nobody: dots, to be filled in by hand."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = choices_of(self, "signatory")
        # Who is out of use and still signs this stands there, lest a look changes it.
        who.queryset = Signatory.objects.filter(Q(active=True) | Q(pk=self.instance.signatory_id))
        who.empty_label = _("Nobody")

    def _clean_text(self, data: dict[str, Any], name: str, value: str) -> None:
        # The field keeps its lines by itself.
        if name != "copies_to":
            super()._clean_text(data, name, value)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Show and change it."""
    chosen = known(kind)

    def parts(posted: HttpRequest | None) -> list[Part]:
        instance = PaperForm.objects.filter(kind=chosen).first() or PaperForm(kind=chosen)
        return [KindForm(posted.POST if posted else None, instance=instance)]

    change = Change(
        title=str(chosen.label),
        lead=_("Papers that are issued stay as they are."),
        back=reverse("settings-papers"),
        parts=parts,
        save=lambda parts: parts[0].save(),
        done=later(lambda: _("Stored: %(kind)s.") % {"kind": chosen.label}),
    )
    return edit(request, change)
