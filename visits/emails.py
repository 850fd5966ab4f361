"""Which e-mail addresses an invitation can be sent to."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def check_mailable(address: str) -> None:
    """Raise ValidationError for an address without a domain's name, such as `x@[127.0.0.1]`.

    It is an address by RFC 5321, but no calendar address (RFC 6068 has it in brackets that clients
    do not read), and nobody's office has one.
    """
    if address.endswith("]"):
        raise ValidationError(
            _("Not an e-mail address. It looks like name@office.go.id."), code="invalid"
        )
