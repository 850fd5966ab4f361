"""Both languages are complete, and what is compiled is what is written."""

import gettext
from pathlib import Path

import polib

CATALOGUE = Path(__file__).parents[1] / "locale" / "id" / "LC_MESSAGES" / "django.po"


def test_nothing_is_untranslated_or_fuzzy() -> None:
    entries = polib.pofile(str(CATALOGUE))
    assert [e.msgid for e in entries.untranslated_entries() + entries.fuzzy_entries()] == []


def test_one_word_for_one_thing() -> None:
    words = " ".join(entry.msgstr for entry in polib.pofile(str(CATALOGUE))).lower()
    assert "surel" not in words
    assert "pekan" not in words.replace("akhir pekan", "")


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [
        e.msgid
        for e in polib.pofile(str(CATALOGUE))
        if not e.msgid_plural
        and (compiled.pgettext(e.msgctxt, e.msgid) if e.msgctxt else compiled.gettext(e.msgid))
        != e.msgstr
    ]
    assert stale == []
