"""Both languages are complete, and what is compiled is what is written."""

import ast
import gettext
import re
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
APPS = ("config", "scheduling", "visits", "notifications", "keeping")
CATALOGUE = ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"
TRANSLATES = {"_"} | {
    f"{kind}gettext{lazy}" for kind in ("", "n", "p", "np") for lazy in ("", "_lazy", "_noop")
}
# What reads wrong, in no text of ours: a kind each, with what is written instead.
WRONG_INDONESIAN = {
    r"(satu|sekali) tekan": "tekan tautan ini",
    r"kami pegang|di(pegang|tahan)\b": "kami simpan untuk Anda",
    r"ambil sesi|mengambil sesi": "pilih jadwal ini",
    r"kekurangan (diminta|sudah)": "berkas tambahan",
    r"ditulis oleh program|membaca balasan": "E-mail otomatis, mohon tidak dibalas",
    r"\b(mega|kilo)?bita": "KB, MB",
    r"kunjungan ini sudah berlanjut": "tahap kunjungan",
    r"bidang ini (harus|wajib)": "Tulis ...",
    r"server surat|surat percobaan": "server e-mail, e-mail percobaan",
    r"delegasi": "rombongan",
    r"kunjungan studi(?! tiru)": "studi tiru",
    r"e-mail kita|di pihak kita": "kami",
}
WRONG_ENGLISH = {
    r"(one|a single) press": "one click",
    r"\bask(s|ed)? for (a|your|the)( study)? visits?\b|^ask for (an|oth)": "request a visit",
    r"asked already": "already requested",
    r"\bH-(\d|%)": "two days before",
    r"octet|the bytes": "the file",
    r"written by a program": "an automatic e-mail",
    r"\b(can(not)? be had|had any more)\b": "is available",
    r"stand no longer": "are no longer open",
    r"this field is required": "Write the ...",
}


def test_nothing_is_untranslated_or_fuzzy() -> None:
    entries = polib.pofile(str(CATALOGUE))
    assert [e.msgid for e in entries.untranslated_entries() + entries.fuzzy_entries()] == []


def test_no_words_stand_where_nobody_finds_them_to_translate() -> None:
    """xgettext reads no call within an f-string: its words would stay English."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and _name_of(call.func) in TRANSLATES
    ]
    assert hidden == []


def _name_of(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def test_one_word_for_one_thing() -> None:
    words = " ".join(entry.msgstr for entry in polib.pofile(str(CATALOGUE))).lower()
    assert "surel" not in words
    assert "pekan" not in words.replace("akhir pekan", "")


def test_nothing_reads_wrong_in_either_language() -> None:
    entries = polib.pofile(str(CATALOGUE))
    told = {
        text: wrong
        for entry in entries
        for texts, kinds in (
            ([entry.msgid, entry.msgid_plural], WRONG_ENGLISH),
            ([entry.msgstr, *entry.msgstr_plural.values()], WRONG_INDONESIAN),
        )
        for text in texts
        for wrong in kinds
        if re.search(wrong, text, re.IGNORECASE)
    }
    assert not told, told


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
