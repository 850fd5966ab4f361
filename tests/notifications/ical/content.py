"""Content lines by hand, so that tests see what stands in the bytes and not what a reader makes."""

import re
from collections import defaultdict


def unfolded(calendar: bytes) -> list[str]:
    """The content lines of a calendar, with the folding undone."""
    return re.sub(r"\r?\n[ \t]", "", calendar.decode()).replace("\r\n", "\n").split("\n")[:-1]


def fields(lines: list[str]) -> dict[str, list[str]]:
    """The lines by place and name: "VCALENDAR/VEVENT[0]/ATTENDEE" → all its lines in order."""
    result: dict[str, list[str]] = defaultdict(list)
    path: list[str] = []
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        name = re.split("[:;]", line, maxsplit=1)[0]
        if name == "BEGIN":
            place = "/".join([*path, line.removeprefix("BEGIN:")])
            path.append(f"{line.removeprefix('BEGIN:')}[{counts[place]}]")
            counts[place] += 1
        elif name == "END":
            path.pop()
        else:
            result["/".join([*path, name])].append(line)
    return dict(result)


def values(calendar: bytes, name: str) -> list[str]:
    """All lines of the property `name`, anywhere in the calendar, without the name."""
    return [
        line.removeprefix(name)[1:]
        for line in unfolded(calendar)
        if re.match(rf"{re.escape(name)}[:;]", line)
    ]
