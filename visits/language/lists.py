"""Several things in a sentence: "a", "a dan b", "a, b, dan c"."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


def and_words(items: Sequence[str]) -> str:
    """The items as one says them; empty where there are none."""
    if len(items) < 2:
        return "".join(items)
    told = {"first": ", ".join(items[:-1]), "last": items[-1]}
    if len(items) == 2:
        return _("%(first)s and %(last)s") % told
    return _("%(first)s, and %(last)s") % told
