"""Names as people shorten them."""

import pytest

from visits.language.shortening import shortened


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("Kabupaten Solok, Sumatera Barat", "Kab. Solok, Sumatera Barat"),
        ("PEMERINTAH KABUPATEN LINGGA", "Pemkab LINGGA"),
        ("Sekretariat  Daerah Provinsi Kepulauan Riau", "Setda Prov. Kep. Riau"),
        (
            "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kota Solok",
            "DPMPTSP Kota Solok",
        ),
        ("Kabupatenku", "Kabupatenku"),
        ("Universitas Andalas", "Universitas Andalas"),
        ("", ""),
    ],
)
def test_usual_short_forms_stand_for_the_long_ones(long: str, short: str) -> None:
    assert shortened(long) == short
