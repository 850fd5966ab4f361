"""`/petugas/tanda-tangan/`: a signatory's papers, signed several at a press; and a paper's scan.

NIK and passphrase come with one press and leave with it: no page shows them again, no form that is
sent anew holds them (frame/stale_form.py), no report of an error writes them.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from visits.confined.running import Busy
from visits.files.letters import MAX_BYTES, LetterRefused
from visits.history.events import staff
from visits.models import Paper, PaperKind
from visits.pages.desk.frame.access import needs
from visits.pages.frame.bodies import takes_file
from visits.pages.frame.file_field import PICTURES, FileInput
from visits.pages.frame.limits import seconds_to_wait
from visits.papers.life.table import LIFE, Action
from visits.papers.signing.choosing import signer_now
from visits.papers.signing.doubts import doubts_about
from visits.papers.signing.hand import sign_by_hand, take_back_signature
from visits.papers.signing.interface import Asks, Problem, Result, Secrets, Signer, SigningFailed
from visits.papers.signing.signing import MOST_AT_ONCE, sign
from visits.papers.signing.waiting import signable_by, waiting_for
from visits.papers.signing.words import doubt_words, problem_words
from visits.people.roles import Right
from visits.phrases.refused_files import file_words

# Tries of a passphrase, an hour and network; the service's own limit is the real one.
_MOST_PRESSES = 60
# Of all pictures together; the web server takes no larger body (settings.LARGEST_BODY_OCTETS).
MOST_OCTETS = 20 * 1024 * 1024
# As letters are shown (desk/visit/visit.py): nothing is loaded and nothing runs.
_ALONE = "sandbox; default-src 'none'; frame-ancestors 'self'"


class SecretsForm(forms.Form):
    """What the signer asks for; never filled in again, whatever was typed."""

    nik = forms.RegexField(
        r"^\s*\d{16}\s*$",
        label=gettext_lazy("Your NIK"),
        help_text=gettext_lazy("16 digits. It goes to the signing service and is kept nowhere."),
        error_messages={
            "invalid": gettext_lazy("A NIK has 16 digits."),
            "required": gettext_lazy("Type your NIK."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "maxlength": "20"}
        ),
    )
    passphrase = forms.CharField(
        label=gettext_lazy("Passphrase"),
        help_text=gettext_lazy("It is used once, now, and kept nowhere."),
        max_length=200,
        strip=False,
        error_messages={"required": gettext_lazy("Type the passphrase.")},
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, asks: frozenset[Asks]) -> None:
        super().__init__(data)
        for one in Asks:
            if one not in asks:
                del self.fields[one]

    def as_secrets(self) -> Secrets:
        """What was typed, once the form is valid."""
        nik = self.cleaned_data.get("nik", "").strip()
        return Secrets(nik=nik, passphrase=self.cleaned_data.get("passphrase", ""))

    def emptied(self) -> None:
        """Forget what was typed, errors aside: the page is drawn from `data`."""
        self.data = {}


class ScanForm(forms.Form):
    """The scan of the signed paper."""

    scan = forms.FileField(
        label=gettext_lazy("The signed paper"),
        help_text=gettext_lazy(
            "One PDF, or up to ten photographs of its pages in their order. 10 MB each, 20 in all."
        ),
        widget=FileInput(accept=f".pdf,application/pdf,{PICTURES}", largest=MAX_BYTES),
        error_messages={"required": gettext_lazy("Choose the file first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].widget.attrs["multiple"] = True


@dataclass(frozen=True)
class Row:
    """A paper that waits, whether it is ticked, and why the last press did not sign it."""

    paper: Paper
    ticked: bool
    problem: str = ""
    said: str = ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("nik", "passphrase")
@needs(Right.OWN_TASKS)
@sensitive_variables("form")
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's signature; a press signs what is ticked."""
    signer = signer_now()
    asks = signer.asks if signer else frozenset()
    if request.method != "POST" or signer is None:
        return _queue(request, signer, SecretsForm(asks=asks), ticked=None)
    form = SecretsForm(request.POST, asks=asks)
    ticked = {int(pk) for pk in request.POST.getlist("paper") if pk.isascii() and pk.isdigit()}
    papers = [paper for paper in waiting_for(request.user.pk) if paper.pk in ticked]
    problem = _why_not_begun(request, papers)
    if problem or not form.is_valid():
        return _queue(request, signer, form, ticked=ticked, problem=problem, status=422)
    results = sign(papers, signer, form.as_secrets(), by=staff(request.user), now=timezone.now())
    _say(request, results)
    if all(result.problem is None for result in results):
        return redirect("desk-signing")
    return _queue(request, signer, form, ticked=ticked, results=results, status=409)


