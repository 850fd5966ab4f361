"""Addresses in what strangers write: none in a name, and none that a reader's program links.

A mail program makes a link of whatever looks like an address, whoever wrote it. So short fields
that say who somebody is take none (`names_address`), and what strangers wrote goes into a mail, a
calendar or a chat with each address broken (`unlinked`), see docs/decisions/0109.

The difficulty is Indonesian: "S.Sos.,M.Si" and "Kab.Solok" are written without a blank, and half
the titles are top-level domains of some country (si, sc, ag, md, pt, km).
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What no title, name or place in an Indonesian office's letters is.
_CERTAIN = _words(
    """
    com net org id biz io xyz top online site website app click link live icu vip shop store
    ly gd gl gg cc tk ga cf gq ml tv me ru cn us uk eu ws club fun space page pages blog cloud
    download email loan win work zip mov trade stream review party racing science country gdn
    men date faith accountant cricket webcam ren wang monster rest cyou sbs cfd quest lol buzz
    surf bond hair autos homes pics tokyo asia mobi name tel jobs xxx edu gov mil aero coop
    onion
    """
)
# Those of them that nobody writes as a word after a full stop ("No. ID 12", "Jl. Us").
_CERTAIN_AFTER_BLANK = _CERTAIN - _words(
    "id me us live top win work date name page men rest asia link club email fun space"
)
# The others: of countries, and what is sold to anybody.
_POSSIBLE = _words(
    """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br
    bs bt bv bw by bz ca cd cg ch ci ck cl cm co cr cu cv cw cx cy cz de dj dk dm do dz ec ee
    eg er es et fi fj fk fm fo fr gb ge gf gh gi gm gn gp gr gs gt gu gw gy hk hm hn hr ht hu
    ie il im in iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls
    lt lu lv ma mc md mg mh mk mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl
    no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs rw sa sb sc sd se
    sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tl tm tn to tr tt tw
    tz ua ug uy uz va ve vg vi vn vu wf ye yt za zm zw academy agency art bank bid dev bar bet
    best bio business cafe camp care cash casino center chat city codes coffee community
    company consulting credit day dating deals design digital direct directory education
    energy engineer events exchange expert express family fashion finance financial fit
    fitness forum foundation fund gallery games gift global gold group guide guru health help
    host hosting house how info ink institute insure international int investments land law
    legal life limited ltd market marketing media money museum network news ngo ninja one ong
    partners pay photo photos plus poker press pro promo pub radio red rent report rip rocks
    run sale school services sexy show social software solar solutions studio style support
    systems team tech technology tips today tools tours town toys training travel ventures
    video vote watch wiki world wtf yoga zone google goo
    actor apartments attorney auction audio baby band bargains beauty beer bible bike bingo
    blackfriday boats boo boutique builders cam cards career cars catering channel charity
    cheap christmas church claims cleaning clinic clothing college compare computer condos
    construction contact contractors cooking cool coupons courses creditcard cruises dance
    degree delivery democrat dental dentist diamonds diet discount doctor domains enterprises
    equipment estate exposed fail fans fish flights florist flowers football foo forex
    fyi garden giving glass gmbh golf gratis gripe guitars haus healthcare hiphop hockey
    holdings holiday horse hospital ing jetzt jewelry juegos kaufen kitchen kiwi krd lat
    lawyer lease lgbt lighting limo loans luxe luxury maison makeup management meme memorial
    moe mortgage motorcycles movie nexus observer okinawa onl ooo ovh parts photography
    pictures pink pizza plumbing porn productions promotions properties property protection
    recipes rehab rentals repair republican restaurant reviews rodeo saarland salon sarl
    select shiksha shoes shopping singles ski soccer storage sucks supplies supply
    surgery tattoo taxi tennis theater theatre tickets tienda tires uno vacations
    vegas viajes villas vin vision vodka voyage watches wedding whoswho wine
    works wow yachts zuerich amsterdam berlin boston istanbul ist london miami nyc paris
    sydney онлайн сайт дети москва ком орг рус 商城 网站 商店 集团 ファッション ストア
    рф бел укр бг срб мкд қаз
    中国 中國 公司 网络 网址 在线 香港 台湾 台灣 新加坡 한국 コム みんな ไทย भारत
    السعودية مصر امارات ایران ישראל ελ ею
    """
)
# Before a dot without a blank these are titles, ranks and kinds of offices.
_ABBREVIATIONS = _words(
    """
    dr drs dra drg drh sp ir hj kh prof st sdr sdri tn ny nn bpk ibu moh muh mohd muhd abd ach
    kab kec kel prov kota ds dsn jl jln gg no nomor telp tlp hp fax blok rt rw lt gd pt cv ud
    pd pp fa kop bag bid sub subbag subbid sek kasi ka kasubbag kabag kabid kadis kasie kepdis
    wk wakil plt plh pj pjs sekda sekdis sekwan dir dirut ditjen kemen kanwil kantor dinas din
    disdukcapil bpn bpjs bank rsud rs rsu uptd upt upp kapolres kom penmas inspektur staf stf
    gol pangkat pembina penata pengatur an ub up ttd nip ph md sos si sc ag hum sn ked kes keb
    kep farm hut ptk pi psi ip ipk stp tr th fil par sy ei ek ak akt kn mt ec mm mh ma se sh
    sip skm skom ssos spd spdi spt sag stmt mkom msi mpd mhum mkes map mba msc med meng eng
    ars gz kl km bus cs lic ll sei sst sstp tp apt ns bdn amd amk ama gr cht cpm qia crmp cfra
    aifo ca cpa bns hub int adm admin log mil pel pol
    """
)
# After one letter and a dot: degrees, and names of two or three letters ("M. Al Amin").
_AFTER_A_LETTER = _words(
    """
    si sc ag md pt km th kn st sn mn ph sd sy mt ed ec pn ak ms mm mh int art law in ma cs bus
    al jo li is kim se sh tr om
    """
)

_LONGEST = 500
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_DOTTED = re.compile(rf"(?<![^\W_]){_LABEL}(?:\.{_LABEL})+")
_DOT_AFTER_BLANK = re.compile(rf"({_LABEL})\s+\.\s*({_LABEL})")
_BLANK_AFTER_DOT = re.compile(rf"({_LABEL})\.\s+({_LABEL})")
_IN_BRACKETS = re.compile(r"\s*[\[({<]\s*(?:\.|dot|titik)\s*[\])}>]\s*")
_IN_WORDS = re.compile(rf"({_LABEL})\s+(?:dot|titik)\s+({_LABEL})")
_SCHEME = re.compile(
    r"://|:\\\\|\b(?:https?|hxxps?|ftps?|wss?|javascript|vbscript|mailto|whatsapp|intent)\s*:"
    r"|\bdata\s*:\s*[a-z]+/|\bfile\s*:\s*/"
)
_WWW = re.compile(r"\bwww\s*\d?\s*\.|\bxn--")
_MAIL = re.compile(r"[\w.+-]\s?@\s?\w")
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IP = re.compile(rf"(?<![\w.]){_OCTET}(?:\.{_OCTET}){{3}}(?!\.?\w)", re.ASCII)
# What browsers take for a dot (UTS 46) and NFKC does not make one, and slashes that look the part.
_READ_AS = str.maketrans({"。": ".", "․": ".", "∕": "/", "⁄": "/", "ˊ": "/", "⧸": "/", "։": ":"})


_WORDS = _("Write it without a web or e-mail address. If it is none, put a blank after each dot.")


def names_address(text: str, *, dotted_numbers: bool = False) -> bool:
    """Whether `text` names a web or e-mail address, however it is dressed up.

    Names with titles, positions and institutions do not, with blanks or without. Where
    `dotted_numbers` are usual ("100.3.11.1", of letters) four of them are no address. What is
    longer than _LONGEST, and no name, is not looked at beyond that.
    """
    plain = _plain(text[:_LONGEST])
    if _SCHEME.search(plain) or _WWW.search(plain) or _MAIL.search(plain):
        return True
    if not dotted_numbers and _IP.search(plain):
        return True
    plain = _IN_BRACKETS.sub(".", plain)
    if any(_is_domain(found[0].split(".")) for found in _DOTTED.finditer(plain)):
        return True
    if any(
        last in _CERTAIN
        for rule in (_DOT_AFTER_BLANK, _IN_WORDS)
        for _, last in _pairs(rule, plain)
    ):
        return True
    return any(
        last in _CERTAIN_AFTER_BLANK and len(first) > 1 and first not in _ABBREVIATIONS
        for first, last in _pairs(_BLANK_AFTER_DOT, plain)
    )


def check_no_address(text: str) -> None:
    """Raise ValidationError where `text`, which says who somebody is, names an address."""
    if names_address(text):
        raise ValidationError(_WORDS, code="address")


def check_letter_number(text: str) -> None:
    """The same of a letter's number, which may have four parts with dots between."""
    if names_address(text, dotted_numbers=True):
        raise ValidationError(_WORDS, code="address")


