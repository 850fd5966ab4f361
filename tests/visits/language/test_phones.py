"""Phone numbers as people write them."""

import pytest

from visits.language.phones import Phone, parse_phone, read_phone

BUDI = "+6281234567890"
SAME = [
    "0812-3456-7890", "081234567890", "0812 3456 7890", "0812.3456.7890", "62812 3456 7890",
    "+62 812-3456-7890", "+62 (0)812 3456 7890", "+62-0812-3456-7890", "62 0812 3456 7890",
    "8123 4567 890", "0062 812 3456 7890", "tel:+6281234567890", "tel:0812-3456-7890",
    "https://wa.me/6281234567890", "wa.me/6281234567890?text=Halo", "wa.me/+6281234567890",
    "https://api.whatsapp.com/send?phone=6281234567890&text=x", "whatsapp://send?phone=6281234567890",
    "0812-3456-7890 (WA)", "0812-3456-7890 (Budi)", "WA 0812-3456-7890", "WA: 0812-3456-7890",
    "HP/WA 0812-3456-7890", "No. HP: 0812 3456 7890", "WhatsApp 0812 3456 7890",
    "Telp. 081234567890",
    "٠٨١٢٣٤٥٦٧٨٩٠", "０８１２３４５６７８９０", "\u202a+62 812-3456-7890\u202c",
    "0812\u00a03456\u00a07890",
    "0812/3456/7890", "0812,3456,7890", "(0812) 3456 7890",
]  # fmt: skip
MORE = {
    "0812-3456-7890 / 0813-1111-2222": (BUDI, "0813-1111-2222"),
    "0812-3456-7890 atau 0813-1111-2222": (BUDI, "0813-1111-2222"),
    "0812-3456-7890, 0813-1111-2222": (BUDI, "0813-1111-2222"),
    "0812-3456-7890; 0813-1111-2222": (BUDI, "0813-1111-2222"),
    "0812-3456-7890 or 0813-1111-2222": (BUDI, "0813-1111-2222"),
    "0812-3456-7890 dan 0813-1111-2222": (BUDI, "0813-1111-2222"),
    "0812-3456-7890 (WA) / 0778-462047 (kantor)": (BUDI, "0778-462047 (kantor)"),
    "0778-462047 pes. 12": ("+62778462047", "pes. 12"),
    "0778-462047 ext 12": ("+62778462047", "ext 12"),
    "0778-462047 ext. 12": ("+62778462047", "ext. 12"),
    "(0778) 462047 pesawat 12": ("+62778462047", "pesawat 12"),
    "0778462047x12": ("+62778462047", "x12"),
    "0778-462047 (pes. 12)": ("+62778462047", "pes. 12"),
    "tel:+62-778-462047;ext=12": ("+62778462047", "ext=12"),
    "0778-462047/48": ("+62778462047", "48"),
    "Telp. (021) 3456789 / Fax (021) 3456780": ("+62213456789", "Fax (021) 3456780"),
}


@pytest.mark.parametrize("typed", SAME)
def test_one_number_however_it_is_written(typed: str) -> None:
    assert read_phone(typed) == Phone(BUDI)


@pytest.mark.parametrize(("typed", "read"), MORE.items())
def test_of_several_the_first_is_taken_and_the_rest_is_told(
    typed: str, read: tuple[str, str]
) -> None:
    assert read_phone(typed) == Phone(*read)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+65 6123 4567", "+6561234567"), ("+1 (202) 555-0123", "+12025550123"),
        ("0065 6123 4567", "+6561234567"), ("+44 20 7946 0958", "+442079460958"),
        ("+60 12-345 6789", "+60123456789"),
    ],
)  # fmt: skip
def test_a_number_from_abroad_has_its_country_code(typed: str, number: str) -> None:
    assert parse_phone(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "", "12345", "budi", "O812 3456 7890", "0812-3456-78ab", "081234567890 Budi", "0812 3456",
        "+99 123", "0812345678901234567890", "081234567890 081311112222", "0812-3456-789O",
        "0812-3456-7890" + " " * 100 + "1",
    ],
)  # fmt: skip
def test_what_is_no_number_for_sure_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="phone number"):
        parse_phone(typed)
