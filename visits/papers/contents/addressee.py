"""Who heads an institution, as a letter addresses it: "Yth. Kepala Dinas …", "Ketua DPRD …".

By how the name begins; an institution that nothing here fits is headed by its "Pimpinan". The host
may word the addressee otherwise (passage `addressee`).
"""

import re

# The title, and whether it stands in place of the word that the name begins with.
_HEADS: tuple[tuple[str, str, bool], ...] = (
    (r"Sekretariat (?:DPRD|Dewan)|Setwan", "Sekretaris DPRD", True),
    (r"Sekretariat Daerah|Setda", "Sekretaris Daerah", True),
    (r"Dewan Perwakilan|DPRD|DPR\b|Komisi\b|KPU\b|Bawaslu\b|Badan Pengawas Pemilu", "Ketua", False),
    (r"Pemerintah Kabupaten|Pemkab", "Bupati", True),
    (r"Pemerintah Kota|Pemkot", "Wali Kota", True),
    (r"Pemerintah (?:Daerah )?Provinsi|Pemprov", "Gubernur", True),
    (r"Inspektorat", "Inspektur", True),
    (r"Kecamatan", "Camat", True),
    (r"Kelurahan", "Lurah", True),
    (r"Universitas|Institut\b", "Rektor", False),
    (r"Sekolah Tinggi", "Ketua", False),
    (r"Politeknik|Akademi|Rumah Sakit|RSUD|RSUP|RS\b", "Direktur", False),
    (r"Dinas|Badan|Kantor|Balai|Bagian|Biro|Satuan|Satpol|Dis[a-z]+|Bappe", "Kepala", False),
    (r"UPTD?\b|Puskesmas|Sekolah|SM[AKP]N?\b|Mal Pelayanan|MPP\b|Desa\b", "Kepala", False),
    # DPMPTSP, DPUPR, BKPSDM, BPKAD: offices by their initials.
    (r"B[A-Z]{2,}\b|D[A-Z]{3,}\b", "Kepala", False),
)
_BEGINS = [(re.compile(begin), title, instead) for begin, title, instead in _HEADS]


def head_of(institution: str, language: str) -> str:
    """Who heads `institution`, with its name: "Kepala DPMPTSP Kabupaten Solok"."""
    if language == "en":
        return f"The Head of {institution}"
    for begin, title, instead in _BEGINS:
        if found := begin.match(institution):
            rest = institution[found.end() :].strip() if instead else institution
            return f"{title} {rest}".strip()
    return f"Pimpinan {institution}"