def _plain(text: str) -> str:
    """`text` as a browser reads an address: in one form, small, with nothing that is not seen."""
    seen = text
    if not text.isascii():
        seen = "".join(c for c in unicodedata.normalize("NFKC", text) if not _unseen(c))
    return unicodedata.normalize("NFKC", seen.translate(_READ_AS).casefold())


def _unseen(character: str) -> bool:
    return (
        unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"
        or character in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    )


def _pairs(rule: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    # From each beginning, since two may share a word ("evil . co . id").
    return [(m[1], m[2]) for start in _starts(text) if (m := rule.match(text, start))]


def _starts(text: str) -> list[int]:
    return [m.start() for m in re.finditer(r"(?<!\w)\w", text)]


def _is_domain(labels: list[str]) -> bool:
    """Whether labels between dots, small, are a domain's rather than titles and a name."""
    if any(label in _CERTAIN for label in labels[1:]):
        return True
    *before, last = labels
    if last not in _POSSIBLE:
        return False
    if all(len(label) == 1 for label in before):
        return last not in _AFTER_A_LETTER
    return not all(len(label) == 1 or label in _ABBREVIATIONS for label in before)


# --- Breaking what would be linked ------------------------------------------------------------

BREAK = "\u200c"
"""ZERO WIDTH NON-JOINER: not seen, no blank when read out, kept by calendars, in no domain."""

_DOTS = ".\uff0e\u3002\uff61\u2024"
_LINKABLE = re.compile(
    rf"(?<!\d)[{_DOTS}](?=[^\s{_DOTS}{BREAK},;)])|[{_DOTS}](?=[^\W\d])"
    r"|(?<=\d)\.(?=\d{1,3}\.\d{1,3}\.\d)"  # 10.0.0.1, but neither 1.500 nor 12.12.2026
    rf"|(?<=[^\W\d]):(?=[^\s{BREAK}])|[/\\](?=[/\\])|[@\uff20](?=[^\s{BREAK}])"
)


def unlinked(text: str) -> str:
    """`text` to be read by people, in which no program finds an address to link.

    It looks as before: behind what makes an address one (a dot, a colon, two slashes, an @) stands
    BREAK.
    """
    return _LINKABLE.sub(lambda found: found[0] + BREAK, text)
