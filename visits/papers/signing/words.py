"""Why a paper was not signed, in a sentence that says what to do."""

from django.utils.translation import gettext as _

from visits.papers.signing.doubts import Doubts
from visits.papers.signing.interface import Problem


def problem_words(problem: Problem) -> str:
    """The sentence for whoever signs."""
    match problem:
        case Problem.WRONG_PASSPHRASE:
            return _(
                "The passphrase is wrong. Type it again; after several wrong ones it may lock."
            )
        case Problem.UNKNOWN_NIK:
            return _("The service knows no certificate for this NIK. Check its 16 digits.")
        case Problem.EXPIRED:
            return _("The certificate has expired. Renew it, then sign again.")
        case Problem.REVOKED:
            return _("The certificate has been revoked. It signs nothing any more.")
        case Problem.UNTRUSTED:
            return _("The certificate's issuer is not among those trusted here (TRUST_ROOTS).")
        case Problem.UNCHECKED:
            return _(
                "Whether the certificate is revoked could not be asked just now. Try again later."
            )
        case Problem.NO_TIMESTAMP:
            return _("The timestamp service did not answer. Try again later.")
        case Problem.PROTECTED:
            return _("The document takes no signature: it is protected.")
        case Problem.TIMEOUT:
            return _(
                "The signing service did not answer in time. The paper stays issued; try later."
            )
        case Problem.UNREACHABLE:
            return _("The signing service cannot be reached. The paper stays issued; try later.")
        case Problem.REFUSED:
            return _("The signing service refused.")
        case Problem.NO_PDF:
            return _("What the signing service sent back is no PDF. Tell your administrator.")
        case Problem.NOT_OURS:
            return _(
                "What came back is not this paper with a signature that holds. It was not taken."
            )
        case Problem.NO_KEY:
            return _("The signing key cannot be used. Tell your administrator.")
        case Problem.TOKEN_AWAY:
            return _("The token with the key is not plugged in. Plug it in, then sign again.")
        case Problem.TOKEN_LOST:
            return _("The token went away while it signed. Plug it in again, then sign once more.")
        case Problem.PIN_LOCKED:
            return _("The token takes no PIN any more: it is locked. Whoever gave it unlocks it.")
        case Problem.BUSY:
            return _("Many papers are being signed or checked just now. Sign again in a minute.")
        case Problem.CHANGED:
            return _("Somebody signed, replaced or withdrew it meanwhile. Look at it as it is now.")
        case Problem.UNTRUE:
            return _(
                "What it says of the visit is not true any more. "
                "Replace it by another, or withdraw it."
            )
        case Problem.NOBODY_SIGNS:
            return _("Nobody signs a paper of this kind: it counts as it was issued.")
        case Problem.ELSEWHERE:
            return _("This very file is kept for another paper already. Choose this paper's scan.")
        case Problem.NOT_KEPT:
            return _("There is no room to keep the signed file. Tell your administrator.")
        case Problem.NOT_TRIED:
            return _("Not tried: an earlier one failed, or it took too long. Sign it again.")


def doubt_words(doubts: Doubts) -> list[str]:
    """What is asked of whoever uploaded the scan, a sentence each."""
    said = [
        _(
            "Is this the right scan? The code of another paper stands in it: %(kind)s %(number)s, "
            "%(institution)s. If it is the wrong one, take it back."
        )
        % {
            "kind": other.get_kind_display(),
            "number": other.number,
            "institution": other.visit.institution,
        }
        for other in doubts.others
    ]
    if doubts.other_length:
        said.append(
            _(
                "Is the scan whole, and of this paper? It has %(pages)s pages, the issued paper "
                "%(issued)s. If it is the wrong one, take it back."
            )
            % {"pages": doubts.pages, "issued": doubts.issued}
        )
    return said
