"""Each address of desk, visits' own pages, links and API stands in the table or names nobody."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from visits.openings.table import ONLY_ASKED, OPENS, REFUSED

# Addresses whose answers name nobody of a delegation, by the reason.
NAMES_NOBODY = {
    "presses, which lead elsewhere, and their refusals say only why": {
        *("desk-incoming", "desk-rundown-press", "desk-reorder", "desk-reminder-send"),
        *("desk-disposition", "desk-disposition-give", "desk-paper-waive", "desk-papers-issue"),
        *("desk-papers-hand-over", "desk-papers-again", "desk-undo-all"),
        *("desk-view-save", "desk-view-delete"),
        *("desk-week-capacity", "desk-message-again", "desk-address", "officer-material-remove"),
        *("own-confirm", "own-given", "own-photographs", "start-week", "start-open", "start-shut"),
        *("api-verify", "api-mark-read", "tasks-answer", "tasks-undo"),
        *("api-paper-sign", "api-paper-send", "api-paper-withdraw"),
    },
    "sessions, places, numbers and institutions": {
        *("desk-board", "desk-week", "desk-month", "desk-year", "desk-sessions", "desk-waiting"),
        *("desk-count", "desk-report", "desk-survey", "own-again"),
        *("api-weeks", "api-week", "api-slots", "api-closures", "api-closure", "api-waiting-list"),
        *(
            "api-events",
            "api-report",
            "api-report-weeks",
            "api-regions",
            "api-agencies",
            "api-topics",
        ),
        *("secret_feed", "visit_invitation", "shared", "own-sharing", "desk-state", "start"),
        *("desk-past", "figures", "figures-json", "figures-csv"),
    },
    "people of the host alone": {
        *("api-officers", "api-duties", "api-candidates", "desk-message", "start-first"),
        *("start-mail", "duty-feed", "duty-invitation"),
        *("officer-feed", "my-feed"),
    },
    "what the host gives": {"officer-material", "own-material", "api-materials", "api-material"},
    "what its reader typed a moment ago": {"desk-entry", "survey", "person-ticket", "own-name"},
    "who opened what": {"desk-openings"},
    "how the interface is described, and the app called": {"api-schema", "api-docs", "app-own"},
}
NOBODY = frozenset().union(*NAMES_NOBODY.values())
# The desk, a visit's own pages and links, and the API. Settings name the host's people, but for
# those in the table; the request form is its sender's own.
LOOKED_AT = (
    "petugas/",
    "k/",
    "tugas/",
    "survei/",
    "b/",
    "i/",
    "tiket/",
    "kalender/",
    "mulai/",
    "statistik/",
    "api/",
)
NO_PAGES = (
    "petugas/pengaturan/",
    "kalender/publik.ics",
    "kalender/<path:rest>",
    "api/v1/^",
    "api/^",
)


def _named(patterns: list[Any], above: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        route = above + str(one.pattern)
        if isinstance(one, URLPattern):
            yield one.name or "", route
        elif getattr(one, "namespace", None) != "admin":
            yield from _named(one.url_patterns, route)


def test_every_address_is_noted_or_said_to_name_nobody() -> None:
    """Whoever adds a page or a call says here, or in the table, whom it shows."""
    names = {
        name or route
        for name, route in _named(get_resolver().url_patterns)
        if route.startswith(LOOKED_AT) and not _no_page(route)
    }
    assert len(names) > 120
    assert names - set(OPENS) - set(REFUSED) - NOBODY == set()


def _no_page(route: str) -> bool:
    return route in NO_PAGES or route.startswith("petugas/pengaturan/")


def test_nothing_stands_in_both() -> None:
    assert (set(OPENS) | set(REFUSED)) & NOBODY == set()
    assert set(OPENS) & set(REFUSED) == set()
    assert sum(len(names) for names in NAMES_NOBODY.values()) == len(NOBODY)


def test_what_shows_only_what_is_asked_shows_something() -> None:
    assert set(ONLY_ASKED) <= set(OPENS)


def test_every_name_is_an_address() -> None:
    names = {name for name, _route in _named(get_resolver().url_patterns)}
    assert names >= NOBODY
    assert {name for name in {**OPENS, **REFUSED} if not name.startswith("admin:")} <= names
