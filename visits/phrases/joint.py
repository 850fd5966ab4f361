"""With whom a delegation is received, in words that every list of the desk says alike."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from visits.language.shortening import shortened


def joint_words(institutions: Sequence[str]) -> str:
    """ "joint with DPRD Kab. Bintan, Setda Kota Tomohon"; nothing where nobody else comes."""
    if not institutions:
        return ""
    return _("joint with %(names)s") % {"names": ", ".join(map(shortened, institutions))}
