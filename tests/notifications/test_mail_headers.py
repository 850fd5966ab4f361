"""Subjects and names come back as written, by readers that share nothing with the writer."""

import random
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.mail_headers import POLICY

WORDS = (
    *('Permohonan', 'baru:', '"Satu Pintu";', "Kota,", "—", "–", "Ünï", "😀", "“kutip”", "é"),
    *("(a)", "Kabupaten", "Solok\\", "a" * 60, "<x@y>", ".", "ß" * 30, "Padang", "=20", "=?"),
)  # fmt: skip


def written(text: str) -> bytes:
    """A mail with that subject, from somebody of that name."""
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = text
    mail["From"] = Address(display_name=text, addr_spec="protokol@batam.example")
    mail.set_content("x")
    return mail.as_bytes()


def read(raw: bytes) -> tuple[str, str, str]:
    """Subject, name and address, as RFC 2047 and 5322 say."""
    mail = message_from_bytes(raw)
    subject, sender = (str(mail[name]).replace("\r\n", "") for name in ("Subject", "From"))
    name, address = parseaddr(sender)
    return str(make_header(decode_header(subject))), str(make_header(decode_header(name))), address


def test_two_thousand_made_up_ones_come_back() -> None:
    chance = random.Random(8)
    for _ in range(2000):
        text = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 9)))
        raw = written(text)
        assert read(raw) == (text, text, "protokol@batam.example")
        head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
        assert max(map(len, head)) <= 78
        assert not any(line.rstrip() in (b"Subject:", b"From:") for line in head)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=120))
def test_any_text_comes_back(text: str) -> None:
    if "=?" not in text:
        assert read(written(text))[:2] == (text, text)


def test_the_subject_that_lost_its_blanks_keeps_them() -> None:
    text = 'Permohonan baru: Dinas "Satu Pintu"; Kota, Padang \\ Barat — Ünï 😀'
    assert read(written(text))[0] == text


@pytest.mark.parametrize("text", ["Kunjungan disetujui", "ST-2026-7K4Q2M: jadwal"])
def test_a_plain_one_stays_plain(text: str) -> None:
    assert f"Subject: {text}\r\n".encode() in written(text)
