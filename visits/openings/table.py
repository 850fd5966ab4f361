"""Which address shows what about people: the one table the middleware asks after each answer.

`tests/visits/openings/test_table.py` holds that every address of one visit stands here or is said
to name nobody.
"""

from visits.models import Opening

_T = Opening.Thing

OPENS: dict[str, Opening.Thing] = {
    # The desk.
    "desk-visit": _T.VISIT,
    "desk-edit": _T.VISIT,
    "desk-contact": _T.VISIT,
    "desk-slip": _T.VISIT,
    "officer-visit": _T.VISIT,
    "desk-letter": _T.LETTER,
    "desk-assignment-letter": _T.LETTER,
    "desk-letter-readable": _T.LETTER,
    "desk-letter-reading": _T.LETTER,
    "desk-participants": _T.PARTICIPANTS,
    "desk-people": _T.PARTICIPANTS,
    "desk-papers-people": _T.PARTICIPANTS,
    "desk-paper": _T.PAPER,
    "desk-paper-file": _T.PAPER,
    "desk-paper-new": _T.PAPER,
    "desk-paper-look": _T.PAPER,
    "desk-signing-file": _T.PAPER,
    "desk-signing-scan": _T.PAPER,
    "desk-papers-together": _T.PAPERS,
    "desk-papers-all": _T.PAPERS,
    "desk-rundown": _T.VISIT,
    "desk-messages": _T.VISIT,
    "desk-message-text": _T.VISIT,
    "desk-day-package": _T.PAPERS,
    "desk-day-sheet": _T.LIST,
    "desk-building": _T.LIST,
    "desk-message-address": _T.VISIT,
    "desk-arrival": _T.VISIT,
    "desk": _T.LIST,
    "desk-queue": _T.LIST,
    "desk-day": _T.LIST,
    "desk-arrival-find": _T.LIST,
    "desk-signing": _T.PAPERS,
    "desk-register": _T.PAPERS,
    "desk-register-file": _T.PAPERS,
    "officer-tasks": _T.LIST,
    "settings-addresses": _T.LIST,
    "desk-move": _T.VISIT,
    "desk-visits-file": _T.LIST,
    "desk-visits": _T.LIST,
    "desk-search": _T.LIST,
    "desk-leader": _T.LIST,
    "desk-past-file": _T.LIST,
    "desk-past-import": _T.LIST,
    "desk-past-columns": _T.LIST,
    "settings-mails": _T.LIST,
    # The delegation's own pages.
    "own": _T.VISIT,
    "own-details": _T.VISIT,
    "own-change": _T.VISIT,
    "own-cancel": _T.VISIT,
    "own-move": _T.VISIT,
    "own-letter": _T.LETTER,
    "own-assignment-letter": _T.LETTER,
    "own-letter-says": _T.LETTER,
    "own-ticket": _T.VISIT,
    "own-participants": _T.PARTICIPANTS,
    "own-names-link": _T.PARTICIPANTS,
    "own-tickets": _T.PARTICIPANTS,
    "own-paper": _T.PAPER,
    "own-papers": _T.PAPERS,
    # An officer's link, which names the leader.
    "duty": _T.VISIT,
    "duty-rundown": _T.PAPERS,
    # Programs.
    "api-visits": _T.LIST,
    "api-visit": _T.VISIT,
    # Steps answer with the visit.
    **dict.fromkeys(
        (
            *("api-accept", "api-cancel", "api-refuse", "api-reschedule", "api-give-missing"),
            *("api-consent", "api-approve", "api-decline", "api-propose", "api-undo"),
            *("api-reopen", "api-keep", "api-letter-due", "api-letter-came", "api-ask-missing"),
            *("api-assign", "api-answer", "api-merge", "api-split", "api-reorder"),
            *("api-check-in", "api-complete", "api-no-show", "api-take-back"),
        ),
        _T.VISIT,
    ),
    "api-messages": _T.VISIT,
    "api-notes": _T.VISIT,
    "api-pass-on": _T.VISIT,
    "api-agenda": _T.VISIT,
    "api-papers": _T.PAPERS,
    "api-take-back-presence": _T.PARTICIPANTS,
    "api-inbox": _T.LIST,
    "api-letter": _T.LETTER,
    "api-assignment-letter": _T.LETTER,
    "api-presence": _T.PARTICIPANTS,
    "api-paper-file": _T.PAPER,
    # Rescue.
    "admin:visits_visit_change": _T.VISIT,
    "admin:visits_visitevent_change": _T.VISIT,
}

# Presses: an answer that refuses one shows the page again, with what stands on it.
REFUSED: dict[str, Opening.Thing] = {
    "desk-step": _T.VISIT,
    "desk-day-step": _T.VISIT,
    "desk-arrival-another-day": _T.VISIT,
    "desk-bulk": _T.LIST,
    "officer-answer": _T.VISIT,
    "officer-material-add": _T.VISIT,
    "own-accept": _T.VISIT,
    "own-refuse": _T.VISIT,
    "desk-people-step": _T.PARTICIPANTS,
    "desk-paper-step": _T.PAPER,
    "own-write": _T.VISIT,
    "own-contest": _T.VISIT,
}
# These show nothing before something is asked by this name.
ONLY_ASKED = {"desk-search": "q"}
