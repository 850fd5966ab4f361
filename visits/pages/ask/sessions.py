"""The step that chooses sessions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.pages.ask.answers import Answers, keeps_answers
from visits.pages.ask.steps import SESSIONS, STEPS, first_missing, people_of
from visits.pages.sessions.picking import Picker, turned_to
from visits.pages.sessions.room_size import largest_room, too_many_people_words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers
def sessions(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Choose up to three sessions; every press keeps what is ticked."""
    picker = Picker(people=people_of(answers), now=timezone.now())
    problem = ""
    if request.method == "POST":
        picks, problem = picker.picks_after(request.POST, answers.picks)
        answers.keep_picks(picks)
        to = None if problem else turned_to(request.POST, SESSIONS.url)
        if not problem and to is None:
            to = SESSIONS.back_url if "back" in request.POST else None
            to = to or (first_missing(answers).url if picks else None)
        if to:
            return redirect(to)
        limit = largest_room()
        if picker.people > limit > 0:
            problem = too_many_people_words(limit)
        problem = problem or gettext("Choose at least one session.")
    context = {
        "step": SESSIONS,
        "steps": len(STEPS),
        "saved_at": answers.saved_at,
        "problem": problem,
        **picker.page(request, answers.picks),
    }
    return render(request, "ask/sessions.html", context, status=422 if problem else 200)
