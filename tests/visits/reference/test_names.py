"""Every name of a region leads to it, and one that is misspelt asks before it leads elsewhere."""

import statistics
import time
from collections.abc import Iterator

import pytest

from visits.reference import finding
from visits.reference.finding import Found
from visits.reference.likeness import slips
from visits.reference.names import listed, rows, words_of

REGIONS = {row["code"]: row for row in rows("regions.csv")}
OTHERS = [
    pytest.param(row["code"], row["kind"], row["names"].split(";"), id=row["code"] + row["kind"])
    for row in rows("names.csv")
]


def find(query: str) -> Found:
    """Among all regions of our list."""
    return finding.find(query, listed())


KIND = {"province": "Provinsi", "regency": "Kabupaten", "city": "Kota"}
# As the reports of users have them.
TYPED = {
    "kabupaten kepulauan siau tagulandang biaro": "71.09",
    "kepulauan siau": "71.09",
    "kota administrasi jakarta pusat": "31.71",
    "daerah khusus ibukota": "31",
    "daerah khusus jakarta": "31",
    "oku timur": "16.08",
    "oku selatan": "16.09",
    "oku": "16.01",
    "oki": "16.02",
    "muba": "16.06",
    "muratara": "16.13",
    "pali": "16.12",
    "kuansing": "14.09",
    "kobar": "62.01",
    "madina": "12.13",
    "paluta": "12.20",
    "malteng": "81.01",
    "siantar": "12.72",
    "pangkep": "73.10",
    "sitaro": "71.09",
    "50 kota": "13.07",
    "limapuluh kota": "13.07",
    "tangsel": "36.74",
    "kbb": "32.17",
    "kukar": "64.02",
    "ppu": "64.09",
    "inhil": "14.04",
    "inhu": "14.02",
    "rohul": "14.06",
    "labura": "12.23",
    "tapteng": "12.01",
    "sergai": "12.18",
    "pessel": "13.01",
    "bolmong": "71.01",
    "konsel": "74.05",
    "halsel": "82.04",
    "jakpus": "31.71",
    "maluku tenggara barat": "81.03",
    "mamuju utara": "76.01",
    "yogya": "34.71",
    "sleman diy": "34.04",
    "lubuklinggau": "16.73",
    "baubau": "74.72",
    "fakfak": "92.03",
    "kutai kertanegara": "64.02",
    "Tanjung Balai": "12.74",
    "Padang Sidempuan": "12.77",
    "Muko Muko": "17.06",
    "Toli Toli": "72.04",
    # Parts of names, wherever they stand.
    "sidimpuan": "12.77",
    "meranti": "14.10",
    "tagulandang": "71.09",
    "ilir": "16.10",
    "wondama": "92.07",
    # What stands around a name on a letterhead.
    "DPMPTSP Kota Batam": "21.71",
    "Dinas Penanaman Modal dan PTSP Kab. Solok Selatan": "13.11",
    "PEMERINTAH KABUPATEN TANAH DATAR": "13.04",
    "pemkab sleman": "34.04",
    "Pemprov Jawa Barat": "32",
    "Kabupaten Solok Selatan, Provinsi Sumatera Barat": "13.11",
    "Kab. Solok (Sumbar)": "13.02",
    "Solok Kota": "13.72",
    "Kab.Solok": "13.02",
    "kab-solok": "13.02",
    "KÁBUPATEN SÓLOK": "13.02",
    "  kota   solok  ": "13.72",
    "O.K.U. Timur": "16.08",
    "kep. aru": "81.07",
    "Pangkajene & Kepulauan": "73.10",
    # In English.
    "West Sumatra": "13",
    "South Solok Regency": "13.11",
    "City of Batam": "21.71",
    "Riau Islands": "21",
}


@pytest.mark.parametrize(("typed", "code"), TYPED.items())
def test_what_people_type_finds_what_they_mean(typed: str, code: str) -> None:
    assert find(typed).codes[0] == code


def test_the_shown_and_the_official_name_of_each_region_lead_to_it_without_a_question() -> None:
    """The nine that the decree spells otherwise are in names.csv as `official`."""
    lost = []
    for code, region in REGIONS.items():
        province = REGIONS.get(region["province"], {"name": ""})["name"]
        full = f"{KIND[region['kind']]} {region['name']}"
        official = [
            name
            for row in rows("names.csv")
            if (row["code"], row["kind"]) == (code, "official")
            for name in row["names"].split(";")
        ]
        whole = [full, full.upper(), f"{full}, {province}" if province else full]
        whole += [f"{KIND[region['kind']]} {name}" for name in official]
        lost += [text for text in whole if find(text).meant != code and not _shared(text, code)]
        lost += [text for text in (region["name"], *official) if find(text).codes[0] != code]
    twins = {r["name"] for r in REGIONS.values() if r["kind"] == "regency"}
    assert [name for name in lost if name not in twins | {"Jambi", "Bengkulu", "Gorontalo"}] == []


def _shared(text: str, code: str) -> bool:
    """Whether another region bears it too, and a choice is shown that begins with this one."""
    found = find(text)
    return found.codes[0] == code and not found.guessed and len(found.codes) > 1


