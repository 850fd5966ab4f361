"""A rank by the words of a position: only where they leave no doubt."""

import pytest

from visits.people.ranks import rank_of


@pytest.mark.parametrize(
    ("position", "rank"),
    [
        ("Kepala Dinas", "office_head"),
        ("Kepala DPMPTSP Kabupaten Solok", "office_head"),
        ("  plt.  KEPALA  BADAN Kepegawaian", "office_head"),
        ("Wakil Bupati Solok", "regional_head"),
        ("Pj. Gubernur Riau", "regional_head"),
        ("Walikota Padang", "regional_head"),
        ("Sekretaris Daerah", "secretary"),
        ("Asisten I Setda", "secretary"),
        ("Wakil Ketua DPRD Kota Solok", "council"),
        ("Anggota Komisi II DPRD", "council"),
        # Nobody's head, or not surely.
        ("Kepala Bidang Perizinan", None),
        ("Sekretaris DPRD", None),
        ("Sekretaris Dinas", None),
        ("Staf Ahli Bupati", None),
        ("Asisten Ombudsman", None),
        ("Camat", None),
        ("", None),
    ],
)
def test_only_clear_words_say_a_rank(position: str, rank: str | None) -> None:
    assert rank_of(position) == rank
