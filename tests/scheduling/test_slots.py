"""The readable id of a session."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.slots import SlotId

WHOLE_MINUTES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
CODES = st.from_regex(r"[a-z0-9_-]{1,24}", fullmatch=True)


@given(st.builds(SlotId, date=st.dates(), starts_at=WHOLE_MINUTES, room=CODES))
def test_an_id_is_read_as_it_was_written(slot_id: SlotId) -> None:
    assert SlotId.parse(str(slot_id)) == slot_id


def test_an_id_is_readable() -> None:
    slot_id = SlotId(date=dt.date(2026, 12, 8), starts_at=dt.time(9), room="aula")
    assert str(slot_id) == "2026-12-08-0900-aula"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-12-08",
        "2026-02-30-0900-aula",
        "2026-12-08-2400-aula",
        "2026-12-08-0960-aula",
        "2026-12-08-0900-Aula",
        "2026-12-08-0900-",
        "2026-12-08-0900-aula\n",
        "２０２６-12-08-0900-aula",
        "2026-12-08-0900-" + "a" * 25,
    ],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"slot id|day is out of range"):
        SlotId.parse(text)