def _why_not_begun(request: HttpRequest, papers: list[Paper]) -> str:
    if not papers:
        return _(
            "Tick the papers first. Those that somebody signed meanwhile are gone from the list."
        )
    if len(papers) > MOST_AT_ONCE:
        return _("Sign %(most)d at a time at the most.") % {"most": MOST_AT_ONCE}
    if seconds_to_wait(request, "sign", most=_MOST_PRESSES, now=timezone.now()):
        return _("Too many tries. Wait an hour, then sign again.")
    return ""


def _say(request: HttpRequest, results: list[Result]) -> None:
    signed = sum(result.problem is None for result in results)
    if signed:
        words = ngettext("%(count)d paper signed.", "%(count)d papers signed.", signed)
        messages.success(request, words % {"count": signed})


def _queue(
    request: HttpRequest,
    signer: Signer | None,
    form: SecretsForm,
    *,
    ticked: set[int] | None,
    results: list[Result] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; `ticked` is None where nobody has chosen yet: then all are."""
    failed = {result.paper.pk: result for result in results or [] if result.problem is not None}
    rows = []
    for number, paper in enumerate(waiting_for(request.user.pk)):
        result = failed.get(paper.pk)
        why = problem_words(result.problem) if result and result.problem else ""
        chosen = number < MOST_AT_ONCE if ticked is None else paper.pk in ticked
        rows.append(Row(paper, chosen, why, result.said if result else ""))
    # Errors stay, what was typed does not.
    _ = form.errors if form.is_bound else None
    form.emptied()
    context = {
        "section": "signing",
        "rows": rows,
        "form": form,
        "by_hand": signer is None,
        "problem": problem,
        "failed": len(failed),
        "most": MOST_AT_ONCE,
    }
    return render(request, "desk/signing.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(MOST_OCTETS)
@needs(Right.OWN_TASKS)
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: upload the scan of what was signed by hand, another, or take it back."""
    paper = _paper(request, pk)
    form, problem, status = ScanForm(), "", 200
    if request.method == "POST":
        try:
            if request.POST.get("step") == "tarik":
                take_back_signature(paper, by=staff(request.user), now=timezone.now())
                messages.success(request, _("The scan is taken back; the paper is issued again."))
                return redirect("desk-signing-scan", pk=pk)
            form = ScanForm(request.POST, request.FILES)
            if form.is_valid():
                given = request.FILES.getlist("scan")
                signed = sign_by_hand(paper, given, by=staff(request.user), now=timezone.now())
                messages.success(request, _("The signed paper is kept, and shown instead."))
                doubts = doubts_about(signed)
                for words in doubt_words(doubts) if doubts else ():
                    messages.warning(request, words)
                return redirect("desk-signing-scan", pk=pk)
            status = 422
        except SigningFailed as failed:
            problem, status = problem_words(failed.problem), 409
        except (LetterRefused, Busy) as refused:
            form.add_error("scan", file_words(refused))
            status = 503 if isinstance(refused, Busy) else 422
        paper = _paper(request, pk)
    is_signed = PaperKind(paper.kind) in LIFE[Action.SIGN].kinds
    context = {
        "section": "signing",
        "paper": paper,
        "form": form,
        "problem": problem,
        "takes_scan": is_signed and (paper.state == Paper.State.ISSUED or _is_by_hand(paper)),
        "nobody_signs": "" if is_signed else problem_words(Problem.NOBODY_SIGNS),
        "by_hand": _is_by_hand(paper),
    }
    return render(request, "desk/signing_scan.html", context, status=status)


@never_cache
@require_safe
@xframe_options_sameorigin
@needs(Right.OWN_TASKS)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The paper to be looked at: as signed where it is, else as issued."""
    paper = _paper(request, pk)
    held = paper.signed_file if paper.signed_file else paper.file
    if not held or not held.storage.exists(held.name or ""):
        raise Http404
    return FileResponse(
        held.open("rb"),
        content_type="application/pdf",
        filename=f"{paper.get_kind_display()}.pdf",
        headers={"Content-Security-Policy": _ALONE},
    )


def _paper(request: HttpRequest, pk: int) -> Paper:
    found = signable_by(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _is_by_hand(paper: Paper) -> bool:
    return paper.state == Paper.State.SIGNED and paper.signed_by == Paper.SignedBy.HAND
