"""Lists as they come from phones, with the right answer beside each.

A clear one is read without a question about any line. Of the others every line that may be wrong
is asked about: `asks` is a part of what is said, in English. `left` is what is not taken.
"""

from dataclasses import dataclass

from visits.people.lists.rows import Row

_Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Phone:
    """What is particular, the text, who is in it; see the module for the rest."""

    what: str
    text: str
    rows: _Rows
    asks: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def expected(self) -> list[Row]:
        """The rows."""
        return [Row(*row) for row in self.rows]


ANI = ("Ani Wijaya, S.E.",)
AB: _Rows = (ANI, ("Budi Hartono",))

CLEAR = (
    Phone(
        "a dash before the position",
        "1. Ani Wijaya, S.E. - Analis Kebijakan",
        (("Ani Wijaya, S.E.", "Analis Kebijakan"),),
    ),
    Phone("the position in brackets", "2) Budi (Kepala Bidang)", (("Budi", "Kepala Bidang"),)),
    Phone("all behind commas", "Citra, Analis, III/c", (("Citra", "Analis", "III/c"),)),
    Phone(
        "a heading of WhatsApp, bold",
        "*Daftar peserta Kab. Solok:*\n1. Ani Wijaya, S.E.\n2. Budi Hartono",
        AB,
    ),
    Phone(
        "a heading without a colon",
        "PESERTA STUDI TIRU KE MPP BATAM\nAni Wijaya, S.E.\nBudi Hartono",
        AB,
    ),
    Phone(
        "names in bold, positions in italics",
        "1. *Ani Wijaya, S.E.* - _Kabid Pelayanan_\n2. *Budi* - _Staf_",
        (("Ani Wijaya, S.E.", "Kabid Pelayanan"), ("Budi", "Staf")),
    ),
    Phone("bold opened and not closed", "*Ani Wijaya, S.E.\n*Budi Hartono", AB),
    Phone(
        "exported from WhatsApp on Android",
        "12/03/26 09.14 - Ani: 1. Ani Wijaya, S.E.\n12/03/26 09.15 - Budi: 2. Budi Hartono",
        AB,
    ),
    Phone(
        "copied from WhatsApp",
        "[12/03/26 09.14] Ani: Ani Wijaya, S.E.\n[12/03/26 09.15] +62 812-3456-7890: Budi Hartono",
        AB,
    ),
    Phone(
        "exported from an iPhone, with marks that nobody sees",
        "\u200e[12/03/26, 09.14.22] Ani: Ani Wijaya, S.E.\n"
        "[12/03/26, 09.15.01] Ani: \u200eBudi Hartono",
        AB,
    ),
    Phone(
        "what WhatsApp itself writes between",
        "12/03/26 09.10 - Ani menambahkan Budi\n12/03/26 09.14 - Ani: Ani Wijaya, S.E.\n"
        "12/03/26 09.15 - Ani: <Media tidak disertakan>\n12/03/26 09.16 - Budi: Budi Hartono",
        AB,
    ),
    Phone(
        "a phone number behind the name",
        "1. Ani Wijaya, S.E. 0812-3456-7890\n2. Budi Hartono +62 813 1111 2222",
        AB,
        left=("0812-3456-7890", "+62 813 1111 2222"),
    ),
    Phone(
        "a phone number between name and position",
        "Ani Wijaya, S.E. - 081234567890 - Analis Kebijakan",
        (("Ani Wijaya, S.E.", "Analis Kebijakan"),),
        left=("081234567890",),
    ),
    Phone(
        "a phone number before the name",
        "081234567890 Ani Wijaya, S.E.\n081234567891 Budi Hartono",
        AB,
        left=("081234567890", "081234567891"),
    ),
    Phone(
        "a phone number behind the position",
        "1. Ani Wijaya, S.E. (Kabid) HP. 081234567890",
        (("Ani Wijaya, S.E.", "Kabid"),),
        left=("081234567890",),
    ),
    Phone(
        "a phone number in the brackets of the position",
        "1. Ani (Kabid, 081234567890)",
        (("Ani", "Kabid"),),
        left=("081234567890",),
    ),
    Phone(
        "an e-mail address",
        "Ani Wijaya, S.E. ani@solok.example\nBudi Hartono",
        AB,
        left=("ani@solok.example",),
    ),
    Phone(
        "the NIP behind a dash",
        "1. Ani Wijaya, S.E. - NIP. 19800101 200501 1 001 - Analis",
        (("Ani Wijaya, S.E.", "Analis", "", "198001012005011001"),),
    ),
    Phone(
        "the NIP in brackets",
        "Ani Wijaya, S.E. (198001012005011001)\nBudi Hartono (NIP 198001012005011002)",
        (
            ("Ani Wijaya, S.E.", "", "", "198001012005011001"),
            ("Budi Hartono", "", "", "198001012005011002"),
        ),
    ),
    Phone("numbers with a bracket", "1) Ani Wijaya, S.E.\n2) Budi Hartono", AB),
    Phone("numbers in two brackets", "(1) Ani Wijaya, S.E.\n(2) Budi Hartono", AB),
    Phone("numbers with a stop and a bracket", "1.) Ani Wijaya, S.E.\n2.) Budi Hartono", AB),
    Phone("numbers in square brackets", "[1] Ani Wijaya, S.E.\n[2] Budi Hartono", AB),
    Phone("numbers with a comma", "1, Ani Wijaya, S.E.\n2, Budi Hartono", AB),
    Phone("numbers of two digits without a blank", "01.Ani Wijaya, S.E.\n02.Budi Hartono", AB),
    Phone("small letters", "a. Ani Wijaya, S.E.\nb. Budi Hartono", AB),
    Phone("a hash", "#1 Ani Wijaya, S.E.\n#2 Budi Hartono", AB),
    Phone("“Peserta 1:”", "Peserta 1: Ani Wijaya, S.E.\nPeserta 2: Budi Hartono", AB),
    Phone("a dash without a blank", "-Ani Wijaya, S.E.\n-Budi Hartono", AB),
    Phone("dots without a blank", "•Ani Wijaya, S.E.\n•Budi Hartono", AB),
    Phone("pictures of numbers", "1️⃣ Ani Wijaya, S.E.\n2️⃣ Budi Hartono", AB),
    Phone("pictures of two numbers", "9️⃣ Ani Wijaya, S.E.\n1️⃣0️⃣ Budi Hartono", AB),
    Phone("numbers in circles", "① Ani Wijaya, S.E.\n② Budi Hartono", AB),
    Phone("full-width numbers", "１．Ani Wijaya, S.E.\n２．Budi Hartono", AB),
    Phone(
        "full-width brackets",
        "１）Ani（Kabid）\n２）Budi（Staf）",
        (("Ani", "Kabid"), ("Budi", "Staf")),
    ),
    Phone("ticks before the names", "✅ Ani Wijaya, S.E.\n✔️ Budi Hartono", AB),
    Phone("pictures before and behind", "👉🏼 Ani Wijaya, S.E. 🙏🙏\n👉🏼 Budi Hartono 🌸", AB),
    Phone("letters of another shape", "𝗔𝗻𝗶 𝗪𝗶𝗷𝗮𝘆𝗮, 𝗦.𝗘.\n𝗕𝘂𝗱𝗶 𝗛𝗮𝗿𝘁𝗼𝗻𝗼", AB),
    Phone("mentions", "1. @⁨Ani Wijaya, S.E.⁩\n2. @Budi Hartono", AB),
    Phone("a quotation of WhatsApp", "> 1. Ani Wijaya, S.E.\n> 2. Budi Hartono", AB),
    Phone("all in one line, numbered", "1. Ani Wijaya, S.E. 2. Budi Hartono", AB),
    Phone(
        "all in one line, numbered, with positions",
        "1. Ani (Kabid) 2. Budi - Staf 3. Citra, Analis",
        (("Ani", "Kabid"), ("Budi", "Staf"), ("Citra", "Analis")),
    ),
    Phone("one line with semicolons", "Ani Wijaya, S.E.; Budi Hartono; Citra", (*AB, ("Citra",))),
    Phone(
        "one line with semicolons, each with a position",
        "Ani - Kabid; Budi - Staf; dan Citra (Analis)",
        (("Ani", "Kabid"), ("Budi", "Staf"), ("Citra", "Analis")),
    ),
    Phone("two people with “dan”", "Ani Wijaya, S.E. dan Budi Hartono", AB),
    Phone(
        "one line with commas and “dan”",
        "Peserta: Ani Wijaya, S.E., M.M., Budi Hartono, S.Kom. dan Citra",
        (("Ani Wijaya, S.E., M.M.",), ("Budi Hartono, S.Kom.",), ("Citra",)),
    ),
    Phone(
        "“dan” within a position",
        "1. Ani - Kepala Bidang Data dan Informasi\n2. Budi, Kasi Humas dan Protokol",
        (("Ani", "Kepala Bidang Data dan Informasi"), ("Budi", "Kasi Humas dan Protokol")),
    ),
    Phone(
        "from a spreadsheet, one person",
        "1\tAni Wijaya, S.E.\tAnalis\tIII/c",
        (("Ani Wijaya, S.E.", "Analis", "III/c"),),
    ),
    Phone(
        "from a spreadsheet, below a heading",
        "Daftar peserta\n1\tAni Wijaya, S.E.\tAnalis\tIII/c\n2\tBudi\tStaf\tII/d",
        (("Ani Wijaya, S.E.", "Analis", "III/c"), ("Budi", "Staf", "II/d")),
    ),
    Phone(
        "titles before the names",
        "1. Drs. H. Nurdin, M.Si\n2. Hj. Siti Aminah\n3. Bapak Joko\n"
        "4. Ibu Dr. Rina, Ph.D\n5. Mr. Tan\n6. Ir. Agus",
        (
            ("Drs. H. Nurdin, M.Si",),
            ("Hj. Siti Aminah",),
            ("Bapak Joko",),
            ("Ibu Dr. Rina, Ph.D",),
            ("Mr. Tan",),
            ("Ir. Agus",),
        ),
    ),
    Phone(
        "degrees of every kind",
        "1. Ani, S.STP, M.A.P.\n2. Budi, A.Md\n3. Citra, S.H.,M.H\n4. Dedi SE MM\n"
        "5. Eka, S.Tr.I.P.\n6. Fani, Lc., M.A.",
        (
            ("Ani, S.STP, M.A.P.",),
            ("Budi, A.Md",),
            ("Citra, S.H.,M.H",),
            ("Dedi SE MM",),
            ("Eka, S.Tr.I.P.",),
            ("Fani, Lc., M.A.",),
        ),
    ),
    Phone(
        "degrees and position behind commas",
        "Ani Wijaya, S.STP, M.Si, Sekretaris Dinas, IV/a",
        (("Ani Wijaya, S.STP, M.Si", "Sekretaris Dinas", "IV/a"),),
    ),
    Phone(
        "rank alone",
        "1. Ani - Penata Muda Tk. I - Analis\n2. Budi - Pembina Utama Muda",
        (("Ani", "Analis", "Penata Muda Tk. I"), ("Budi", "", "Pembina Utama Muda")),
    ),
    Phone(
        "rank and grade",
        "1. Ani, Penata Muda Tk. I (III/b), Analis\n2. Budi, Pembina, IV/a, Kabid",
        (("Ani", "Analis", "III/b"), ("Budi", "Kabid", "IV/a")),
        left=("Penata Muda Tk. I", "Pembina"),
    ),
    Phone(
        "positions that begin as a rank does",
        "1. Ani - Penata Layanan Operasional\n2. Budi - Pengatur Lalu Lintas",
        (("Ani", "Penata Layanan Operasional"), ("Budi", "Pengatur Lalu Lintas")),
    ),
    Phone(
        "the grade in brackets, with a word before it, and of PPPK",
        "1. Ani (III/c)\n2. Budi - Staf (Gol. II/d)\n3. Citra, Analis, IX",
        (("Ani", "", "III/c"), ("Budi", "Staf", "II/d"), ("Citra", "Analis", "IX")),
    ),
    Phone(
        "the grade behind the name",
        "1. Ani Wijaya III/c\n2. Budi IVa",
        (("Ani Wijaya", "", "III/c"), ("Budi", "", "IVa")),
    ),
    Phone(
        "Dutch and English names",
        "Jan van der Berg\nPieter de Vries\nMary-Ann O'Brien",
        (("Jan van der Berg",), ("Pieter de Vries",), ("Mary-Ann O'Brien",)),
    ),
    Phone(
        "Chinese names",
        "1. 林美玲\n2. Tan Mei Ling\n3. Lim Swee Hock",
        (("林美玲",), ("Tan Mei Ling",), ("Lim Swee Hock",)),
    ),
    Phone(
        "Minang and Malay names",
        "1. H. Zulkifli Dt. Rajo Basa\n2. Yuni St. Malin\n3. Siti binti Abu\n4. Muthu a/l Raman",
        (
            ("H. Zulkifli Dt. Rajo Basa",),
            ("Yuni St. Malin",),
            ("Siti binti Abu",),
            ("Muthu a/l Raman",),
        ),
    ),
    Phone("names of one word", "Ani\nSuharto\nBudi", (("Ani",), ("Suharto",), ("Budi",))),
    Phone(
        "all in capitals",
        "1. ANI WIJAYA, SE, MM - KEPALA BIDANG\n2. BUDI HARTONO",
        (("ANI WIJAYA, SE, MM", "KEPALA BIDANG"), ("BUDI HARTONO",)),
    ),
    Phone(
        "a role before the name",
        "Ketua: Ani Wijaya, S.E.\nSopir : Dedi",
        (("Ani Wijaya, S.E.", "Ketua"), ("Dedi", "Sopir")),
    ),
    Phone(
        "name and position around a colon, an arrow, an equals sign",
        "1. Ani : Kabid\n2. Budi → Staf\n3. Citra = Analis",
        (("Ani", "Kabid"), ("Budi", "Staf"), ("Citra", "Analis")),
    ),
    Phone(
        "“sebagai” and “selaku”",
        "1. Ani sebagai Ketua Tim\n2. Budi selaku Pendamping",
        (("Ani", "Ketua Tim"), ("Budi", "Pendamping")),
    ),
    Phone(
        "dashes with one blank or none",
        "1. Ani -Kabid\n2. Budi- Staf\n3. Citra-Analis",
        (("Ani", "Kabid"), ("Budi", "Staf"), ("Citra", "Analis")),
    ),
    Phone(
        "fields named within a line",
        "Nama: Ani Wijaya, S.E., Jabatan: Analis, Gol: III/c, HP: 081234567890",
        (("Ani Wijaya, S.E.", "Analis", "III/c"),),
    ),
    Phone("sex in brackets", "1. Ani (P)\n2. Budi (L)", (("Ani",), ("Budi",)), left=("P", "L")),
    Phone(
        "a unit behind the position",
        "1. Ani, Kabid, DPMPTSP Kab. Solok\n2. Budi - Staf - DPMPTSP",
        (("Ani", "Kabid, DPMPTSP Kab. Solok"), ("Budi", "Staf, DPMPTSP")),
    ),
    Phone(
        "acting, and by its short name",
        "1. Ani - Plt. Kadis\n2. Budi (Kasubbag Umum)\n3. Citra - JF Perencana Ahli Muda",
        (("Ani", "Plt. Kadis"), ("Budi", "Kasubbag Umum"), ("Citra", "JF Perencana Ahli Muda")),
    ),
    Phone(
        "stops and commas at the end",
        "1. Ani Wijaya, S.E.;\n2. Budi Hartono,\n3. Citra.",
        (*AB, ("Citra",)),
    ),
    Phone(
        "talk around the list",
        "Assalamualaikum Pak, izin mengirim daftar\n1. Ani Wijaya, S.E.\n"
        "2. Budi Hartono\ndst\nTotal 2 orang\nTerima kasih 🙏",
        AB,
    ),
    Phone(
        "numbers that wait for a name",
        "1. Ani Wijaya, S.E.\n2. Budi Hartono\n3. \n4. ....\n5. (menyusul)\n6. belum ada",
        AB,
    ),
)

