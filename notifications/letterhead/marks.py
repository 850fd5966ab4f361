"""What a line of a letter is: a fact, the button, the code; said by who words it, never by data.

A letter is one text. Its template marks the lines that are more than words (`{% fact %}`,
`{% button %}` and so on, templatetags/letters.py), and so do own words by where their placeholders
stand (compose/own_marks.py). The mark holds a secret of this process and never leaves it: whatever
somebody typed into a field stays text, however it looks.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

_SECRET = secrets.token_hex(8)
_BEGIN, _BETWEEN = f"\x02{_SECRET}", f"\x1f{_SECRET}"


class Kind(StrEnum):
    """What a part of a letter is."""

    TEXT = "text"
    FACT = "fact"
    MAP = "map"
    BUTTON = "button"
    LINK = "link"
    CODE = "code"
    ITEM = "item"
    QUOTE = "quote"
    HEADING = "heading"


@dataclass(frozen=True)
class Row:
    """One line of a part: what it says, under which label (may be empty), where it leads.

    `main` is what the eye should find first, `note` a few words below it.
    """

    text: str = ""
    label: str = ""
    main: bool = False
    note: str = ""
    link: str = ""
    link_words: str = ""


@dataclass(frozen=True)
class Part:
    """A paragraph, a table of facts, a list, the button: what is shown in one piece."""

    kind: Kind
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """Its lines, as they stand."""
        return "\n".join(row.text for row in self.rows)


def fact(label: str, value: str, *, main: bool = False, note: str = "") -> str:
    """A row of the table of facts; as plain text "Label: value (note)"."""
    return _marked(Kind.FACT, label, value, "main" if main else "", note)


def map_link(label: str, address: str, words: str) -> str:
    """The map of the place in the row before; as plain text a line of its own."""
    return _marked(Kind.MAP, label, address, words)


def button(label: str, address: str, *, said: bool = True) -> str:
    """What the letter leads to; the first of a letter is its button, others are links.

    As plain text the address stands under its label, or alone where that is not `said`.
    """
    return _marked(Kind.BUTTON, label, address, "said" if said else "")


def code(digits: str) -> str:
    """The code, alone on its line."""
    return _marked(Kind.CODE, digits)


def item(text: str) -> str:
    """An entry of a list; as plain text behind a dash."""
    return _marked(Kind.ITEM, text)


def heading(text: str) -> str:
    """What stands over a list."""
    return _marked(Kind.HEADING, text)


def quote(text: str) -> str:
    """What somebody wrote, in their own lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_marked(Kind.QUOTE, line) for line in lines)


def _marked(kind: Kind, *parts: str) -> str:
    # A line stays one: a value with line ends would leave its row.
    return _BEGIN + _BETWEEN.join([kind.value, *(" ".join(part.split()) for part in parts)])


def _read(line: str) -> tuple[Kind, list[str]]:
    if not line.startswith(_BEGIN):
        return Kind.TEXT, [line]
    kind, *parts = line.removeprefix(_BEGIN).split(_BETWEEN)
    return Kind(kind), parts


def tidy(marked: str) -> str:
    """Without the empty lines that a part leaves behind which does not apply."""
    text = marked.replace("\r\n", "\n").strip(" \t\r\n")
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def plain(marked: str) -> str:
    """The text as it is sent to those who read no HTML."""
    return "\n".join(_plain(*_read(line)) for line in marked.split("\n"))


def _plain(kind: Kind, parts: list[str]) -> str:
    if kind == Kind.FACT:
        note = f" ({parts[3]})" if parts[3] else ""
        return f"{parts[0]}: {parts[1]}{note}"
    if kind == Kind.MAP:
        return f"{parts[0]}: {parts[1]}"
    if kind == Kind.BUTTON:
        address = _written_out(parts[1])
        return f"{parts[0]}:\n{address}" if parts[2] else address
    if kind == Kind.ITEM:
        return f"- {parts[0]}"
    if kind == Kind.HEADING:
        return f"{parts[0]}:"
    return parts[0]


def _written_out(address: str) -> str:
    """An address to read: of a link that writes a mail the mailbox."""
    scheme, _colon, mailbox = address.partition(":")
    return mailbox.partition("?")[0] if scheme == "mailto" else address


def parts_of(marked: str) -> list[Part]:
    """The parts of a letter in their order, to be shown one below the other."""
    found: list[Part] = []
    together = False
    for line in marked.split("\n"):
        kind, values = _read(line)
        if kind == Kind.TEXT and not line.strip():
            together = False
            continue
        if kind == Kind.MAP:
            _put_map(found, values)
            continue
        row = _row(kind, values)
        if _goes_on(found, kind, together=together):
            found[-1] = replace(found[-1], rows=(*found[-1].rows, row))
        else:
            found.append(Part(kind, (row,)))
        together = True
    return list(_one_button(found))


def _goes_on(found: list[Part], kind: Kind, *, together: bool) -> bool:
    """Whether a line belongs to the part before it, to which it may stand `together`."""
    if not found or found[-1].kind != kind:
        return False
    # Facts and entries are one table, whatever blank lines are between them.
    return kind in (Kind.FACT, Kind.ITEM, Kind.QUOTE) or (kind == Kind.TEXT and together)


def _row(kind: Kind, values: list[str]) -> Row:
    if kind == Kind.FACT:
        label, text, main, note = values
        return Row(label=label, text=text, main=bool(main), note=note)
    if kind == Kind.BUTTON:
        return Row(label=values[0], link=values[1])
    return Row(text=values[0])


def _put_map(found: list[Part], values: list[str]) -> None:
    label, address, words = values
    if found and found[-1].kind == Kind.FACT and not found[-1].rows[-1].link:
        *others, last = found[-1].rows
        last = replace(last, link=address, link_words=words)
        found[-1] = replace(found[-1], rows=(*others, last))
    else:
        row = Row(label=label, link=address, link_words=words)
        found.append(Part(Kind.FACT, (row,)))


def _one_button(parts: list[Part]) -> Iterator[Part]:
    pressed = False
    for part in parts:
        if part.kind == Kind.BUTTON and pressed:
            yield replace(part, kind=Kind.LINK)
        else:
            yield part
        pressed = pressed or part.kind == Kind.BUTTON
