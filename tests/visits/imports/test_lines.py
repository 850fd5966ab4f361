"""Lines of JSON from elsewhere: held to what a table's cells are held to, each by itself."""

import json
from contextlib import suppress
from typing import Any

import pytest

from tests.factories import TopicFactory
from visits.history.events import SYSTEM
from visits.imports.drafts import Content, Look, look, take_look
from visits.imports.reading.sheets import FileRefused
from visits.imports.undoing import undo
from visits.models import Agency, Topic, Visit
from visits.reference.regions import import_regions

pytestmark = pytest.mark.django_db
LINE = {"date": "2023-05-04", "institution": "Dinas", "region": "13.72", "people": 20}


@pytest.fixture(autouse=True)
def _regions(room: Any) -> None:
    import_regions()


def content_of(**more: Any) -> Content:
    """A good line, and one with `more` in it."""
    return Content.read(
        f"{json.dumps(LINE | {'date': '2023-05-03'})}\n{json.dumps(LINE | more)}\n".encode()
    )


def seen(**more: Any) -> Look:
    """What came of them."""
    return look(content_of(**more))


@pytest.mark.parametrize(
    "more",
    [
        {"\ud800": "x"},
        {"reference": "\ud800"},
        {"institution": "\ud800"},
        {"arrived_at": "0001-01-01T00:00:00+14:00"},
        {"arrived_at": "9999-12-31T23:59:59-12:00"},
        {"left_at": "2099-01-01T00:00:00+07:00"},
        {"arrived_at": "2023-05-04T09:00:00+07:00", "left_at": "2020-05-04T09:00:00+07:00"},
        {"until": "2025-05-04"},
        {"until": "2023-06-04"},
        {"contact_email": "not an address"},
        {"contact_email": "\ud800@a.id"},
        {"contact_phone": "abc"},
        {"notes": "NIK 3201012345678901"},
        {"contact_name": "Budi 3201012345678901"},
        {"participants": [{"name": "\ud800"}]},
        {"participants": [{"name": "\u0000\u202e"}]},
        {"participants": [{"name": "Budi 3201012345678901"}]},
        {"participants": [{"name": "Budi", "position": "NIK 3201012345678901"}]},
        {"participants": [{"name": "Budi", "grade": "x" * 21}]},
        {"participants": {"name": "Budi"}},
        {"topics": [{"code": "../a b&<script>", "name": "Z"}]},
        {"topics": [{"code": "z" * 41, "name": "Z"}]},
        {"topics": [{"code": "z", "name": "\u202e"}]},
        {"topics": [{"code": "z", "name": "Z", "name_en": {"a": 1}}]},
        {"topics": [{"code": "z", "name": "Z", "name_en": "x" * 5000}]},
        {"topics": [{"code": "z", "name": "\ud800"}]},
        {"topics": [["code", "name"]]},
        {"topics": None},
        {"topics": {"code": "z"}},
        {"agencies": [{"code": "a b", "name": "X"}]},
        {"agencies": [{"code": f"a{n}", "name": "X"} for n in range(101)]},
    ],
)
def test_a_line_that_holds_what_no_visit_holds_is_refused(more: dict[str, Any]) -> None:
    """With words that any page can show; the line above it is taken."""
    found = seen(**more)

    assert found.counts == {"imported": 1, "unchanged": 0, "unclear": 0, "refused": 1}
    found.outcomes[1].why.encode()


@pytest.mark.parametrize("line", ['{"x":' + "[" * 100_000, "[" * 100_000])
@pytest.mark.parametrize("first", [True, False])
def test_a_line_of_brackets_is_no_json(line: str, first: bool) -> None:
    """However many there are."""
    lines = [line, json.dumps(LINE)]
    text = "\n".join(lines if first else reversed(lines))

    content = Content(text=text)

    assert look(content).counts["refused"] == 1
    with suppress(FileRefused):
        Content.read(text.encode())


def test_what_is_not_seen_is_taken_out_of_names() -> None:
    """As it is everywhere; of a topic named twice there is one."""
    topics = [{"code": "dd", "name": "Z\u202e"}, {"code": "dd", "name": "Y"}]
    found = seen(topics=topics, participants=[{"name": "A\u0000B\u202e"}])

    past = found.outcomes[1].past

    assert past
    assert past.participants == (("AB", "", "", ""),)
    assert [(one.code, one.name) for one in past.topics] == [("dd", "Z")]


def test_a_topic_named_twice_is_taken(now: Any) -> None:
    """And nobody is said to have taken the line meanwhile."""
    content = content_of(topics=[{"code": "dd", "name": "Z"}, {"code": "dd", "name": "Z"}])

    batch = take_look(content, look(content), file_name="a.jsonl", by=SYSTEM, now=now)

    assert batch
    assert Visit.objects.filter(topics__code="dd").count() == 1


def test_what_an_import_made_beside_its_visits_goes_with_them(now: Any) -> None:
    """Topics and agencies of its own; not those that were here, or that another visit has since."""
    here = TopicFactory.create(code="here", active=False)
    named = [{"code": code, "name": code} for code in ("here", "gone", "used", "offered")]
    content = content_of(topics=named, agencies=[{"code": "office", "name": "Office"}])
    batch = take_look(content, look(content), file_name="a.jsonl", by=SYSTEM, now=now)
    assert batch
    Topic.objects.filter(code="offered").update(active=True)
    other = Visit.objects.last()
    assert other
    other.topics.add(Topic.objects.get(code="used"))
    other.events.create(kind="noted", at=now, actor_kind="staff", to_status="completed")

    undo(batch, by=SYSTEM, now=now)

    assert set(Topic.objects.values_list("code", flat=True)) == {here.code, "used", "offered"}
    assert not Agency.objects.filter(code="office").exists()


def test_the_key_of_a_line_says_nothing_of_people() -> None:
    """It stays when their data are erased; the same visit has the same one."""
    people = {
        "contact_name": "Budi",
        "contact_phone": "+6281234567890",
        "contact_email": "a@b.id",
        "leader_name": "Ani",
        "notes": "Alergi",
        "participants": [{"name": "Citra"}],
    }

    keys = {seen().outcomes[1].key, seen(**people).outcomes[1].key}

    assert len(keys) == 1
    assert seen(people=21).outcomes[1].key not in keys
