"""A press for tests about a paper's life alone: a page with its number, at once."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from tests.pdfs import page
from visits.models import Visit
from visits.papers.contents import gathering
from visits.papers.typesetting import rendering


class PlainPress:
    """Says what a paper is, and fails where it is told to."""

    broken = False
    pressed = 0

    def contents_of(
        self, visit: Visit, kind: str, *, number: str, issued_on: dt.date | None, draft: bool,
        **_more: Any,
    ) -> dict[str, Any]:  # fmt: skip
        """Kind, number, date."""
        told = {"kind": str(kind), "number": number, "day": str(issued_on), "draft": draft}
        return {**told, "signature": "hand"}

    def pdf(self, kind: str, data: Mapping[str, Any]) -> bytes:
        """A page, with what it says behind its end, where it can be read by a test."""
        self.pressed += 1
        if self.broken:
            raise RuntimeError("the press stands still")
        return page() + f"\n% {kind} {dict(data)}\n".encode()

    def stand_in(self, patch: pytest.MonkeyPatch) -> "PlainPress":
        """Set papers by this one as long as `patch` lasts."""
        patch.setattr(gathering, "contents_of", self.contents_of)
        patch.setattr(rendering, "pdf", self.pdf)
        return self
