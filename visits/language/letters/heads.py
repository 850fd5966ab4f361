"""The head of a letter: its number, subject and sender, in the layouts that offices use."""

import re
from collections.abc import Iterator

from visits.language.letters.days import DAY, MONTH, PLACE

_LABELS = (
    r"n\s?o\s?m\s?o\s?r|nomer|no|h\s?a\s?l|sifat|lampiran|lamp|hal|perihal|"
    r"tanggal|tgl|kepada|yth|tembusan|klasifikasi|derajat|subject|number|date|ref"
)
_LABEL = re.compile(rf"^\s*(?:(?P<label>{_LABELS})\s*\.?)\s*(?P<colon>:)?\s*(?P<rest>.*)$", re.I)
_NUMBER_LABEL = re.compile(
    r"^\s*(?:nomor|nomer|n\s?o\s?m\s?o\s?r|no|number|ref)\s*\.?\s*(?P<colon>[:;])?\s*(?P<rest>.*)$",
    re.I,
)
_SUBJECT_LABEL = re.compile(
    r"^\s*(?:perihal|hal|h\s?a\s?l|subject|re)\s*\.?\s*[:;]\s*(?P<rest>.*)$", re.I
)
# Here the head of a letter is over: what follows may cite other letters.
_BODY = re.compile(
    r"^\s*(?:dengan hormat|sehubungan|dalam rangka|menindaklanjuti|memperhatikan|berdasarkan|"
    r"assalam|bersama ini|salam|dengan ini|menimbang|dasar\b|dear |with reference|in order|"
    r"yang bertanda)",
    re.I,
)
_BLANK = re.compile(r"/\s*/|/\s{2,}|_{2,}|\.{3,}|…|^\s*/|/\s*$|^[^/\d]*$|\bx{2,}\b", re.I)
# A law or a rule, and no letter: "Nomor 5 Tahun 2026".
_RULE = re.compile(r"^\s*\d+\s+tahun\s+\d{4}", re.I)
_CUT = re.compile(
    r"\s{3,}\S|\s+(?:sifat|lampiran|lamp|perihal|hal|kepada|yth|tanggal|tgl|tentang)\b|"
    # A place before the date: "Tanjung Selor, 25 November 2026".
    r"\s+[A-Z][a-z][A-Za-z.' -]{1,40},",
)
_SEPARATOR = re.compile(r"\s*([/\\])\s*")
_ADDRESS = re.compile(
    r"\b(?:jl\b|jln\b|jalan|telp|telepon|tlp|fax|faks|email|e-mail|laman|website|situs|"
    r"kode pos|alamat|www\.|http|@|pos-el)",
    re.I,
)
_OFFICE = re.compile(
    r"\b(?:pemerintah|dinas|badan|sekretariat|inspektorat|kementerian|kantor|kecamatan|dewan|komisi|"
    r"pengadilan|kejaksaan|rumah sakit|universitas|bagian|biro|satuan|balai|direktorat|lembaga|"
    r"mahkamah|sekolah|politeknik|institut|perusahaan)\b",
    re.I,
)
_REGION = re.compile(
    r"^pemerintah(?:an)?\s+(?:daerah\s+)?((?:kabupaten|kota|provinsi|propinsi|daerah|aceh|desa)\b.*|kab\..*|aceh)$",
    re.I,
)
_SMALL = {"dan", "di", "ke", "dari", "untuk", "pada", "serta", "atau"}
_SHORT = {
    "RI",
    "DPRD",
    "DPMPTSP",
    "RSUD",
    "PTSP",
    "BPS",
    "KPU",
    "DKI",
    "BKPSDM",
    "UPTD",
    "BUMN",
    "DPR",
    "II",
    "III",
    "IV",
    "IA",
    "IB",
}


def head_of(lines: list[str]) -> list[str]:
    """What stands before the letter's own words, at most forty lines."""
    for number, line in enumerate(lines[:40]):
        if _BODY.match(line):
            return lines[:number]
    return lines[:40]


def number_in(head: list[str]) -> str:
    """The letter's number, where it is whole and there is but one."""
    found = [clean for rest in _values(head, _NUMBER_LABEL) if (clean := _clean_number(rest))]
    unlike = {re.sub(r"\W", "", each).casefold() for each in found}
    return found[0] if len(unlike) == 1 else ""


