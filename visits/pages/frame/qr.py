"""QR codes as pictures in the page."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """An SVG element that shows `text`, as wide as its frame; hidden from screen readers.

    Error correction M: a scratch on a printout does no harm.
    """
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None, light="#fff", dark="#000"
    )
    # segno escapes nothing, and `text` is not part of what it draws.
    return mark_safe(svg.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S308
