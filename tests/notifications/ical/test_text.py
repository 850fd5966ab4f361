"""Cleaning, cutting, and the proof that any text comes back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.ical import CalendarEvent, Person, invitation
from notifications.ical.text import (
    CATEGORY_OCTETS,
    DESCRIPTION_OCTETS,
    LOCATION_OCTETS,
    NAME_OCTETS,
    SUMMARY_OCTETS,
    clean_line,
    clean_name,
    clean_text,
    clip,
)
from tests.notifications.ical.examples import STAMP, visit
from tests.readers import ical_js, ical_reader, vobject_reader

NASTY = st.sampled_from(
    [
        *"\\nN;:,\"'^ \t=-b’é語😀\n\r\x85\u2028\x00\ud800\u202e\ufeff\u200d\ufffe",
        *("\r\n", "\r\n ", "BEGIN:VEVENT", "^n", "^^", "^'", "\\n", "\\N", "%2C"),
    ]
)
TEXT = st.lists(NASTY, max_size=40).map("".join) | st.text(st.characters(), max_size=60)
EVENTS = st.lists(
    st.builds(
        visit,
        summary=TEXT,
        location=TEXT,
        description=TEXT | TEXT.map(lambda text: text * 30),
        categories=st.lists(TEXT, max_size=3).map(tuple),
        organizer=st.builds(Person, address=st.just("host@mpp.example"), name=TEXT),
        attendees=st.tuples(st.builds(Person, address=st.just("a@b.example"), name=TEXT)),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(EVENTS)
def test_any_text_comes_back_as_it_was_cleaned(events: list[CalendarEvent]) -> None:
    made = [invitation(event, method="REQUEST", stamp=STAMP) for event in events]
    for reader, found in (
        ("ical.js", ical_js.read_many(made)),
        ("vobject", [vobject_reader.read(calendar) for calendar in made]),
        ("ical", [ical_reader.read(calendar) for calendar in made]),
    ):
        for event, (read,) in zip(events, found, strict=True):
            organizer = read["organizer"]
            assert organizer
            assert {
                "summary": read["summary"],
                "location": read["location"] or "",
                "description": read["description"] or "",
                "categories": read["categories"] if reader != "ical" else [],
                "organizer": organizer["name"],
                "attendee": read["attendees"][0]["name"],
            } == {
                "summary": clip(clean_line(event.summary), SUMMARY_OCTETS),
                "location": clip(clean_line(event.location), LOCATION_OCTETS),
                "description": clip(clean_text(event.description), DESCRIPTION_OCTETS),
                "categories": [
                    clip(clean_name(text), CATEGORY_OCTETS)
                    for text in event.categories
                    if clean_name(text) and reader != "ical"
                ],
                "organizer": clip(clean_name(event.organizer.name), NAME_OCTETS),
                "attendee": clip(clean_name(event.attendees[0].name), NAME_OCTETS),
            }, reader


@pytest.mark.parametrize(
    ("given_text", "text", "line"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd", "a b c d"),
        ("a\u2028b\x85c\x0bd", "a\nb\nc\nd", "a b c d"),
        ("a\tb", "a b", "a b"),
        ("a\x00b\x1bc\x7fd\x9f", "abcd", "abcd"),
        ("gnp\u202excod.exe\u202c\u2066\u2069", "gnpxcod.exe", "gnpxcod.exe"),
        ("\ufeffSo\u200blok\u2060", "Solok", "Solok"),
        ("👩\u200d💼 می\u200cخواهم \u200f", "👩\u200d💼 می\u200cخواهم \u200f", None),
        ("\ud800", "\ufffd", "\ufffd"),
        ("  two  spaces ", "two  spaces", "two  spaces"),
    ],
)
def test_cleaning(given_text: str, text: str, line: str | None) -> None:
    assert clean_text(given_text) == text
    assert clean_line(given_text) == (text if line is None else line)


def test_backslash_in_a_name_becomes_a_slash() -> None:
    assert clean_name("Bagian A\\New\n") == "Bagian A/New"


@given(TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(max_size=30), st.integers(min_value=3, max_value=40))
def test_cut_text_fits_and_is_whole_where_it_fitted(text: str, octets: int) -> None:
    cut = clip(text, octets)
    assert len(cut.encode()) <= octets
    assert cut == text or cut.endswith("…")
