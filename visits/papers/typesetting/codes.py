"""The QR of a paper: where anyone checks it."""

import io

import segno

# Millimetres; with error correction M it is read from a copy of a copy (docs/papers.md).
SIDE = 22


def qr(address: str) -> bytes:
    """An SVG that shows `address`, black on white with the quiet zone that readers need."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=2, light="#fff", dark="#000", xmldecl=False, omitsize=True
    )
    return drawn.getvalue()
