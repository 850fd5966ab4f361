"""What a file of past visits may say of a visit, and by which heads its columns are known."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.reference.likeness import slips
from visits.reference.names import normal


class Field(StrEnum):
    """A field, by the name that `--map` and lines of JSON have for it."""

    REFERENCE = "reference"
    DATE = "date"
    UNTIL = "until"
    HOURS = "hours"
    ROOM = "room"
    INSTITUTION = "institution"
    REGION = "region"
    PROVINCE = "province"
    COUNTRY = "country"
    PLACE = "place"
    PEOPLE = "people"
    MEN = "people_men"
    WOMEN = "people_women"
    CAME = "people_came"
    PURPOSE = "purpose"
    LEADER = "leader_name"
    LEADER_POSITION = "leader_position"
    CONTACT = "contact_name"
    CONTACT_POSITION = "contact_position"
    PHONE = "contact_phone"
    EMAIL = "contact_email"
    LETTER_NUMBER = "letter_number"
    LETTER_DATE = "letter_date"
    NOTES = "notes"
    STATUS = "status"


WORDS: Mapping[Field, str | Promise] = {
    Field.REFERENCE: _("Number of the visit"),
    Field.DATE: _("Day of the visit"),
    Field.UNTIL: _("Last day"),
    Field.HOURS: _("Hours"),
    Field.ROOM: _("Room"),
    Field.INSTITUTION: _("Institution"),
    Field.REGION: _("Regency or city"),
    Field.PROVINCE: _("Province"),
    Field.COUNTRY: _("Country"),
    Field.PLACE: _("Place abroad"),
    Field.PEOPLE: _("Number of people"),
    Field.MEN: _("Number of men"),
    Field.WOMEN: _("Number of women"),
    Field.CAME: _("People who came"),
    Field.PURPOSE: _("Purpose"),
    Field.LEADER: _("Leader's name"),
    Field.LEADER_POSITION: _("Leader's position"),
    Field.CONTACT: _("Contact's name"),
    Field.CONTACT_POSITION: _("Contact's position"),
    Field.PHONE: _("Contact's phone"),
    Field.EMAIL: _("Contact's e-mail address"),
    Field.LETTER_NUMBER: _("Letter number"),
    Field.LETTER_DATE: _("Letter date"),
    Field.NOTES: _("Notes"),
    Field.STATUS: pgettext_lazy("column", "Whether it took place"),
}
# What is said of people: no part of a row's hash, and gone when a visit is made anonymous.
OF_PEOPLE = frozenset(
    {Field.LEADER, Field.LEADER_POSITION, Field.CONTACT, Field.CONTACT_POSITION}
    | {Field.PHONE, Field.EMAIL, Field.NOTES}
)
# Of a column that says one of these, a cell that is merged over several rows holds for each.
HOLDS_FOR_ALL = frozenset(Field) - {
    *(Field.PEOPLE, Field.MEN, Field.WOMEN, Field.CAME, Field.REFERENCE)
}

# As heads are compared: small letters, words apart by one blank; brackets and what is in them off.
_HEADS: Mapping[Field, str] = {
    Field.REFERENCE: "nomor kunjungan|no kunjungan|kode kunjungan|referensi|reference|visit number|"
    "number of the visit",
    Field.DATE: "tanggal|tgl|tanggal kunjungan|tgl kunjungan|hari tanggal|hari tgl|"
    "hari dan tanggal|tanggal pelaksanaan|"
    "tanggal kegiatan|tanggal mulai|tgl mulai|tanggal berkunjung|tanggal acara|"
    "tanggal kedatangan|tanggal datang|tanggal studi tiru|waktu pelaksanaan|waktu kunjungan|"
    "jadwal|jadwal kunjungan|hari tanggal kunjungan|date|visit date|date of visit|day of the visit|"
    "tanggal dari|tanggal awal",
    Field.UNTIL: "sampai|sampai tanggal|sampai dengan|s d|sd|tanggal selesai|tgl selesai|selesai|"
    "tanggal akhir|tanggal sampai|until|end date|last day|hari terakhir",
    Field.HOURS: "jam|pukul|jam kunjungan|time|hours|jam pelaksanaan|waktu pukul",
    Field.ROOM: "tempat|ruang|ruangan|lokasi|tempat kegiatan|tempat pelaksanaan|room",
    Field.INSTITUTION: "instansi|nama instansi|asal instansi|instansi asal|lembaga|nama lembaga|"
    "organisasi|rombongan|nama rombongan|delegasi|nama delegasi|opd|skpd|unit kerja|institution|"
    "institusi|nama institusi|instansi pengunjung|instansi tamu|tamu|asal tamu|pengunjung|"
    "nama pengunjung|pemda|nama pemda|pemerintah daerah|instansi lembaga|nama instansi lembaga|"
    "dinas|nama dinas|kantor|dinas instansi|instansi daerah|nama opd|instansi yang berkunjung",
    Field.REGION: "daerah|asal daerah|daerah asal|kabupaten kota|kab kota|kota kabupaten|kabupaten|"
    "kota|asal|wilayah|asal kota|kota asal|asal kabupaten kota|asal kab kota|asal rombongan|"
    "nama daerah|region|regency or city|kota kab|kabupaten atau kota|asal wilayah|"
    "kabupaten kota asal|kode daerah",
    Field.PROVINCE: "provinsi|propinsi|prov|province|asal provinsi|provinsi asal",
    Field.COUNTRY: "negara|country|asal negara|negara asal",
    Field.PLACE: "tempat di luar negeri|kota di luar negeri|place abroad",
    Field.PEOPLE: "jumlah|jml|jumlah orang|jml orang|jumlah peserta|jml peserta|jumlah rombongan|"
    "jumlah tamu|jml tamu|jumlah pengunjung|jumlah personil|jumlah anggota|peserta|orang|people|"
    "banyaknya|total peserta|jumlah hadir|pax|participants|number of people|jumlah total|total|"
    "jumlah peserta kunjungan|jumlah jumlah|jumlah delegasi|jmlh|jumlah pax|banyak peserta",
    Field.CAME: "jumlah yang hadir|yang hadir|people who came|orang yang hadir|jumlah kehadiran",
    Field.PURPOSE: "tujuan|maksud|maksud tujuan|maksud dan tujuan|keperluan|perihal|agenda|materi|"
    "topik|tema|kegiatan|maksud kunjungan|tujuan kunjungan|purpose|acara|uraian kegiatan|hal|"
    "nama kegiatan|materi kunjungan|topik kunjungan|tujuan dan maksud",
    Field.LEADER: "pimpinan|nama pimpinan|pimpinan rombongan|nama pimpinan rombongan|"
    "ketua rombongan|nama ketua rombongan|kepala rombongan|dipimpin oleh|leader|leader s name",
    Field.LEADER_POSITION: "jabatan|jabatan pimpinan|jabatan pimpinan rombongan|"
    "jabatan ketua rombongan|leader s position",
    Field.CONTACT: "narahubung|nama narahubung|kontak|contact person|cp|pic|nama kontak|"
    "penanggung jawab|contact s name|nama pic",
    Field.CONTACT_POSITION: "jabatan narahubung|jabatan kontak|contact s position",
    Field.PHONE: "no hp|nomor hp|hp|telepon|no telepon|nomor telepon|telp|no telp|wa|no wa|"
    "nomor wa|whatsapp|no whatsapp|no kontak|nomor kontak|kontak hp|telepon narahubung|"
    "no hp narahubung|contact s phone|no handphone|phone",
    Field.EMAIL: "email|e mail|alamat email|alamat e mail|surel|e mail narahubung|"
    "contact s e mail address",
    Field.LETTER_NUMBER: "nomor surat|no surat|surat nomor|nomor surat masuk|no surat masuk|"
    "nomor surat permohonan|no surat permohonan|letter number|nomor dan tanggal surat",
    Field.LETTER_DATE: "tanggal surat|tgl surat|tanggal surat masuk|tgl surat masuk|"
    "tanggal surat permohonan|letter date",
    Field.NOTES: "keterangan|ket|catatan|notes|remarks|keterangan lain",
    Field.STATUS: "status|realisasi|keterlaksanaan|status kunjungan|terlaksana|"
    "whether it took place",
}
_BRACKETS = re.compile(r"\([^)]*\)")
# The last words of a head that counts men or women alone ("Jumlah L", "Peserta Perempuan").
_MEN_OR_WOMEN = re.compile(
    r"(?:(?P<of>.*?) )?"
    r"(?:(?P<men>l|lk|laki laki|laki|pria|men)|(?P<women>p|pr|perempuan|wanita|women))"
)
_SURE, _SLIP, _PART = 3.0, 2.0, 1.0
# A word so long may have a slip in it: in shorter ones it is another word ("hari", "hadir").
_LONG = 5
# Words that heads hold beside a field's own: what the column is of.
_LOOSE = frozenset(
    {"yang", "dan", "dari", "di", "ke", "nama", "asal", "kunjungan", "studi", "tiru"}
    | {"rombongan", "peserta"}
)


@cache
def _phrases() -> dict[str, Field]:
    """What heads say, and what we write above the columns ourselves, in both languages."""
    known = {phrase: field for field, line in _HEADS.items() for phrase in line.split("|")}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {plain(str(words)): field for field, words in WORDS.items()}
    return known


def plain(title: str) -> str:
    """A head as it is compared; letters that stand apart ("T G L") put together."""
    words = normal(_BRACKETS.sub(" ", title)) or normal(title)
    letters = words.split()
    return "".join(letters) if len(letters) > 2 and all(len(w) == 1 for w in letters) else words


def field_of(title: str) -> tuple[Field, float] | None:
    """The field that a head names, and how surely; None where it names none."""
    said, known = plain(title), _phrases()
    if not said or len(said) > 60:
        return None
    for words in (said, said.removeprefix("nama "), said.replace(" ", "")):
        if words in known:
            return known[words], _SURE
    if one := _of_men_or_women(said):
        return one, _SURE
    near = {field for phrase, field in known.items() if _slipped(said, phrase)}
    if len(near) == 1:
        return near.pop(), _SLIP
    words_said = set(said.split())
    parts = [
        (len(phrase.split()), field)
        for phrase, field in known.items()
        if len(phrase) > 3
        and set(phrase.split()) <= words_said
        and ("surat" in words_said) == ("surat" in phrase)
        and not words_said - set(phrase.split()) - _LOOSE
    ]
    return (max(parts)[1], _PART) if parts else None


def _of_men_or_women(said: str) -> Field | None:
    """Of heads such as "jumlah l": a number of men or women is none of the people."""
    found = _MEN_OR_WOMEN.fullmatch(said)
    if found is None or (found["of"] and _phrases().get(found["of"]) != Field.PEOPLE):
        return None
    return Field.MEN if found["men"] else Field.WOMEN


def _slipped(said: str, phrase: str) -> bool:
    """Whether these are the same words, but for a slip in a long one."""
    words, others = said.split(), phrase.split()
    return len(words) == len(others) and all(
        one == other
        or (min(len(one), len(other)) >= _LONG and slips(one, other, most=1) is not None)
        for one, other in zip(words, others, strict=True)
    )


def guess(titles: Sequence[str]) -> dict[str, Field]:
    """Which field each title means, each field once: the surest, of equals the first.

    Men and women are two columns or none: "P" alone may be anything.
    """
    found = [(title, *named) for title in titles if (named := field_of(title))]
    chosen: dict[str, Field] = {}
    for title, field, _score in sorted(found, key=lambda row: -row[2]):
        if field not in chosen.values():
            chosen[title] = field
    if len({Field.MEN, Field.WOMEN} & set(chosen.values())) == 1:
        chosen = {t: f for t, f in chosen.items() if f not in (Field.MEN, Field.WOMEN)}
    return chosen
