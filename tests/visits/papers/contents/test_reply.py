"""The reply letter says what was decided, in the visit's language."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import a_visit
from tests.visits.papers.reading import flat, words_of
from visits.history.events import program
from visits.language.dates import date_words, day_words
from visits.life import deciding
from visits.models import LetterInstead, PaperForm, PaperKind, Visit
from visits.papers.contents.facts import CannotBeMade
from visits.papers.contents.gathering import contents_of
from visits.papers.typesetting.rendering import pdf

DAY = dt.date(2026, 11, 25)


def test_an_acceptance_names_day_place_signatory_and_copies(visit: Visit, now: dt.datetime) -> None:
    data = contents_of(visit, PaperKind.REPLY, now=now, number="041/DPMPTSP/XI/2026", issued_on=DAY)
    assert data["answer"] == "accept"
    assert data["signer"]["lines"] == ["a.n. Wali Kota Batam", "Kepala Dinas,"]
    words = words_of(pdf(PaperKind.REPLY, data))
    for said in (
        "PEMERINTAH KOTA BATAM",
        "Nomor : 041/DPMPTSP/XI/2026",
        "Batam, 25 November 2026",
        "Hal : Penerimaan kunjungan studi tiru",
        "Yth. Kepala DPMPTSP Kabupaten Solok",
        "nomor 005/118/2026 tanggal",
        "24 (dua puluh empat) orang",
        "Aula Lt. 2",
        "a.n. Wali Kota Batam Kepala Dinas,",
        "NIP 19700101 199503 1 001",
        "Tembusan: 1. Wali Kota Batam 2. Kepala Bagian Umum",
    ):
        assert flat(said) in words


def test_without_a_letter_it_answers_the_request(visit: Visit, now: dt.datetime) -> None:
    visit.letter_number = ""
    words = words_of(pdf(PaperKind.REPLY, contents_of(visit, PaperKind.REPLY, now=now)))
    assert f"Saudara tanggal {date_words(timezone.localdate(visit.created_at))}" in words
    assert "surat Saudara nomor" not in words


def test_a_proposal_lists_the_sessions_and_a_refusal_its_reason(
    visit: Visit, now: dt.datetime
) -> None:
    visit.status, visit.proposed_slots = (
        "proposed",
        ["2026-12-15-1330-aula", "2026-12-16-0900-aula"],
    )
    data = contents_of(visit, PaperKind.REPLY, now=now)
    assert data["subject"] == "Usulan waktu kunjungan studi tiru"
    words = words_of(pdf(PaperKind.REPLY, data))
    assert f"1. {day_words(dt.date(2026, 12, 15))}, 13.30 WIB" in words
    visit.status, visit.reason = "declined", "karena gedung sedang direnovasi"
    words = words_of(pdf(PaperKind.REPLY, contents_of(visit, PaperKind.REPLY, now=now)))
    assert "DPMPTSP Kabupaten Solok. Gedung sedang direnovasi. Demikian" in words
    assert "Aula Lt. 2" not in words


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "id",
            "belum dapat kami terima. {} Sehubungan dengan hal tersebut, kami mengusulkan waktu",
        ),
        (
            "en",
            "at the time that you planned. {} We offer the following times instead:",
        ),
    ],
)
def test_what_was_written_for_the_mail_stands_in_no_sentence_of_the_letter(
    visit: Visit, now: dt.datetime, language: str, said: str
) -> None:
    visit.status, visit.language = "proposed", language
    visit.proposed_slots = ["2026-12-15-1330-aula"]
    visit.reason = "aula dipakai rapat.\nApakah salah satu sesi ini cocok?"
    visit.answer_due_at = dt.datetime(2026, 11, 30, 16, 59, 59, tzinfo=dt.UTC)
    words = words_of(pdf(PaperKind.REPLY, contents_of(visit, PaperKind.REPLY, now=now)))
    assert said.format("Aula dipakai rapat. Apakah salah satu sesi ini cocok?") in words
    until = (
        "paling lambat Senin, 30 November 2026."
        if language == "id"
        else ("you choose by Monday, 30 November 2026.")
    )
    assert until in words
    visit.reason = ""
    # Where the last session begins, or an offer ends, within a day: no paper promises all of it.
    visit.answer_due_at = dt.datetime(2026, 11, 30, 3, 17, tzinfo=dt.UTC)
    words = words_of(pdf(PaperKind.REPLY, contents_of(visit, PaperKind.REPLY, now=now)))
    assert said.replace(" {}", "") in words
    assert ("30 November 2026, 10.17 WIB." if language == "id" else "2026, 10:17 WIB.") in words


def test_an_english_visit_gets_an_english_letter(visit: Visit, now: dt.datetime) -> None:
    visit.language = "en"
    words = words_of(pdf(PaperKind.REPLY, contents_of(visit, PaperKind.REPLY, now=now)))
    assert "Subject : Acceptance of your study visit" in words
    assert "Yth." not in words


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "resmi Saudara kami terima, paling lambat Senin, 30 November 2026."),
        ("en", "your official letter, which must be here by Monday, 30 November 2026."),
    ],
)
def test_an_acceptance_says_until_when_the_official_letter_must_be_here(
    visit: Visit, now: dt.datetime, language: str, said: str
) -> None:
    visit.language, visit.letter_file, visit.letter_instead = language, "", LetterInstead.NONE
    visit.letter_due_at = dt.datetime(2026, 11, 30, 16, 59, 59, tzinfo=dt.UTC)
    assert said in words_of(pdf(PaperKind.REPLY, contents_of(visit, PaperKind.REPLY, now=now)))
    PaperForm.objects.filter(kind=PaperKind.REPLY).update(
        words={language: {"letter_due": "Surat: {{letter_until}}!", "accept_after": "Salam."}}
    )
    words = words_of(pdf(PaperKind.REPLY, contents_of(visit, PaperKind.REPLY, now=now)))
    assert "30 November 2026!" in words
    visit.letter_instead = LetterInstead.PAPER
    words = words_of(pdf(PaperKind.REPLY, contents_of(visit, PaperKind.REPLY, now=now)))
    assert "30 November 2026" not in words


def test_the_hosts_own_words_take_the_place_of_ours(visit: Visit, now: dt.datetime) -> None:
    PaperForm.objects.filter(kind=PaperKind.REPLY).update(
        words={"id": {"closing": "Salam hangat dari {{host}}.\nKontak: {{phone}}"}}, version=3
    )
    data = contents_of(visit, PaperKind.REPLY, now=now)
    assert data["version"] == 3
    words = words_of(pdf(PaperKind.REPLY, data))
    assert "Salam hangat dari Mal Pelayanan Publik Batam." in words
    assert "Demikian disampaikan" not in words


def test_before_a_decision_there_is_no_reply(visit: Visit, now: dt.datetime) -> None:
    undecided = a_visit(trusted=True, now=now, institution="Bappeda Kota Solok")
    with pytest.raises(CannotBeMade, match="undecided"):
        contents_of(undecided, PaperKind.REPLY, now=now)
    approved = deciding.approve(undecided, by=program("desk"), now=now)
    assert contents_of(approved, PaperKind.REPLY, now=now)["answer"] == "accept"
