"""The same person again: what it costs, and whom it finds."""

from itertools import permutations

import pytest

from visits.people.lists import sameness
from visits.people.lists.rows import Row
from visits.people.lists.sameness import Known, Likeness, known_of

NIP = "198001012005011001"


def people(count: int) -> list[Row]:
    return [Row(f"Budi {n}", "Staf", "III/a", f"1980010120050{n:05d}") for n in range(count)]


def test_a_long_list_is_compared_by_looking_up_not_by_pairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []

    class Counted(Row):
        @property
        def blank(self) -> bool:
            compared.append(self)
            return super().blank

    rows = [Counted(row.name, row.position, row.grade, row.nip) for row in people(300)]
    closeness = []
    monkeypatch.setattr(sameness, "_close", lambda *names: not closeness.append(names))
    assert len(known_of(rows, rows)) == 300
    assert len(compared) <= 4 * 300
    assert not closeness
    # One number for all, and no name twice: each is compared with one.
    assert len(known_of([], [Row(f"Ani {n}", nip=NIP) for n in range(300)])) == 299
    assert len(closeness) <= 300


def test_the_number_comes_before_the_name_and_the_first_before_the_second() -> None:
    sure, name = Likeness(number=True, sure=True), Likeness(number=False, sure=True)
    listed = [Row(" "), Row("Ani"), Row("Ani", nip=NIP), Row("Ani")]
    assert known_of(listed, [Row("Ani", nip=NIP)]) == {0: Known(in_list=(2, sure))}
    assert known_of(listed, [Row("ani, S.E.")]) == {0: Known(in_list=(1, name))}
    assert known_of([], [Row("Ani"), Row(""), Row("Ani"), Row("Ani")]) == {
        2: Known(in_read=(0, name)),
        3: Known(in_read=(0, name)),
    }


def test_two_spellings_of_one_number_are_one_person_two_names_are_a_question() -> None:
    pairs = permutations(["Siti Rahmawati", "Siti Rahmawatie", "Budi"], 2)
    found = [known_of([Row(a, nip=NIP)], [Row(b, nip=NIP)])[0].in_list for a, b in pairs]
    assert [likeness.sure for _, likeness in filter(None, found)] == [
        True, False, True, False, False, False,
    ]  # fmt: skip


def test_what_is_far_longer_than_a_name_costs_no_more() -> None:
    long = [Row("a" * 200_000, nip=NIP), Row("b" + "a" * 200_000, nip=NIP)]
    assert known_of(long[:1], long[1:])[0].in_list is not None
