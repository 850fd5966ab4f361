"""User text on its way into a calendar: cleaned, cut, and safe to stand in one content line.

Cleaning, the same for every field:

- Line ends in any shape (CR, LF, CRLF, VT, FF, U+0085, U+2028, U+2029) become one LF in a
  description and one space in a field of one line: RFC 5545 knows only the first, but readers
  that split lines the way Python or JavaScript does would start a new line at the others.
- Other control characters go (RFC 5545 section 3.1 forbids them); a tab becomes a space.
- Bidirectional embeddings, overrides and isolates go: unclosed in a title they turn around the
  text a calendar puts behind it, which is what they are abused for. Right-to-left text and the
  marks LRM, RLM and ALM read well without them and stay.
- U+200B, U+2060 and U+FEFF go: they only hide in a text, and readers take U+FEFF for a byte
  order mark. The joiners U+200C and U+200D stay: scripts and composed emoji need them.
- Lone surrogates become U+FFFD: they have no UTF-8. White space at either end goes.
"""

import re

from visits.language import emails

SUMMARY_OCTETS = 250
LOCATION_OCTETS = 500
DESCRIPTION_OCTETS = 5_000
NAME_OCTETS = 100
CATEGORY_OCTETS = 60
MOST_CATEGORIES = 10
MOST_ATTENDEES = 40
"""With these a calendar stays under 36 KB, so that a mail that carries it twice in base64
(a third more each) stays under 100 KB."""

_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ELLIPSIS = "…"

_URI = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+", re.ASCII | re.IGNORECASE)


def clean_text(text: str) -> str:
    """`text` cleaned (see above), with its lines kept apart by single LFs."""
    lined = _LINE_END.sub("\n", text).replace("\t", " ")
    return _SURROGATE.sub("\ufffd", _UNWANTED.sub("", lined)).strip()


def clean_line(text: str) -> str:
    """`text` cleaned, on one line."""
    return clean_text(text).replace("\n", " ")


def clean_name(text: str) -> str:
    r"""`text` cleaned, on one line, with each backslash as a slash.

    For names of people and categories. Names stand in parameters, where a backslash is a letter
    like others (RFC 6868 escapes with ^), but ical.js and what is built on it read it as the
    escape of TEXT: "A\New" as two lines. In a list it takes a backslash that ends one category
    for the escape of the comma that follows.
    """
    return clean_line(text).replace("\\", "/")


def clip(text: str, octets: int) -> str:
    """`text`, or as much of it as leaves room for an ellipsis in `octets` octets of UTF-8."""
    encoded = text.encode()
    if len(encoded) <= octets:
        return text
    room = octets - len(_ELLIPSIS.encode())
    return encoded[:room].decode(errors="ignore").rstrip() + _ELLIPSIS


def mailto(address: str) -> str:
    """The calendar address of a bare e-mail address: exactly it, in lower case (RFC 6068).

    Raises ValueError for what is not one plain address (a name, a list, quoting, white space,
    letters beyond ASCII): Gmail shows buttons only where this equals the recipient.
    """
    if not address.isascii():
        raise ValueError(f"not a plain e-mail address: {address!r}")
    return emails.mailto(address)


def uri(address: str) -> str:
    """`address` unchanged. Raises ValueError where it is no URI of printable ASCII (RFC 3986)."""
    if not _URI.fullmatch(address):
        raise ValueError(f"not a URI: {address!r}")
    return address
