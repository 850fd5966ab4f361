"""The words by which a position (jabatan) is known, and those that no name has."""

import re

# What a position begins with.
_BEGINS = (
    r"kepala|kabid|kabag|kadis|kaban|kasubbag|kasubag|kasubbid|kasubid|kasubdit|kasi|kasie|"
    r"sekretaris|sekda|sekdin|sekcam|sekdes|staff?|analis|camat|lurah|bupati|"
    r"wakil (bupati|ketua|wali ?kota|kepala|gubernur)|wabup|wali ?kota|wali nagari|gubernur|"
    r"asisten|direktur|manajer|operator|bendahara|ketua|pengelola|pranata|penyuluh|fungsional|jabatan|"
    r"golongan|pangkat|anggota|pimpinan|koordinator|sub ?koordinator|pendamping|ajudan|sopir|"
    r"supir|pengemudi|driver|plt|plh|pjs?|pgs|jf[tu]?|ahli (muda|madya|pertama|utama)|penelaah|"
    r"pengadministrasi|administrator|pengolah|verifikator|inspektur|auditor|arsiparis|perencana|"
    r"pustakawan|programmer|dosen|guru|rektor|dekan|humas|protokol|pengawas|pemeriksa|"
    r"penata (layanan|kelola|usaha)|pengatur (lalu|rumah|air)|teknisi|fotografer|"
    r"tenaga (ahli|teknis)|"
    r"juru (bicara|kamera|tulis|ketik|masak)|pelaksana|petugas|pegawai|honorer|thl|magang|"
    r"customer service|front office|head of|director|manager|secretary|officer|analyst|assistant|"
    r"coordinator|chair|member|deputy"
)
POSITION = re.compile(rf"\s*({_BEGINS})(?!\w)", re.IGNORECASE)
WITHIN = re.compile(rf"(?<!\w)({_BEGINS})(?!\w)", re.IGNORECASE)
# Behind a name without any mark between: only what is no part of a name.
AFTER_NAME = re.compile(rf"(?<=\s)({_BEGINS})(?!\w)", re.IGNORECASE)
# Of an office, a group or a journey: what stands there names no person.
NOT_OF_A_PERSON = re.compile(
    r"(?<!\w)(peserta|daftar|studi (tiru|banding)|study tiru|kunjungan|kunker|rombongan|delegasi|"
    r"kabupaten|kab\.|provinsi|prov\.|pemkab|pemko|pemkot|dinas|badan|kantor|sekretariat|bagian|tim|"
    r"kelompok|grup|group|instansi|opd|dpmptsp|mpp|mobil|bus|pesawat|tanggal|hari\W+(senin|selasa|rabu|kamis|jumat|sabtu|minggu)|terdiri)(?!\w)",
    re.IGNORECASE,
)
_OF_SENTENCES = re.compile(
    r"(?<!\w)(yang|untuk|akan|dan|atau|serta|ini|itu|saya|kami|kita|nanti|mohon|silakan|silahkan|"
    r"tolong|ikut|hadir|kirim|lagi|sudah|belum|tidak|bisa|pak|bu|bang|ya|ok|oke|siap|baik|izin|"
    r"suami|isteri|istri|anak|rekan|teman|keluarga|orang|org|pax|dst|dll|will|and|with|please)(?!\w)",
    re.IGNORECASE,
)
NOBODY = re.compile(
    r"[\s\W]*(menyusul|kosong|belum ada|blm ada|belum|nihil|tba|tbd|tbc|xx+|akan (di)?konfirmasi|"
    r"konfirmasi|nip menyusul|to follow|none)?[\s\W]*",
    re.IGNORECASE,
)


def names_nobody(name: str) -> bool:
    """Whether a text that stands where a name belongs rather is a sentence, or an office."""
    return bool(NOT_OF_A_PERSON.search(name) or _OF_SENTENCES.search(name) or len(name.split()) > 9)
