"""Agencies, topics and officers: plain lists whose rows go out of use rather than away."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visits.history.settings_log import Words
from visits.language.phones import show_phone
from visits.models import Agency, Officer, Topic
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm, choices_of, clean_phone
from visits.pages.desk.settings.frame import Change, Part, edit
from visits.people import roles
from visits.people.roles import Right


class _Coded(SettingForm):
    """A row whose code stands in the API, so it is made once of the name and stays."""

    def save(self, commit: bool = True) -> Any:
        """Give a new row its code."""
        if not self.instance.code:
            model = type(self.instance)
            base = slugify(self.cleaned_data["name"])[:36].strip("-") or "baru"
            code, number = base, 2
            while model.objects.filter(code=code).exists():
                code, number = f"{base}-{number}", number + 1
            self.instance.code = code
        return super().save(commit)


class AgencyForm(_Coded):
    """An agency with a counter in the building."""

    class Meta:
        model = Agency
        fields = ["name", "active"]
        help_texts = {"active": gettext_lazy("Out of use, nobody can ask for it any more.")}


class TopicForm(_Coded):
    """Something that can be learned here."""

    class Meta:
        model = Topic
        fields = ["name", "name_en", "active"]
        help_texts = {"active": gettext_lazy("Out of use, nobody can ask for it any more.")}


class OfficerForm(SettingForm):
    """Someone of the host's, and the account to sign in with, if there is one."""

    class Meta:
        model = Officer
        fields = [
            *("name", "position", "agency", "rank", "email", "phone", "language"),
            *("user", "active"),
        ]
        labels = {
            "user": gettext_lazy("Account"),
            "agency": gettext_lazy("Agency"),
        }
        help_texts = {
            "email": gettext_lazy("Invitations go there."),
            "user": gettext_lazy("With an account they answer, and add material, by themselves."),
            "active": gettext_lazy("Out of use, they cannot be named for a visit any more."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=[("id", "Indonesia"), ("en", "English")]
        )
        choices_of(self, "agency").empty_label = _("None")
        account = choices_of(self, "user")
        account.queryset = (
            User.objects.filter(is_active=True, groups__name__in=roles.ALL)
            .distinct()
            .order_by("username")
        )
        account.empty_label = _("No account")

    def clean_phone(self) -> str:
        """In E.164, or empty."""
        return clean_phone(self.cleaned_data["phone"])


@never_cache
@require_safe
@needs(Right.SET_LISTS)
def agencies(request: HttpRequest) -> HttpResponse:
    """All agencies."""
    rows = [
        (a.name, "", a.active, reverse("settings-agency", args=[a.pk]))
        for a in Agency.objects.order_by("-active", "name")
    ]
    return _list(request, _("Agencies"), rows, new="settings-agency-new", button=_("New agency"))


@never_cache
@require_safe
@needs(Right.SET_LISTS)
def topics(request: HttpRequest) -> HttpResponse:
    """All topics."""
    rows = [
        (t.name, t.name_en, t.active, reverse("settings-topic", args=[t.pk]))
        for t in Topic.objects.order_by("-active", "name")
    ]
    return _list(request, _("Topics"), rows, new="settings-topic-new", button=_("New topic"))


@never_cache
@require_safe
@needs(Right.SET_LISTS)
def officers(request: HttpRequest) -> HttpResponse:
    """All officers."""
    found = Officer.objects.select_related("agency", "user").order_by("-active", "name")
    rows = [(o.name, _about(o), o.active, reverse("settings-officer", args=[o.pk])) for o in found]
    return _list(request, _("Officers"), rows, new="settings-officer-new", button=_("New officer"))


def _about(officer: Officer) -> str:
    agency = officer.agency.name if officer.agency else ""
    phone = show_phone(officer.phone) if officer.phone else ""
    return " · ".join(filter(None, [officer.position, agency, officer.email, phone]))


def _list(
    request: HttpRequest,
    title: str,
    rows: list[tuple[str, str, bool, str]],
    *,
    new: str,
    button: str,
) -> HttpResponse:
    context = {
        "section": "settings",
        "title": title,
        "rows": rows,
        "new": reverse(new),
        "button": button,
    }
    return render(request, "desk/settings/list.html", context)


def _edit(
    request: HttpRequest,
    form: type[SettingForm],
    pk: int | None,
    *,
    title: str,
    back: str,
    done: Words,
) -> HttpResponse:
    def parts(posted: HttpRequest | None) -> list[Part]:
        instance = get_object_or_404(form._meta.model, pk=pk) if pk else None
        return [form(posted.POST if posted else None, instance=instance)]

    change = Change(
        title=title,
        back=reverse(back),
        parts=parts,
        save=lambda parts: parts[0].save(),
        done=done,
        touches_places=True,
    )
    return edit(request, change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def agency(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """An agency, new or changed."""
    title = _("Change the agency") if pk else _("New agency")
    return _edit(
        request,
        AgencyForm,
        pk,
        title=title,
        back="settings-agencies",
        done=gettext_lazy("Agency stored."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def topic(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A topic, new or changed."""
    title = _("Change the topic") if pk else _("New topic")
    return _edit(
        request,
        TopicForm,
        pk,
        title=title,
        back="settings-topics",
        done=gettext_lazy("Topic stored."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def officer(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """An officer, new or changed."""
    title = _("Change the officer") if pk else _("New officer")
    return _edit(
        request,
        OfficerForm,
        pk,
        title=title,
        back="settings-officers",
        done=gettext_lazy("Officer stored."),
    )
