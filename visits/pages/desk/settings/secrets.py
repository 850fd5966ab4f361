"""What keys and secret addresses have in common: a list, a form for a new one, shown only once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class Words:
    """The page's words: its heading, what they are for, a made one, and the form's two."""

    title: str
    about: str
    made: str
    new: str
    make: str


@dataclass(frozen=True)
class Row:
    """One that was made: what is said of it, why it is over (`ended`), else where to revoke it."""

    name: str
    lines: list[str]
    revoke: str
    ended: str = ""


def secrets_page(
    request: HttpRequest,
    *,
    words: Words,
    form: forms.Form,
    rows: Iterable[Row],
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; `secret` is what was just made, to be copied now."""
    context = {
        "section": "settings",
        "words": words,
        "form": form,
        "rows": list(rows),
        "secret": secret,
    }
    return render(request, "desk/settings/secrets.html", context, status=status)