def test_names_that_are_several_give_all_of_them() -> None:
    assert find("Solok").codes == ("13.02", "13.72", "13.11")
    assert find("Solok").meant is None
    assert find("Gorontalo").codes[:3] == ("75", "75.01", "75.71")
    assert set(find("mura").codes[:2]) == {"16.05", "62.12"}
    assert set(find("jogja").codes) == {"34", "34.71"}
    twins = [
        region
        for region in REGIONS.values()
        if region["kind"] == "city"
        for other in REGIONS.values()
        if other["kind"] == "regency" and other["name"] == region["name"]
    ]
    assert len(twins) == 26
    for twin in twins:
        found = find(twin["name"])
        assert twin["code"] in found.codes[:3]
        assert not found.guessed
        assert found.meant is None
        assert find(f"Kota {twin['name']}").meant == twin["code"]


@pytest.mark.parametrize(("code", "kind", "other"), OTHERS)
def test_each_other_name_leads_to_its_region(code: str, kind: str, other: list[str]) -> None:
    for name in other:
        found = find(name)
        bearers = {n.code for n in listed().exact["".join(words_of(name))]}
        assert code in bearers
        assert set(found.codes[: len(bearers)]) == bearers, name
        if kind in ("former", "official") and len(bearers) == 1:
            assert not found.guessed, name


def test_no_long_short_name_lies_beside_anothers_name() -> None:
    """One of five letters or fewer may, and is asked about; of longer ones there is no need."""
    beside = [
        (other.text, own.text)
        for other in listed().all
        for own in listed().all
        if own.own
        and not other.own
        and len(other.text) > 5
        and other.code not in {n.code for n in listed().exact[own.text]}
        and slips(other.text, own.text, most=1)
    ]
    assert beside == []


@pytest.mark.parametrize("short", ["pali", "muba", "oku", "oki", "kobar", "tuba", "solo", "palas"])
def test_a_short_name_is_no_misspelling_of_another(short: str) -> None:
    exact = {n.code for n in listed().exact[short]}
    for code in find(short).codes:
        assert code in exact or any(n.holds(short) for n in listed().of[code])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Kota Batam, Riau", "21.71"),
        ("Kota Batam, Provinsi Riau", "21.71"),
        ("kabupaten merauke papua", "93.01"),
        ("Kabupaten Sorong, Provinsi Papua Barat", "96.01"),
        ("kota banjar jawa tengah", "32.79"),
        ("banjar jawa tengah", "32.79"),
        ("kab solok sumsel", "13.02"),
        ("bima ntt", "52.06"),
    ],
)
def test_a_region_named_in_another_province_is_asked_about(typed: str, code: str) -> None:
    found = find(typed)
    assert found.codes[0] == code
    assert found.guessed
    assert found.meant is None


@pytest.mark.parametrize(
    "typed", ["soluk", "bandng", "kota sleman", "kabupaten bukittinggi", "dpmptsp batam", "una"]
)
def test_what_is_only_guessed_says_so_and_is_never_taken(typed: str) -> None:
    found = find(typed)
    assert found.guessed
    assert found.codes
    assert found.meant is None


def misspelt(name: str, places: Iterator[int]) -> Iterator[str]:
    """The name with one letter left out, swapped with the next, or changed, at each place."""
    text = name.lower()
    for at in places:
        yield text[:at] + text[at + 1 :]
        if at + 1 < len(text) and text[at] != text[at + 1]:
            yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if text[at].isalpha():
            changed = "aeioua"["aeiou".index(text[at]) + 1] if text[at] in "aeiou" else "x"
            yield text[:at] + changed + text[at + 1 :]


def silently_wrong(code: str, typed: str) -> Found | None:
    """What was found, where it is neither the region itself first, nor a question."""
    found = find(typed)
    if found.codes and (found.guessed or found.codes[0] == code):
        return None
    # "Badung" is Bandung without a letter, and the whole name of another regency.
    whole = listed().exact.get("".join(words_of(typed)), ())
    return None if any(name.own and name.code == found.codes[0] for name in whole) else found


def test_a_name_with_one_wrong_letter_is_found_or_asked_about() -> None:
    wrong = [
        (region["name"], typed)
        for code, region in REGIONS.items()
        for typed in misspelt(
            region["name"], iter({0, len(region["name"]) // 2, len(region["name"]) - 1})
        )
        if silently_wrong(code, typed)
    ]
    assert wrong == []


@pytest.mark.slow
def test_so_is_every_name_with_any_letter_wrong_with_its_kind_or_without() -> None:
    tried = 0
    for code, region in REGIONS.items():
        for name in (region["name"], f"{KIND[region['kind']]} {region['name']}"):
            for typed in misspelt(name, iter(range(len(name)))):
                tried += 1
                rest = typed.removeprefix(KIND[region["kind"]].lower() + " ")
                assert not silently_wrong(code, typed) or not silently_wrong(code, rest), typed
    assert tried > 30_000


@pytest.mark.parametrize(
    "query", ["", " ", "\x00", "🙂", "..", "-", "x" * 1_000_000, "qqqqqq", "kota " * 1000]
)
def test_nonsense_harms_nobody(query: str) -> None:
    assert not find(query).guessed


@pytest.mark.slow
@pytest.mark.machine_clock
def test_a_search_takes_less_than_ten_milliseconds() -> None:
    """Whatever is typed; the database is not asked but for the regions to show."""
    listed()
    hard = [
        "kepulauan siau",
        "kabupatem kepulauaan siao tagulandamg biaro prov sulawesi utaraa",
    ]
    hard += ["kota " * 16, "x" * 80, "barat timur utara selatan tengah daya jawa sumatera papua"]
    for query in [*TYPED, *hard]:
        taken = []
        for _ in range(5):
            begin = time.process_time()
            find(query)
            taken.append(time.process_time() - begin)
        assert statistics.median(taken) < 0.010, query
