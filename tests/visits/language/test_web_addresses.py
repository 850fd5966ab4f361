"""Which names are names, and which are addresses that want to be links."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.linkifier import links_in
from visits.language.web_addresses import BREAK, names_address, unlinked

NAMES = """
Dr. H. Andi S.Sos., M.Si
Andi Wijaya, S.Sos.,M.Si
Andi Wijaya S.Sos.M.Si
Hj. Siti Rahma, S.E., M.M.
Siti Rahma,SE.MM
Siti Rahma, S.E.,M.Ak
Ir.H.Joko
Ir.H.Joko Widodo, M.T.
Prof.Dr.H.M.Said, S.H.,M.H.
Prof. Dr. Ir. K.H. Abdul Rahman, Ph.D.
Drs.Co.
Drs.H.Is Mail
Dra.Hj.Ani Yudhoyono
R.A. Kartini
Ny. R.A. D'Angelo-Ścibor, S.Sos., M.Si.
M.Al Amin
M.Li
Moh.In'am
Muh.Al Fatih
Abd.Jo
Budi, A.Md
Budi, A.Md.Kom
Budi, A.Md.Kep
Rina, S.Kom.,M.Kom.
Rina, S.Pd.I
Rina, S.Pd.I.,M.Pd.I
Rina, S.Pd.SD
Rina, S.Ag.,M.Ag
Rina, S.Ag.M.Si
Rina, S.IP
Rina, S.IP.,M.AP
Rina, S.STP.,M.Si
Rina, S.STP.M.Si
Rina, S.Tr.Kes
Rina, S.Tr.IP.,M.Tr.IP
Rina, S.H.,M.Kn
Rina, S.T.,M.T.
Rina, ST.MT
Rina, SH.MH
Rina, S.Hut.M.Si
Rina, S.Pi.,M.P
Rina, S.Pt
Rina, S.Sn.,M.Sn
Rina, S.Th
Rina, S.KM.,M.Kes
Rina, SKM.MPH
Rina, S.Farm.,Apt.
apt. Rina, S.Farm
drg. Rina, Sp.KG
dr. Rina, Sp.PD
dr.Rina Sp.An
Ns.Rina, S.Kep
Rina, S.E.Sy
Rina, M.E.Sy
Rina, M.Sc
Rina, B.Sc.
Rina, M.Ed
Rina, M.Ec.Dev
Rina, MBA., Ak., CA., CPA.
Rina, LL.M.
Rina, S.I.Kom
Rina, S.Psi
Rina, S.Hum.,M.Hum
Rina, S.Sos.I
Rina, S.Si.T
Rina, S.Gz
Rina, S.Ars
Rina, S.Hub.Int
I Gusti Ngurah, S.Pd.H
Kepala Bidang, u.b. Sekretaris
a.n. Bupati Solok
d.a. Kantor Bupati
Plt.Kepala Dinas
Plh.Sekda Kab.Solok
Pj.Wali Kota
Ka.Sie Perizinan
Ka.Si Pelayanan
Ka.Bid.Informasi
Sek.Da
Kasubbag.Umum
Pembina Tk.I (IV/b)
IV.a
III/d
Kab. Solok
Kab.Solok
Kec.Batam
Kec. Batam Kota
Kab.Sigi
Kab.Alor
Prov.Jateng
Kep.Riau
Dinas Kom.Info Kab.Solok
Dinas Kom. Info
Diskominfo Kota Batam
Sekretariat DPRD Kab.Solok
DPMPTSP Kabupaten Solok
DPM-PTSP Kab. Kep. Seribu
PT. Maju
PT.Maju
PT. ID FOOD
PT.Energy Nusantara
CV.Media Utama
PT.Bank Riau
PT. Telkom (Persero) Tbk.
BPJS.
BPR.Karya
UPTD.PKM Sungai Panas
St. Paul
RS.St.Carolus
RSUP Dr.M.Djamil
No.12
No. ID 12
Jl.Raya No.5 Lt.3
SMK N.1 Batam
SMKN.1
Kantor Pos
Universitas 17 Agustus 1945
Mal Pelayanan Publik (MPP)
005/041/DPMPTSP/XI/2026
005.1/041/DPMPTSP/XI/2026
500.16.7.2/123/2026
B.123/Set.2/2026
503/112-Bid.IV/2026
Rp1.500.000,00
08.30 s.d. 10.00 WIB
Bagian Umum & Protokol
Kepala: Budi
NIP:196512311990031001
tanggal 12.12.2026
語。語 😀
Дом культуры
محمد الأمين
""".strip().splitlines()

ATTACKS = """
Anda menang https://evil.example/x
Anda menang! evil.com
EVIL.COM
Klik Evil.Com.
https://x
http:// x
HTTPS : //evil.com
hxxps://evil.com
//evil.com/x
\\\\evil.com\\x
www.evil
WWW . evil . com
www2.evil.de
ftp://a
javascript:alert(1)
JaVaScRiPt : alert(1)
data:text/html,x
mailto:a@b
whatsapp://send
file:///etc
intent:x
evil.co.id
dinas.go.id
bit.ly/abc
s.id/menang
t.co/x
t.me/x
wa.me/62811
g.co
is.gd/x
goo.gl/x
rb.gy/x
cutt.ly
youtu.be/x
tiny.cc
evil.ai
evil.info
evil.my
evil.link
klik.in/x
evil.xyz
hadiah.online
hadiah.top
evil.museum
hadiah.claims
bri.loans
evil.lat
evil.moe
evil.uno
evil.ooo
evil.ovh
evil.photography
evil.boo
evil.channel
hadiah.сайт
evil.москва
evil.商城
evil.si
evil.sc
pd.com
dr.com
kab.id
evil.com.
(evil.com)
"evil.com"
evil.com:8080/x
evil.com/S.Sos
evil.com,M.Si
S.Sos,evil.com
a@evil.com
a @ evil.com
"a"@evil.com
a＠evil．com
siti@localhost
evil．com
evil。com
evil｡com
evil․com
evil . com
evil .com
evil. com
evil . co . id
evil[.]com
evil(.)com
evil{.}com
evil [.] com
evil[dot]com
evil (dot) com
evil dot com
evil titik com
evil (titik) com
ev\u00adil.c\u00adom
evil\u200b.\u200bcom
evil.\u200dcom
evil.\u2060com
evil.c\ufe0fom
ｅｖｉｌ．ｃｏｍ
𝐞𝐯𝐢𝐥.𝐜𝐨𝐦
ⓔⓥⓘⓛ.ⓒⓞⓜ
xn--e1awd7f.com
xn--80ak6aa92e
почта.рф
пример.com
例子.中国
münchen.de
10.0.0.1
10.0.0.1/x
http://3232235777/
https://[::1]/
https:⁄⁄evil.com
https://evil
evil.example.com.Budi
Dr.evil.com
Andi.S.Sos.com
""".strip().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_names_of_people_positions_institutions_and_letters_are_no_addresses(name: str) -> None:
    assert not names_address(name)


@pytest.mark.parametrize("number", ["100.3.11.1", "100.3.11.1/B.TAPEM/2026", "000.1.2.3/45"])
def test_numbers_of_letters_may_have_four_parts(number: str) -> None:
    assert not names_address(number, dotted_numbers=True)
    assert names_address(f"{number} evil.com", dotted_numbers=True)


@pytest.mark.parametrize("text", ATTACKS)
def test_addresses_are_seen_however_they_are_dressed_up(text: str) -> None:
    assert names_address(text)
    assert names_address(f"Dr. Andi {text} S.Sos., M.Si")


@pytest.mark.parametrize("text", [*ATTACKS, *NAMES])
def test_nothing_is_linked_in_a_strangers_words(text: str) -> None:
    told = unlinked(f"Dari {text} kepada kami")
    assert links_in(told) == []
    assert told.replace(BREAK, "") == f"Dari {text} kepada kami".replace(BREAK, "")
    assert unlinked(told) == told


def test_the_linkifier_of_these_testslinks_in() -> None:
    assert links_in("Dari evil.com, a@evil.com dan https://evil.example/x")


_WORDS = st.sampled_from(
    ["evil", "S", "Sos", "com", "id", "M", "Si", "www", "https:", "//", ".", "@", " ", "/", "\n",
     "10", "0", "mailto:", "\u200c", "\u200d", "[", "]", "．", "。", "-", "_", ":", "example"]
)  # fmt: skip


@given(st.lists(_WORDS, max_size=14).map("".join) | st.text(max_size=60))
@example("https:/\u200c/evil.com")
@example("a.b.c.com")
def test_no_text_has_a_link_once_it_is_broken(text: str) -> None:
    told = unlinked(text)
    assert links_in(told) == []
    assert re.sub(BREAK, "", told) == re.sub(BREAK, "", text)


@given(
    st.sampled_from(["evil", "klik-sini", "a", "münchen", "s"]),
    st.sampled_from([".com", ".co.id", ".id", ".xyz", ".ly", ".net"]),
    st.sampled_from(["", " ", ", ", " (", "Dr. ", "S.Sos.,"]),
)
def test_a_domain_is_seen_wherever_it_stands(name: str, end: str, before: str) -> None:
    assert names_address(f"{before}{name}{end}")
