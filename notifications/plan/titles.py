"""What each letter is, in a few words, and who reads it: for those who word the letters."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from notifications.plan.table import To

READERS: dict[To, str | Promise] = {
    To.CONTACT: pgettext_lazy("readers of letters", "The delegation's contact"),
    To.FORMER_CONTACT: pgettext_lazy("readers of letters", "A former contact"),
    To.OFFICERS: pgettext_lazy("readers of letters", "Officers"),
    To.HOST: pgettext_lazy("readers of letters", "The host"),
}

TITLES: dict[str, str | Promise] = {
    "confirm_address": pgettext_lazy("letter", "Asks to confirm the e-mail address"),
    "hold_ends": pgettext_lazy("letter", "Warns that the place held is about to lapse"),
    "expired": pgettext_lazy("letter", "The address was not confirmed in time"),
    "received": pgettext_lazy("letter", "Request received"),
    "request_moved": pgettext_lazy("letter", "Request put into another session"),
    "missing_asked": pgettext_lazy("letter", "Asks for what is missing"),
    "proposed": pgettext_lazy("letter", "Proposes other sessions"),
    "offered": pgettext_lazy("letter", "Offers a place to the waiting list"),
    "offer_lapsed": pgettext_lazy("letter", "The offer has lapsed"),
    "approved": pgettext_lazy("letter", "Approved, with the invitation"),
    "declined": pgettext_lazy("letter", "Declined"),
    "changed": pgettext_lazy("letter", "Visit changed, with a new invitation"),
    "moved": pgettext_lazy("letter", "Visit moved, with a new invitation"),
    "move_kept": pgettext_lazy("letter", "Visit stays where it is"),
    "message_from_host": pgettext_lazy("letter", "Message from staff"),
    "link": pgettext_lazy("letter", "The link to the visit's page, asked for again"),
    "week_before": pgettext_lazy("letter", "Reminder a week before"),
    "day_before": pgettext_lazy("letter", "Reminder the day before"),
    "cancelled": pgettext_lazy("letter", "Visit cancelled"),
    "thank_you": pgettext_lazy("letter", "Thanks after the visit"),
    "survey_reminder": pgettext_lazy("letter", "Reminder of the survey"),
    "material_added": pgettext_lazy("letter", "Material to take home was added"),
    "no_longer_contact": pgettext_lazy("letter", "Somebody else is the contact now"),
    "officer_invited": pgettext_lazy("letter", "Named for a visit, with the invitation"),
    "officer_changed": pgettext_lazy("letter", "Visit changed, with a new invitation"),
    "officer_moved": pgettext_lazy("letter", "Visit moved, with a new invitation"),
    "officer_week_before": pgettext_lazy("letter", "Reminder a week before"),
    "officer_day_before": pgettext_lazy("letter", "Reminder the day before"),
    "officer_material": pgettext_lazy("letter", "Asks for material after the visit"),
    "officer_cancelled": pgettext_lazy("letter", "Called off"),
    "new_request": pgettext_lazy("letter", "New request"),
    "missing_given": pgettext_lazy("letter", "What was missing is there"),
    "proposal_accepted": pgettext_lazy("letter", "Proposal accepted"),
    "refused": pgettext_lazy("letter", "Proposed sessions refused"),
    "offer_accepted": pgettext_lazy("letter", "Offered place accepted"),
    "move_asked": pgettext_lazy("letter", "Delegation asks for another session"),
    "message_from_delegation": pgettext_lazy("letter", "Message from the delegation"),
    "officer_answered": pgettext_lazy("letter", "An officer may not be there"),
    "nobody_confirmed": pgettext_lazy("letter", "No officer has confirmed yet"),
    "reply_due": pgettext_lazy("letter", "A reply is due"),
    "cancelled_notice": pgettext_lazy("letter", "Visit cancelled"),
}