def _values(head: list[str], label: re.Pattern[str]) -> Iterator[str]:
    """What stands behind the label: on its line, on the next, or in a column of its own."""
    for index, line in enumerate(head):
        match = label.match(line)
        if match is None:
            continue
        rest = match["rest"].strip()
        colon = "colon" not in label.groupindex or match["colon"]
        if rest and rest != ":":
            if colon or re.match(r"[\w.-]*\d[\w.-]*\s*/", rest):
                yield rest
            continue
        # Labels one below the other, then their values in the same order.
        block = index
        while block > 0 and _bare(head[block - 1]):
            block -= 1
        end = index
        while end + 1 < len(head) and _bare(head[end + 1]):
            end += 1
        at = end + 1 + (index - block)
        if at < len(head):
            value = head[at].strip()
            if end > index or block < index:
                if value.startswith(":"):
                    yield value.lstrip(": ")
            else:
                yield value.lstrip(": ")


def _bare(line: str) -> bool:
    match = _LABEL.match(line)
    return match is not None and not match["rest"].strip()


def _clean_number(rest: str) -> str:
    rest = rest.lstrip(":; ").strip()
    if _RULE.match(rest):
        return ""
    cut = _CUT.search(rest)
    whole = rest[: cut.start()] if cut else rest
    if DAY.search(whole) and not re.search(r"/", whole):
        whole = whole[: DAY.search(whole).start()]  # type: ignore[union-attr]
    whole = whole.strip(" .,;:")
    if _BLANK.search(whole) or (cut and re.match(r"\s*/", rest[cut.start() :])):
        return ""
    # A running number that was left open for a pen: "005/      /DPMPTSP/2026".
    if re.search(r"/\s{2,}", rest):
        return ""
    whole = _SEPARATOR.sub(r"\1", whole)
    whole = re.sub(r"\s*-\s*", "-", whole)
    whole = " ".join(whole.split())
    if len(whole) > 80 or len(whole) < 3 or not re.search(r"\d", whole):
        return ""
    words = whole.split(" ")
    if len(words) > 3 or any(len(word) > 1 and word.islower() for word in words):
        return ""
    return whole


def subject_in(head: list[str]) -> str:
    """What the letter is about, as far as that is sure: to be shown, not stored."""
    for index, line in enumerate(head):
        match = _SUBJECT_LABEL.match(line)
        if match is None:
            continue
        parts = [re.split(r"\s{3,}", match["rest"])[0]]
        # Beside another column nobody knows whose the next line is.
        beside = any(re.search(r"\S\s{3,}\S", line) for line in head[:index])
        for following in () if beside else head[index + 1 : index + 4]:
            if _LABEL.match(following) or re.match(r"\s*(?:di\b|bapak|ibu|sdr)", following, re.I):
                break
            if PLACE.search(following + " ") or DAY.search(following):
                break
            parts.append(following)
        words = " ".join(" ".join(parts).split())
        words = re.split(r"\s+(?:Kepada|Yth)\b", words)[0]
        words = re.split(rf"\s+[A-Z][a-z]+,\s*\d{{1,2}}\s+{MONTH}", words, flags=re.I)[0]
        return words.strip(" .,:;*_")[:300]
    return ""


def sender_in(head: list[str]) -> str:
    """The sender as the letterhead calls it: the office, and of which region."""
    lines = []
    for line in head[:8]:
        words = " ".join(line.split())
        if _ADDRESS.search(words) or _NUMBER_LABEL.match(words) or _SUBJECT_LABEL.match(words):
            break
        letters = [c for c in words if c.isalpha()]
        if not letters:
            continue
        if sum(c.isupper() for c in letters) < 0.8 * len(letters):
            break
        if words.startswith(("SURAT ", "NOTA ", "UNDANGAN")):
            break
        lines.append(words)
    if not lines or not _OFFICE.search(" ".join(lines)):
        return ""
    region = _REGION.match(lines[0])
    office = lines[1:] if region and len(lines) > 1 else lines
    name = _titled(" ".join(office))
    if region and len(lines) > 1:
        place = _titled(region[1])
        if place.casefold() not in name.casefold():
            name = f"{name} {place}"
    return name[:200]


def _titled(words: str) -> str:
    return " ".join(
        word
        if word.strip("().,") in _SHORT
        else word.lower()
        if word.lower() in _SMALL
        else "-".join(part.capitalize() for part in word.split("-"))
        for word in words.split()
    )
