"""What the demo is made of: the host, its agencies and the delegations that call in."""

from dataclasses import dataclass

from visits.models import Status

AGENCIES: tuple[tuple[str, str], ...] = (
    ("dpmptsp", "DPMPTSP Kota Batam"),
    ("disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("bapenda", "Badan Pendapatan Daerah"),
    ("dinkes", "Dinas Kesehatan"),
    ("disnaker", "Dinas Tenaga Kerja"),
    ("dinsos", "Dinas Sosial dan Pemberdayaan Masyarakat"),
    ("dlh", "Dinas Lingkungan Hidup"),
    ("pupr", "Dinas Bina Marga dan Sumber Daya Air"),
    ("ciptakarya", "Dinas Cipta Karya dan Tata Ruang"),
    ("disperindag", "Dinas Perindustrian dan Perdagangan"),
    ("diskominfo", "Dinas Komunikasi dan Informatika"),
    ("dishub", "Dinas Perhubungan"),
    ("disdik", "Dinas Pendidikan"),
    ("bp-batam", "BP Batam"),
    ("samsat", "Samsat Kepulauan Riau"),
    ("dpmptsp-kepri", "DPMPTSP Provinsi Kepulauan Riau"),
    ("imigrasi", "Kantor Imigrasi Kelas I Khusus TPI Batam"),
    ("bpn", "Kantor Pertanahan Kota Batam"),
    ("kemenag", "Kantor Kementerian Agama"),
    ("kpp", "Kantor Pelayanan Pajak Pratama"),
    ("bea-cukai", "KPU Bea dan Cukai Tipe B Batam"),
    ("polresta", "Polresta Barelang"),
    ("kejari", "Kejaksaan Negeri Batam"),
    ("pn", "Pengadilan Negeri Batam"),
    ("pa", "Pengadilan Agama Batam"),
    ("bpjs-kesehatan", "BPJS Kesehatan"),
    ("bpjs-tk", "BPJS Ketenagakerjaan"),
    ("taspen", "PT Taspen (Persero)"),
    ("bpom", "Balai POM Batam"),
    ("pln", "PLN Batam"),
)

TOPICS: tuple[tuple[str, str, str], ...] = (
    ("tata-kelola", "Tata kelola MPP", "Running a public service mall"),
    ("oss", "Perizinan berusaha (OSS)", "Business licensing (OSS)"),
    ("antrean-skm", "Antrean dan SKM", "Queues and satisfaction survey"),
    ("integrasi", "Integrasi 30 instansi", "Thirty agencies under one roof"),
    ("imigrasi", "Layanan imigrasi", "Immigration services"),
    ("pengaduan", "Pengaduan", "Complaints"),
)

# Name, position, agency's code, mailbox.
OFFICERS: tuple[tuple[str, str, str, str], ...] = (
    ("Rina Marlina", "Kepala Bidang Pelayanan", "dpmptsp", "rina"),
    ("Drs. Hasan Basri", "Kepala DPMPTSP Kota Batam", "dpmptsp", "hasan"),
    ("Andi Saputra", "Narasumber layanan keimigrasian", "imigrasi", "andi"),
    ("Yulianti", "Koordinator loket BPJS Kesehatan", "bpjs-kesehatan", "yulianti"),
    ("Bambang Setiawan", "Koordinator loket Samsat", "samsat", "bambang"),
    ("Maria Sihombing", "Kepala Seksi Pengaduan", "dpmptsp", "maria"),
)


@dataclass(frozen=True)
class Guest:
    """A delegation of the demo.

    `week` counts weeks from this one; `asked_days` days from the request to today (for past
    visits: to the visit's Monday).
    """

    institution: str
    region: str
    people: int
    leader: str
    position: str
    rank: str
    contact: str
    purpose: str
    status: Status
    week: int
    asked_days: int
    reason: str = ""


_S = Status
_TATA = "Mempelajari tata kelola MPP dan integrasi layanan antarinstansi."
_OSS = "Mempelajari pendampingan perizinan berusaha dan layanan OSS."
_SKM = "Mempelajari sistem antrean dan survei kepuasan masyarakat."

GUESTS: tuple[Guest, ...] = (
    # Past weeks.
    Guest("Bappeda Kota Bukittinggi", "13.75", 18, "Drs. Afrizal", "Kepala Badan",
          "office_head", "Nofri Yanti", _TATA, _S.COMPLETED, -3, 24),
    Guest("DPMPTSP Kabupaten Banyuwangi", "35.10", 22, "Wahyu Primawan", "Kepala Dinas",
          "office_head", "Sri Lestari", _SKM, _S.COMPLETED, -3, 30),
    Guest("Setda Kabupaten Karimun", "21.02", 9, "H. Muhammad Firmansyah", "Sekretaris Daerah",
          "secretary", "Dedi Kurnia", _TATA, _S.NO_SHOW, -2, 20),
    Guest("DPMPTSP Kota Pekanbaru", "14.71", 15, "Akmal Khairi", "Kepala Dinas",
          "office_head", "Fitri Handayani", _OSS, _S.COMPLETED, -2, 22),
    Guest("Dinas PMPTSP Kabupaten Sleman", "34.04", 30, "Retno Susiati", "Kepala Dinas",
          "office_head", "Agus Wibowo", _SKM, _S.COMPLETED, -2, 26),
    Guest("DPRD Kabupaten Bintan", "21.01", 26, "Fiven Sumanti", "Ketua DPRD",
          "council", "Rudi Hartawan", _TATA, _S.ARRIVED, -1, 21),
    # The weeks ahead.
    Guest("DPMPTSP Kabupaten Lingga", "21.04", 9, "Siska Amelia", "Kepala Bidang",
          "other", "Hendra", _OSS, _S.CONFIRMED, 1, 18),
    Guest("DPMPTSP Kabupaten Natuna", "21.03", 7, "Ahmad Sopian", "Kepala Dinas",
          "office_head", "Wan Suhardi", _OSS, _S.CONFIRMED, 1, 17),
    Guest("Pemerintah Kabupaten Banggai", "72.01", 28, "Amirudin", "Bupati",
          "regional_head", "Moh. Rizal", _TATA, _S.CONFIRMED, 2, 15),
    Guest("DPMPTSP Kota Pariaman", "13.77", 16, "Alfian Harun", "Kepala Dinas",
          "office_head", "Yeni Marlina", _SKM, _S.CONFIRMED, 2, 14),
    Guest("Dinas PMPTSP Kabupaten Sidoarjo", "35.15", 32, "Rudi Setiawan", "Kepala Dinas",
          "office_head", "Nur Aini", _OSS, _S.CONFIRMED, 2, 12),
    Guest("Setda Kota Tomohon", "71.73", 12, "Edwin Roring", "Sekretaris Daerah",
          "secretary", "Jolly Wowor", _TATA, _S.REQUESTED, 2, 2),
    Guest("DPRD Kabupaten Karangasem", "51.07", 40, "I Wayan Suastika", "Ketua DPRD",
          "council", "Ni Made Sari", _SKM, _S.WAITLISTED, 2, 1),
    Guest("DPMPTSP Kabupaten Solok Selatan", "13.11", 20, "Novi Hendri", "Kepala Dinas",
          "office_head", "Rahmi", _TATA, _S.REQUESTED, 3, 1),
    Guest("DPMPTSP Kabupaten Tanah Datar", "13.04", 14, "Hendra Setiawan", "Kepala Dinas",
          "office_head", "Elvi Sukaesih", _OSS, _S.PROPOSED, 3, 4,
          "Aula dipakai rapat pimpinan pada hari itu. Apakah salah satu sesi ini cocok?"),
    Guest("Bagian Organisasi Setda Kota Padang Panjang", "13.74", 11, "Winarno", "Asisten III",
          "secretary", "Desi Arisandi", _SKM, _S.UNVERIFIED, 4, 0),
    Guest("Dinas PMPTSP Kabupaten Kutai Timur", "64.08", 25, "Teguh Budi Santoso",
          "Kepala Dinas", "office_head", "Lina Marlina", _TATA, _S.CONFIRMED, 6, 9),
    Guest("Kecamatan Lubuk Sikaping", "13.08", 8, "Khairul", "Camat",
          "other", "Arif Budiman", _SKM, _S.REQUESTED, 6, 0),
    Guest("DPMPTSP Kota Ternate", "82.71", 19, "Bahtiar Teng", "Kepala Dinas",
          "office_head", "Nurlaila", _OSS, _S.DECLINED, 7, 6,
          "Pada minggu itu seluruh pimpinan mengikuti penilaian nasional."),
    Guest("Bapperida Kabupaten Merauke", "93.01", 10, "Ulmi Listianingsih", "Kepala Badan",
          "office_head", "Yosef", _TATA, _S.CANCELLED, 7, 8, "Anggaran perjalanan dialihkan."),
    Guest("Dinas Kominfo Kota Ambon", "81.71", 13, "Ronald Lekransy", "Kepala Dinas",
          "office_head", "Grace", _SKM, _S.EXPIRED, 8, 3),
)
