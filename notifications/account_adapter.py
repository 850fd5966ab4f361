"""Signing in, as allauth sees us: its mails go through the outbox, like all others.

Named by settings.ACCOUNT_ADAPTER and ACCOUNT_FORMS, so `visits` need not know of mail. What must
not happen here is in docs/decisions/0104: no link lies in the database, and asking for a new
password does the same work whether there is such an account or not.
"""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone, translation

from notifications.models import ResetRequest
from notifications.outbox import account_mail
from visits.history.events import nudge_after_commit
from visits.pages.account.adapters import ClosedDoorAdapter
from visits.pages.frame.typed import EmailAddress


class AccountAdapter(ClosedDoorAdapter):
    """Mails of accounts are stored with what caused them, and sent by the worker."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail into the outbox; its words and its link are made when it is sent."""
        account_mail.put(
            template_prefix,
            email,
            account=context["user"],
            context=context,
            language=translation.get_language() or "id",
            now=timezone.now(),
        )
        nudge_after_commit()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """News of the account to its holder; allauth's own leaves out whose it is."""
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )

    def invitation_words(self, user: User) -> str:
        """What became of the account's last invitation."""
        return account_mail.invitation_words(user)


class AskForPasswordForm(ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """A new password, asked for: only what was typed is noted, so nobody learns who is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailAddress(label=self.fields["email"].label or "")

    def clean_email(self) -> str:
        """The address; whether it is known is found out by the worker."""
        email: str = self.cleaned_data["email"]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Note the wish."""
        email: str = self.cleaned_data["email"]
        ResetRequest.objects.create(
            address=email, language=translation.get_language() or "id", asked_at=timezone.now()
        )
        nudge_after_commit()
        return email
