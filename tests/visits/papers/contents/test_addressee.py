"""A letter is addressed to whoever heads the institution."""

import pytest

from visits.papers.contents.addressee import head_of


@pytest.mark.parametrize(
    ("institution", "head"),
    [
        ("DPMPTSP Kabupaten Solok", "Kepala DPMPTSP Kabupaten Solok"),
        ("Dinas Kesehatan Kota Padang", "Kepala Dinas Kesehatan Kota Padang"),
        ("Bappeda Kota Solok", "Kepala Bappeda Kota Solok"),
        ("DPRD Kabupaten Agam", "Ketua DPRD Kabupaten Agam"),
        ("Sekretariat DPRD Kabupaten Agam", "Sekretaris DPRD Kabupaten Agam"),
        ("Sekretariat Daerah Kota Bukittinggi", "Sekretaris Daerah Kota Bukittinggi"),
        ("Pemerintah Kota Padang", "Wali Kota Padang"),
        ("Pemerintah Kabupaten Kutai Timur", "Bupati Kutai Timur"),
        ("Inspektorat Kabupaten Solok", "Inspektur Kabupaten Solok"),
        ("Universitas Andalas", "Rektor Universitas Andalas"),
        ("RSUD Arosuka", "Direktur RSUD Arosuka"),
        ("Ombudsman RI", "Pimpinan Ombudsman RI"),
    ],
)
def test_who_heads_it(institution: str, head: str) -> None:
    assert head_of(institution, "id") == head


def test_in_english_it_has_a_head() -> None:
    assert head_of("Ministry of the Interior", "en") == "The Head of Ministry of the Interior"
