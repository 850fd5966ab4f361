"""Each address of a visit, or of one paper, stands in the table or names nobody."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from visits.openings.table import ONLY_ASKED, OPENS, REFUSED

# Of one visit, but a press, a choice, or without anybody's name.
NAMES_NOBODY = {
    # How an app is called.
    "app-own",
    # Presses and what they lead to.
    *("desk-incoming", "desk-day-step"),
    *("desk-rundown-press", "desk-reorder", "desk-arrival-another-day", "desk-reminder-send"),
    *("desk-disposition-give", "desk-move", "desk-paper-waive"),
    *("desk-papers-issue", "desk-papers-hand-over", "officer-answer", "officer-material-add"),
    *("officer-material-remove", "own-confirm", "own-accept", "own-refuse", "own-cancel"),
    *("own-move", "own-letter", "own-assignment-letter", "own-given", "own-again"),
    # Material is made by us.
    *("officer-material", "own-material"),
    # A ticket, a survey, an officer's own link, a feed: by tokens of another kind.
    *("own-ticket", "duty", "survey", "start-first", "desk-openings"),
    *("secret_feed", "visit_invitation", "duty-rundown", "own-sharing", "shared"),
    *("duty-feed", "duty-invitation"),
    # Each sees there only what they wrote themselves.
    "own-name",
}
KEYS = {"reference", "token"}


def _named(patterns: list[Any], above: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        route = above + str(one.pattern)
        if isinstance(one, URLPattern):
            yield one.name or "", route
        elif getattr(one, "namespace", None) != "admin":
            yield from _named(one.url_patterns, route)


def test_every_page_of_a_visit_is_noted_or_names_nobody() -> None:
    pages = {
        name
        for name, route in _named(get_resolver().url_patterns)
        if name and any(f":{key}>" in route for key in KEYS) and not name.startswith("account")
    }
    assert pages - set(OPENS) - set(REFUSED) - NAMES_NOBODY == set()


def test_nothing_stands_in_both() -> None:
    assert (set(OPENS) | set(REFUSED)) & NAMES_NOBODY == set()
    assert set(OPENS) & set(REFUSED) == set()


def test_what_shows_only_what_is_asked_shows_something() -> None:
    assert set(ONLY_ASKED) <= set(OPENS)


def test_every_name_is_an_address() -> None:
    names = {name for name, _route in _named(get_resolver().url_patterns)}
    assert {name for name in {**OPENS, **REFUSED} if not name.startswith("admin:")} <= names
