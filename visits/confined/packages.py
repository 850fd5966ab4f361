"""Office packages (XLSX, ODS): archives of parts, of which only what is read is looked at.

A logo, a picture or a printer's settings are neither unpacked nor searched: nothing here reads
them. XML is, by the parser that reads it afterwards: no document type, few elements, flat.
"""

import zipfile
from collections.abc import Callable
from xml.parsers import expat

from visits.confined.verdicts import Refused, Verdict

MOST_PARTS = 1000
MOST_XML = 8 * 1024 * 1024
# A sheet of 10,000 rows that somebody only coloured has 120,000; XML of spreadsheets is flat.
MOST_ELEMENTS = 300_000
DEEPEST = 40
# What runs, by the name of its part (MS-OFFMACRO 2.2; OpenDocument keeps Basic/ and Scripts/).
_RUNS = ("vbaproject", "vbadata", "macrosheets/", "dialogsheets/", "basic/", "scripts/")
Attributes = dict[str, str]


class Package:
    """The parts of an archive by name, unpacked one by one and MOST_XML altogether.

    `times` is how many times the usual bounds it may have. Raises Refused: TOO_LARGE, ACTIVE for
    macros, LOCKED for what is encrypted.
    """

    def __init__(self, archive: zipfile.ZipFile, *, times: int = 1) -> None:
        self._archive = archive
        self.times = times
        self._unpacked = 0
        self._elements = 0
        parts = archive.infolist()
        self.names = {part.filename.lower(): part for part in parts}
        if len(parts) > MOST_PARTS:
            raise Refused(Verdict.TOO_LARGE)
        # Of two parts of one name, one reader takes the first and another the last.
        if len(self.names) < len(parts):
            raise Refused(Verdict.UNREADABLE)
        if any(part.flag_bits & 1 for part in parts):
            raise Refused(Verdict.LOCKED)
        if any(
            name.rpartition("/")[2].startswith(_RUNS[:2]) or f"/{mark}" in f"/{name}"
            for name in self.names
            for mark in _RUNS[2:]
        ):
            raise Refused(Verdict.ACTIVE)

    def part(self, name: str) -> bytes:
        """The bytes of a part; raises KeyError where there is none."""
        info = self.names[name.lower().lstrip("/")]
        # zipfile never unpacks more of a part than is declared here.
        self._unpacked += info.file_size
        if self._unpacked > MOST_XML * self.times:
            raise Refused(Verdict.TOO_LARGE)
        return self._archive.read(info)

    def walk(
        self,
        name: str,
        *,
        begin: Callable[[str, Attributes], None] = lambda _name, _attributes: None,
        end: Callable[[str], None] = lambda _name: None,
        text: Callable[[str], None] = lambda _text: None,
    ) -> None:
        """Parse a part: its elements by their names without prefix, attributes likewise."""
        depth = 0

        def began(full: str, attributes: Attributes) -> None:
            nonlocal depth
            depth += 1
            self._elements += 1
            if self._elements > MOST_ELEMENTS * self.times or depth > DEEPEST:
                raise Refused(Verdict.TOO_LARGE)
            begin(_local(full), {_local(key): value for key, value in attributes.items()})

        def ended(full: str) -> None:
            nonlocal depth
            depth -= 1
            end(_local(full))

        def doctype(*_declared: object) -> None:
            raise Refused(Verdict.UNREADABLE)

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = began, ended
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = doctype
        parser.Parse(self.part(name), True)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
