"""Where a link in somebody's file may lead: to what a browser or a mail program opens."""

import re

_SCHEME = re.compile(r"[\s\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):")
_ALLOWED = frozenset({"http", "https", "mailto", "tel"})


def harmless(address: str) -> bool:
    """Whether it is a web, mail or phone address, or one within the document's own site.

    A share in the network (`\\\\server\\share`, `//server/share`) is none: to look at it hands
    over the reader's password hash.
    """
    # Browsers leave line ends and tabs out wherever they stand (URL Standard, "basic URL parser").
    text = re.sub(r"[\t\r\n]", "", address).strip("\0\f ")
    if text[:2].replace("\\", "/") == "//":
        return False
    scheme = _SCHEME.match(text)
    return scheme is None or scheme[1].lower() in _ALLOWED
