"""Where a delegation came from: its region, out of what three columns say together.

A region is taken only where nothing speaks for another one. "Solok" is three, so it is asked
about, unless the institution is that of "Kota Solok".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from visits.imports.reading.questions import Unclear
from visits.models import Region
from visits.reference.finding import Found, find
from visits.reference.names import Names, words_of
from visits.reference.regions import known

_MOST_OPTIONS = 8
# Words by which an institution says which region it is of.
_KIND = re.compile(
    r"\b(?:kab(?:upaten)?|kota|kotamadya|prov(?:insi)?|propinsi|pemkab|pemkot|pemprov)\b\.?", re.I
)


@dataclass
class Places:
    """The regions that are known; what was looked up once is remembered."""

    names: Names
    labels: dict[str, str]

    @classmethod
    def load(cls) -> "Places":
        """Those of the database; two queries."""
        regions = Region.objects.select_related("province")
        return cls(known(), {region.code: region.label for region in regions})

    def __post_init__(self) -> None:
        self._found: dict[str, Found] = {}
        self._resolved: dict[tuple[str, str, str], str | Unclear] = {}

    def region(self, *, region: str, province: str, institution: str) -> str:
        """The code of the region that a row is about; raises Unclear."""
        key = region, province, institution
        if key not in self._resolved:
            try:
                self._resolved[key] = self._region(*key)
            except Unclear as unclear:
                self._resolved[key] = unclear
        found = self._resolved[key]
        if isinstance(found, Unclear):
            raise Unclear(found.why, found.options)
        return found

    def label(self, code: str) -> str:
        """ "Kabupaten Solok, Sumatera Barat"."""
        return self.labels.get(code, code)

    def _region(self, region: str, province: str, institution: str) -> str:
        within = self._sure(province, kind="province") if province else None
        said = self.of_institution(institution)
        if not region:
            if said:
                return self._checked(said, within)
            if within and not _KIND.search(institution) and not self._find(institution).codes:
                return within
            if not institution and within:
                return within
            options = self._inside(self._find(institution).codes if institution else (), within)
            raise self._ask(_("The region is missing."), options)
        sure = self._sure(region)
        if sure is None:
            candidates = self._inside(self._find(region).codes, within)
            if said and said in candidates:
                return self._checked(said, within)
            sure = self._only_inside(region, within) if within else None
        if sure is None:
            nothing = _("There is no region of this name. From abroad: write the country.")
            why = _("Which one is meant?") if candidates else nothing
            raise self._ask(why, candidates)
        if said and said != sure:
            raise self._ask(_("The institution is of another region."), [sure, said])
        return self._checked(sure, within)

    def _find(self, text: str) -> Found:
        if text not in self._found:
            self._found[text] = find(text, self.names)
        return self._found[text]

    def _sure(self, text: str, *, kind: str = "") -> str | None:
        """The one region that `text` names and nothing else does, or None."""
        if kind == Region.Kind.PROVINCE:
            codes = self.names.provinces.get("".join(words_of(re.sub(_KIND, " ", text))))
            return next(iter(codes)) if codes and len(codes) == 1 else None
        if quick := self._told(text):
            return quick
        found = self._find(text)
        if found.guessed or not found.codes:
            return None
        # What only holds it is asked about: "Pusat" is no Jakarta Pusat, "Oman" no Banjar Patroman.
        if found.meant and found.whole:
            return found.meant
        bearers = {name.code for name in self.names.exact.get("".join(words_of(text)), ())}
        return next(iter(bearers)) if len(bearers) == 1 else None

    def of_institution(self, institution: str) -> str | None:
        """The region that an institution says it is of, by its kind and name."""
        kind = _KIND.search(institution)
        if kind is None:
            return None
        said = institution[kind.start() :]
        if quick := self._told(said):
            return quick
        found = self._find(said)
        return found.meant if found.whole and not found.guessed else None

    def _told(self, text: str) -> str | None:
        """The region of the kind and own name that `text` is: what find() says too, but slower."""
        kinds = _kinds_in(text)
        words = words_of(_KIND.sub("", text, count=1))
        if len(kinds) != 1 or not _KIND.match(text):
            return None
        found = {
            name.code
            for name in self.names.exact.get("".join(words), ())
            if name.own and name.kind in kinds
        }
        return found.pop() if len(found) == 1 else None

    def _only_inside(self, text: str, province: str) -> str | None:
        """The one that bears this name in a province: "Solok" of three, "Kota Baru" of few."""
        bare = "".join(words_of(_KIND.sub(" ", text)))
        kinds = _kinds_in(text)
        found = {
            name.code
            for name in self.names.exact.get(bare, ())
            if name.province == province
            and name.code != province
            and (not kinds or name.kind in kinds)
        }
        return found.pop() if len(found) == 1 else None

    def _inside(self, codes: Iterable[str], province: str | None) -> list[str]:
        if province is None:
            return list(codes)
        return [code for code in codes if self._province(code) == province]

    def _checked(self, code: str, province: str | None) -> str:
        if province and self._province(code) != province:
            raise self._ask(_("This region lies in another province."), [code, province])
        return code

    def _ask(self, why: str, codes: Iterable[str]) -> Unclear:
        return Unclear(why, [(code, self.label(code)) for code in list(codes)[:_MOST_OPTIONS]])

    def _province(self, code: str) -> str:
        return code.partition(".")[0]


def _kinds_in(text: str) -> frozenset[str]:
    words = {word.lower().rstrip(".") for word in _KIND.findall(text)}
    kinds = set()
    if words & {"kab", "kabupaten", "pemkab"}:
        kinds.add(str(Region.Kind.REGENCY))
    if words & {"kota", "kotamadya", "pemkot"}:
        kinds.add(str(Region.Kind.CITY))
    if words & {"prov", "provinsi", "propinsi", "pemprov"}:
        kinds.add(str(Region.Kind.PROVINCE))
    return frozenset(kinds)