UNCLEAR = (
    Phone("a place behind a dash", "1. Ani - Solok", (("Ani", "Solok"),), asks=("“Solok”",)),
    Phone(
        "a nickname in brackets",
        "1. Ani Wijaya (Nining)",
        (("Ani Wijaya", "Nining"),),
        asks=("“Nining”",),
    ),
    Phone("a surname first", "Wijaya, Anita", (("Wijaya", "Anita"),), asks=("“Anita”",)),
    Phone("an unknown degree", "Ani, S.E., CGRE", (("Ani, S.E.", "CGRE"),), asks=("“CGRE”",)),
    Phone(
        "names in one line with commas alone",
        "Ani Wijaya, Budi Hartono, Citra",
        (("Ani Wijaya",), ("Budi Hartono",), ("Citra",)),
        asks=("3 names were read from one line",),
    ),
    Phone(
        "no mark between name and position",
        "1. Budi Hartono Kepala Bidang\n2. Ani Wijaya, S.E. Staf",
        (("Budi Hartono", "Kepala Bidang"), ("Ani Wijaya, S.E.", "Staf")),
        asks=("“Kepala Bidang”", "“Staf”"),
    ),
    Phone(
        "two people in one line with positions",
        "Ani - Kabid dan Budi - Staf",
        (("Ani", "Kabid dan Budi, Staf"),),
        asks=("Two positions",),
    ),
    Phone("a number in the name", "1. Ani 2\n2. Budi", (("Ani 2",), ("Budi",)), asks=("digits",)),
    Phone(
        "a NIP with a digit missing",
        "1. Ani 19800101200501100",
        (("Ani 19800101200501100",),),
        asks=("digits",),
    ),
    Phone(
        "a NIK",
        "1. Ani 1302014101800001",
        (("Ani 1302014101800001",),),
        asks=("NIK",),
    ),
    Phone(
        "a sentence",
        "1. Ani Wijaya\n2. nanti saya kirim lagi yang lain",
        (("Ani Wijaya",), ("nanti saya kirim lagi yang lain",)),
        asks=("does not look like a name",),
    ),
    Phone(
        "an office in the place of a name",
        "1. Dinas Kominfo\n2. Budi",
        (("Dinas Kominfo",), ("Budi",)),
        asks=("does not look like a name",),
    ),
    Phone("struck out", "1. Ani\n~2. Budi~", (("Ani",), ("Budi",)), asks=("struck out",)),
    Phone(
        "somebody with a companion",
        "1. Ani dan suami",
        (("Ani",), ("suami",)),
        asks=("does not look like a name",),
    ),
    Phone(
        "a name without number among numbers",
        "1. Ani\nBudi Hartono\n2. Citra",
        (("Ani", "Budi Hartono"), ("Citra",)),
        asks=("“Budi Hartono”",),
    ),
    Phone(
        "positions below the names",
        "Ani\nKepala Dinas",
        (("Ani",), ("Kepala Dinas",)),
        asks=("looks like a position",),
    ),
    Phone(
        "eselon, which is no grade",
        "1. Ani - Kabid - Eselon III.a",
        (("Ani", "Kabid"),),
        left=("Eselon III.a",),
    ),
    Phone("an opened bracket", "1. Ani (Nining", (("Ani", "Nining"),), asks=("“Nining”",)),
    Phone(
        "a field that is named and unknown",
        "1. Ani : ASN",
        (("Ani : ASN",),),
        asks=("does not look like a name",),
    ),
)
