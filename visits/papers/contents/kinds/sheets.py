"""Sheets for the desk's own use: the visits of a day or a week. Printed and forgotten."""

import datetime as dt
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import get_language, pgettext

from scheduling.weeks import monday_of
from visits.language.dates import day_words, hours_words, week_words
from visits.models import Status, Visit
from visits.papers.contents import blocks
from visits.papers.contents.facts import House, house_of
from visits.papers.contents.frame import Issue, frame
from visits.queries.day import DayVisit, visits_on

DAY, WEEK = "day", "week"
_WORKING_DAYS = 5
_MARGIN = 18


def day_contents(day: dt.date, *, now: dt.datetime) -> dict[str, Any]:
    """Who comes on the host's date `day`: hours, room, people, who receives, room for notes."""
    house = house_of(language=get_language() or "id", now=now)
    with translation.override(house.language), timezone.override(house.zone):
        title = pgettext("paper", "VISITS OF THE DAY")
        return _sheet(house, DAY, title, day_words(day), [_day_table(visits_on(day))])


def week_contents(day: dt.date, *, now: dt.datetime) -> dict[str, Any]:
    """The visits of the working days in the week that `day` is in, and of its weekend where any."""
    house = house_of(language=get_language() or "id", now=now)
    monday = monday_of(day)
    with translation.override(house.language), timezone.override(house.zone):
        told = []
        for offset in range(7):
            date = monday + dt.timedelta(days=offset)
            rows = visits_on(date)
            if rows or offset < _WORKING_DAYS:
                told += [blocks.heading(day_words(date), centred=False), _day_table(rows)]
        title = pgettext("paper", "VISITS OF THE WEEK")
        return _sheet(house, WEEK, title, week_words(monday, year=True), told)


def _sheet(
    house: House, kind: str, title: str, subtitle: str, told: list[blocks.Block]
) -> dict[str, Any]:
    data = frame(house, kind, Issue(), shape="titled", title=f"{title} {subtitle}")
    margins = dict.fromkeys(("top", "left", "right", "bottom"), _MARGIN)
    return {
        **data,
        "stationery": {**data["stationery"], "margins": margins},
        "headed": False,
        "landscape": True,
        "heading": title,
        "number_shown": False,
        "subtitles": [subtitle, house.host.name],
        "lists": True,
        "blocks": told,
    }


def _day_table(rows: list[DayVisit]) -> blocks.Block:
    if not rows:
        return blocks.text(pgettext("paper", "No visit."))
    return blocks.table(
        [
            pgettext("paper", "Time"),
            pgettext("paper", "Institution"),
            pgettext("paper", "People"),
            pgettext("paper", "Led by"),
            pgettext("paper", "Room"),
            pgettext("paper", "Officers"),
            pgettext("paper", "Notes"),
        ],
        [
            [
                hours_words(row.session.starts_at, row.session.ends_at),
                f"{row.visit.institution} ({row.visit.reference})",
                str(row.visit.people_came or row.visit.people),
                ", ".join(filter(None, [row.visit.leader_name, row.visit.leader_position])),
                row.session.room_name,
                "; ".join(assignment.officer.name for assignment in row.officers),
                _note(row.visit),
            ]
            for row in rows
        ],
        widths=["auto", 3, "auto", 2.6, 1.6, 2.4, 2.4],
        align=["left", "left", "right", "left", "left", "left", "left"],
        points=9,
    )


def _note(visit: Visit) -> str:
    """What became of it, where it is no longer awaited."""
    return "" if visit.status == Status.CONFIRMED else visit.get_status_display()
