"""Long names as people shorten them: "DPMPTSP Kab. Solok". On lists alone, never in letters."""

import re

# As offices write themselves; the longer first, since some begin others.
_SHORT = {
    "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu": "DPMPTSP",
    "Dinas Penanaman Modal dan PTSP": "DPMPTSP",
    "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia": "BKPSDM",
    "Badan Perencanaan Pembangunan Daerah": "Bappeda",
    "Badan Pengelolaan Keuangan dan Aset Daerah": "BPKAD",
    "Dinas Kependudukan dan Pencatatan Sipil": "Disdukcapil",
    "Dinas Komunikasi dan Informatika": "Diskominfo",
    "Dewan Perwakilan Rakyat Daerah": "DPRD",
    "Dewan Perwakilan Rakyat": "DPR",
    "Mal Pelayanan Publik": "MPP",
    "Sekretariat Daerah": "Setda",
    "Pemerintah Kabupaten": "Pemkab",
    "Pemerintah Kota": "Pemkot",
    "Pemerintah Provinsi": "Pemprov",
    "Kabupaten": "Kab.",
    "Provinsi": "Prov.",
    "Kepulauan": "Kep.",
    "Kecamatan": "Kec.",
}
_SPELT = {long.casefold(): short for long, short in _SHORT.items()}
_LONG = re.compile(
    r"\b(?:" + "|".join(re.escape(long).replace(r"\ ", r"\s+") for long in _SHORT) + r")\b",
    re.IGNORECASE,
)


def shortened(name: str) -> str:
    """`name` with the usual short forms in it."""
    return _LONG.sub(lambda found: _SPELT[" ".join(found[0].split()).casefold()], name)
