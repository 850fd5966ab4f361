"""What staff read after a step: whether the delegation hears of it, or they must pass it on."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from visits.models import Visit


def tell(request: HttpRequest, visit: Visit, done: str) -> None:
    """Say what was done, and who tells the delegation."""
    if visit.contact_email:
        told = _("The delegation is being told.")
        messages.success(request, f"{done} {told}")
    else:
        messages.warning(request, f"{done} {by_whatsapp()}")


def by_whatsapp() -> str:
    """What is left to do where nothing is mailed."""
    return _("They have no e-mail address: pass it on by WhatsApp.")
