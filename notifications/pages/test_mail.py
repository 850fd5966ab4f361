"""A test mail to whoever sets up the office: at once, and with what the mail server said."""

from email.message import EmailMessage
from email.utils import make_msgid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.ical.text import clean_line
from notifications.letterhead.heads import begin
from notifications.outbox import transport
from visits.language.emails import mail_address
from visits.models import Host
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.frame import log
from visits.pages.frame.presses import pressed_on
from visits.people.roles import Right


@pressed_on("start")
@needs(Right.SET_OFFICE)
def send(request: HttpRequest) -> HttpResponse:
    """Hand it to the server of EMAIL_URL while the page waits, and note that it was taken."""
    host, reader = Host.load(), getattr(request.user, "email", "")
    if not host.has_own_address:
        messages.error(request, _("Give the office's own e-mail address first, in its profile."))
        return redirect("start")
    if not reader:
        messages.error(request, _("Your account has no e-mail address to send to."))
        return redirect("start")
    try:
        with transport.current() as ways:
            ways["email"].send(_mail(host, reader).as_bytes(), reader)
    except (transport.Refused, transport.Away) as error:
        words = _("The mail server did not take it. It said: %(answer)s")
        messages.error(request, words % {"answer": clean_line(str(error))[:300]})
        return redirect("start")
    host.mail_tried_at = timezone.now()
    host.save(update_fields=["mail_tried_at"])
    log(request, host, gettext_lazy("Test mail taken by the server."))
    words = _("The server took the mail to %(reader)s. Look whether it is there, and in the spam.")
    messages.success(request, words % {"reader": reader})
    return redirect("start")


def _mail(host: Host, reader: str) -> EmailMessage:
    mail = begin(
        host,
        subject=_("Test mail of %(host)s") % {"host": clean_line(host.name)},
        reader=mail_address(reader),
        date=timezone.localtime(),
        message_id=make_msgid(domain=host.email_domain),
    )
    words = _("If you can read this, Singgah sends mail. Nothing else is to be done with it.")
    mail.set_content(f"{words}\n", cte="quoted-printable")
    return mail
