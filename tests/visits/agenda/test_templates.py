"""What a rundown begins with fills its session, whatever the template and the length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.models import Room
from tests.factories import OfficerFactory, a_visit
from visits.agenda.items import check
from visits.agenda.templates import (
    USUAL,
    Part,
    as_stored,
    best_for,
    first_draft,
    parts_of,
    stretched,
    usual_parts,
)
from visits.models import AgendaTemplate, Assignment, Host, Stationery
from visits.queries.visits import session_of


@given(
    st.lists(st.integers(1, 240).map(lambda m: Part(m, "x")), min_size=1, max_size=45),
    st.integers(1, 720),
)
def test_the_parts_fill_exactly_the_minutes_there_are(parts: list[Part], minutes: int) -> None:
    made = stretched(parts, minutes)
    assert sum(part.minutes for part in made) == minutes
    assert all(part.minutes >= min(5, minutes) for part in made)
    # All but the one that takes what is left are in steps of five.
    assert sum(part.minutes % 5 != 0 for part in made) <= 1


def test_of_its_own_length_a_template_stays_as_it_is() -> None:
    assert stretched(USUAL, 150) == list(USUAL)


def test_too_short_a_session_leaves_out_the_shortest() -> None:
    made = stretched([Part(5, "doa"), Part(60, "paparan"), Part(20, "diskusi")], 10)
    assert [(part.title, part.minutes) for part in made] == [("paparan", 5), ("diskusi", 5)]


@pytest.mark.django_db
def test_the_nearest_of_the_hosts_own_templates_is_taken() -> None:
    assert best_for(150) is None
    short = AgendaTemplate.objects.create(
        name="Jumat", minutes=120, items=as_stored([Part(20, "Salam", "Greeting", "guest")])
    )
    long = AgendaTemplate.objects.create(name="Panjang", minutes=180, items=as_stored(USUAL))
    AgendaTemplate.objects.create(name="Kosong", minutes=150, items=[])
    assert [best_for(m) for m in (90, 140, 150, 240)] == [short, short, long, long]
    assert parts_of(short) == [Part(20, "Salam", "Greeting", "guest")]


@pytest.mark.django_db
def test_the_anthem_is_there_where_the_host_has_it() -> None:
    assert len(usual_parts()) == len(USUAL)
    Stationery.objects.create(pk=1, national_anthem=True)
    titles = [part.title for part in usual_parts()]
    assert titles[1:4] == [USUAL[1].title, "Menyanyikan lagu Indonesia Raya", USUAL[2].title]


@pytest.mark.django_db
def test_the_first_draft_is_a_rundown_in_the_visits_language(host: Host, room: Room) -> None:
    visit = a_visit(trusted=True, language="en")
    officer = OfficerFactory.create()
    visit.assignments.create(officer=officer, role=Assignment.Role.RECEIVING)
    session = session_of(visit)
    assert session is not None
    items = first_draft(visit, session, usual_parts())
    check(items, starts_at=session.starts_at, ends_at=session.ends_at)
    assert (items[0].starts_at, items[-1].ends_at) == (session.starts_at, session.ends_at)
    led = {item.title: (item.officer_id, item.speaker) for item in items}
    assert led["Welcome by the host"] == (officer.pk, "")
    assert led["Words of the delegation's leader"] == (None, visit.leader_name)
