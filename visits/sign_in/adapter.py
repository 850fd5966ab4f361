"""What allauth does at a sign-in, watched: limits are noted, and a new device is told by mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import HttpRequest, HttpResponse

from visits.sign_in import devices, limits
from visits.sign_in.accounts import account_of
from visits.sign_in.limits import Secret
from visits.sign_in.security_log import note


class WatchedSignIn(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The part of the account adapter that looks at who signs in, and from where."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; one too many is refused, and noted (limits.py)."""
        account = account_of(credentials)
        # allauth takes it back where the password was right.
        self._login_failed_rl_usage = limits.begin(Secret.PASSWORD, account, request)
        if self._login_failed_rl_usage is None:
            note("sign_in_failed", warn=True, account=account.name, reason="too_many_tries")
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractUser | None:
        """Whose name and password these are, or None."""
        user: AbstractUser | None = super().authenticate(request, **credentials)
        if user is not None:
            limits.succeeded(Secret.PASSWORD, account_of(credentials), request)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password."""
        super().authentication_failed(request, **credentials)
        limits.failed(Secret.PASSWORD, account_of(credentials), request)

    def login(self, request: HttpRequest, user: AbstractUser) -> None:
        """Sign in; from a device not seen before, tell the account's holder, but not at first."""
        first, known = user.last_login is None, devices.is_known(request, user)
        super().login(request, user)
        if not (first or known):
            note("new_device", account=user.get_username())
            self.send_notification_mail("account/email/new_device", user, {"user": user})

    def post_login(self, request: HttpRequest, user: AbstractUser, **more: Any) -> HttpResponse:
        """Where the sign-in leads; the device is known from now on."""
        response: HttpResponse = super().post_login(request, user, **more)
        devices.remember(request, response, user)
        return response

    def get_reauthentication_methods(
        self, user: AbstractUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Whoever has a second factor shows it: a password alone takes none away and adds none."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way for way in methods if way["id"].startswith("mfa_")] or methods

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """What mails say of the browser: words of ours, not what it calls itself."""
        return devices.words_of(super().get_http_user_agent(request))
