"""allauth's forms with words of ours and our limits, and taking what people type.

Named in settings.ACCOUNT_FORMS and MFA_FORMS.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from django.utils.translation import gettext_lazy as _

from visits.language.codes import six_digits
from visits.sign_in import limits
from visits.sign_in.accounts import Account
from visits.sign_in.addresses import typed_name
from visits.sign_in.limits import Secret
from visits.sign_in.security_log import note


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """An account's name or address, whatever cannot be seen in it."""

    def clean_login(self) -> str:
        """As it is looked up."""
        return typed_name(self.cleaned_data["login"])


def _typed_code(typed: str) -> str:
    """A code of an app, or one of those kept on paper: with blanks, dashes, other digits."""
    return six_digits(typed).replace("-", "")


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of an app, which proves that it has the secret."""

    def clean_code(self) -> str:
        """Whether it is the code, however it was typed."""
        self.cleaned_data["code"] = _typed_code(self.cleaned_data["code"])
        return str(super().clean_code())


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A passkey signs in without a password unless its holder wants it as a second step alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["passwordless"].label = _("Sign in without a password")
        self.fields["passwordless"].help_text = _(
            "The device then asks for fingerprint, face or its PIN. Otherwise: a second step only."
        )
        self.fields["passwordless"].initial = True


class EditPasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")


class _LimitedCode:
    """A code of the app or a recovery code; allauth counts wrong ones for an account anywhere."""

    user: Any
    authenticator: Authenticator
    cleaned_data: dict[str, Any]
    _emit_authentication_failed: Callable[[Authenticator], None]

    def clean_code(self) -> str:
        """The code, where it is right and was not tried too often (sign_in/limits.py)."""
        account = Account(self.user.get_username(), self.user)
        tried = limits.begin(Secret.CODE, account, context.request)
        if tried is None:
            note("second_factor_failed", warn=True, account=account.name, reason="too_many_tries")
            raise account_adapter().validation_error("too_many_login_attempts")
        code = _typed_code(self.cleaned_data["code"])
        ways = Authenticator.objects.filter(user=self.user).exclude(
            type=Authenticator.Type.WEBAUTHN
        )
        # The app's first: of several it is the one that a failure is noted for.
        ways = sorted(ways, key=lambda way: way.type != Authenticator.Type.TOTP)
        used = next((way for way in ways if way.wrap().validate_code(code)), None)
        if used is None:
            limits.failed(Secret.CODE, account, context.request)
            if ways:
                self._emit_authentication_failed(ways[0])
            raise get_adapter().validation_error("incorrect_code")
        tried.rollback()
        limits.succeeded(Secret.CODE, account, context.request)
        used.user, self.authenticator = self.user, used
        return code


class CodeForm(_LimitedCode, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in."""


class CodeAgainForm(_LimitedCode, ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Whoever is signed in shows once more who they are."""


class _UnlimitedPasskey:
    """A passkey cannot be guessed, so wrong codes and passwords do not stop it."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """The passkey that answered; ValidationError where it is none of the account's."""
        credential = self.cleaned_data["credential"]
        # Refuses what is no answer of a passkey before it is looked into.
        auth.parse_authentication_response(credential)
        return auth.complete_authentication(self.user, credential)


class PasskeyForm(_UnlimitedPasskey, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A passkey as the second step of signing in."""


class PasskeyAgainForm(_UnlimitedPasskey, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """A passkey of whoever is signed in."""
