"""API keys in the admin: made with the key shown once, revoked at once, never changed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visits.models import ApiKey
from visits.sign_in.keys import make_key, revoke_key


class ApiKeyForm(forms.ModelForm):
    """What a new key may do, and until when."""

    scopes = forms.MultipleChoiceField(
        label=_("scopes"), choices=ApiKey.Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ApiKey
        fields = ["name", "scopes", "expires_at"]

    def clean_expires_at(self) -> Any:
        """In the future, or never."""
        until = self.cleaned_data["expires_at"]
        if until and until <= timezone.now():
            raise forms.ValidationError(_("Give a moment in the future."))
        return until


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin[ApiKey]):
    """Keys; only their hashes are kept."""

    form = ApiKeyForm
    list_display = ["name", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"]
    actions = ["revoke"]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[str]:
        """A key that was given out is not changed: it is revoked, and another made."""
        return ["name", "scopes", "expires_at", "revoked_at", "last_used_at"] if obj else []

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        """The form's, or what there is to see."""
        return self.get_readonly_fields(request, obj) or list(ApiKeyForm.Meta.fields)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: events name it, so it stays on record."""
        return False

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Make it; there is nothing that could be changed."""
        if change:
            return
        made, key = make_key(name=obj.name, scopes=obj.scopes, expires_at=obj.expires_at)
        obj.pk, obj.key_hash, obj.scopes = made.pk, made.key_hash, made.scopes
        obj.created_at = made.created_at
        request.META["singgah.new_key"] = key

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The key, this once; it goes into no message, cookie or cache."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The new API key"),
            "key": request.META.pop("singgah.new_key"),
            "made": obj,
        }
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(request, "admin/visits/apikey/made.html", context, headers=headers)

    @admin.action(description=_("Revoke at once"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """The next call with it is refused."""
        running = list(queryset.filter(revoked_at=None))
        for key in running:
            revoke_key(key, now=timezone.now())
        self.message_user(request, _("%(count)d revoked.") % {"count": len(running)})
