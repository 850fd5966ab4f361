"""The papers, keys and services of the tests of signing."""

from tests.visits.papers.signing.conftest import (
    _authority,
    _seal,
    authority,
    by,
    issue,
    later,
    seal,
    signatory,
    signer_person,
    visit,
)

__all__ = [
    "_authority",
    "_seal",
    "authority",
    "by",
    "issue",
    "later",
    "seal",
    "signatory",
    "signer_person",
    "visit",
]
