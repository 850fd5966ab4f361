"""Letters of requests that nobody sends: a network, and all together, keep only so many."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests import pdfs
from tests.visits.pages.ask.walk import LETTER
from visits.models import Host
from visits.pages.ask import drafts

pytestmark = pytest.mark.django_db
PDF = pdfs.page()


def upload(network: str = "192.0.2.1") -> Client:
    """A browser of its own sends a letter from that network."""
    client = Client(REMOTE_ADDR=network, headers={"accept-language": "en"})
    letter = {**LETTER, "letter_file": SimpleUploadedFile("surat.pdf", PDF)}
    client.last = client.post("/ajukan/surat/", letter)  # type: ignore[attr-defined]
    return client


def taken(client: Client) -> bool:
    answer = client.last  # type: ignore[attr-defined]
    if answer.status_code == 302:
        return True
    assert answer.status_code == 422
    assert "cannot keep the letter at the moment" in answer.content.decode()
    assert LETTER["letter_number"] in answer.content.decode()
    return False


def kept() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "drafts"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_network_keeps_only_so_many_and_others_go_on(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_OF_NETWORK", 2)
    assert [taken(upload()) for _ in range(4)] == [True, True, False, False]
    assert len(kept()) == 2
    assert taken(upload("192.0.2.2"))
    # Within one /64 all are one.
    assert [taken(upload(f"2001:db8::{n}")) for n in range(1, 4)] == [True, True, False]
    assert not any("192.0.2" in path.name for path in kept())


def test_a_network_keeps_only_so_many_octets(
    host: Host, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(drafts, "MOST_BYTES_OF_NETWORK", 2 * len(PDF))
    assert [taken(upload()) for _ in range(3)] == [True, True, False]
    settings.THROTTLE = False
    assert taken(upload())


def test_all_together_keep_only_so_many_octets(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_BYTES", 3 * len(PDF))
    assert [taken(upload(f"192.0.2.{n}")) for n in range(5)] == [True, True, True, False, False]


def test_room_comes_back_when_a_letter_is_removed_or_too_old(
    host: Host, monkeypatch: pytest.MonkeyPatch, now: dt.datetime
) -> None:
    monkeypatch.setattr(drafts, "MOST_OF_NETWORK", 1)
    first = upload()
    assert not taken(upload())
    first.post("/ajukan/surat/", {**LETTER, "drop": "1"})
    assert taken(upload())
    [left] = kept()
    os.utime(left, (0, 0))
    drafts.sweep(before=now)
    assert kept() == []
    assert taken(upload())


def test_a_refused_letter_leaves_the_one_that_was_kept(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = upload()
    monkeypatch.setattr(drafts, "MOST_OF_NETWORK", 1)
    [before] = kept()
    again = {**LETTER, "letter_file": SimpleUploadedFile("surat.pdf", PDF)}
    assert client.post("/ajukan/surat/", again).status_code == 422
    assert kept() == [before]
    assert "surat.pdf" in client.get("/ajukan/surat/").content.decode()
