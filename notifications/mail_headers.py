"""Headers that come back as they were written, whatever signs are in them (RFC 2047).

The standard library's own folding loses blanks beside encoded words (other ones in each of Python
3.11 to 3.13) and sometimes breaks a line straight after the colon. A text that needs encoding is
encoded as a whole here, by its older class, which splits between characters and loses nothing.
"""

from email.header import Header
from email.headerregistry import AddressHeader
from email.policy import SMTP, EmailPolicy
from typing import Any

_LINE = 76
_ATOMS = frozenset("!#$%&'*+-/=?^_`{|}~ ")


class HeaderPolicy(EmailPolicy):
    """Like the one for SMTP; texts and display names are encoded as a whole."""

    def fold(self, name: str, value: Any) -> str:
        """The header in lines of at most 76 octets."""
        return self._ours(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as octets."""
        ours = self._ours(name, value)
        return ours.encode("ascii") if ours else super().fold_binary(name, value)

    def _ours(self, name: str, value: Any) -> str:
        if name.lower() == "subject":
            return f"{name}: {self._text(name, str(value))}{self.linesep}"
        addresses = value.addresses if isinstance(value, AddressHeader) else ()
        if len(addresses) == 1 and addresses[0].display_name:
            (one,) = addresses
            shown = self._phrase(name, one.display_name)
            return f"{name}: {shown}{self.linesep} <{one.addr_spec}>{self.linesep}"
        return ""

    def _text(self, name: str, text: str) -> str:
        if text.isascii() and "=?" not in text and len(name) + 2 + len(text) <= _LINE:
            return text
        return self._words(name, text)

    def _phrase(self, name: str, text: str) -> str:
        """A display name: as it is, in quotes, or encoded."""
        if not text.isascii() or "=?" in text or len(name) + 4 + len(text) > _LINE:
            return self._words(name, text)
        if all(sign.isalnum() or sign in _ATOMS for sign in text):
            return text
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'

    def _words(self, name: str, text: str) -> str:
        encoded = Header(text, "utf-8", maxlinelen=_LINE, header_name=name)
        return encoded.encode(linesep=self.linesep)


# Every header and every 8-bit body safe for any server between here and there.
POLICY = HeaderPolicy(linesep=SMTP.linesep, cte_type="7bit", max_line_length=_LINE)

# That no program is to answer (RFC 3834), also as Exchange says it (MS-OXCMAIL); reports of
# failures may come.
FROM_A_PROGRAM = {
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "OOF, AutoReply",
}
