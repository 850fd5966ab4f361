"""Pictures: small in bytes and huge to draw, hidden and broken things; bounded, and drawn anew."""

import io
import struct
import time
import zlib
from contextlib import suppress

import pytest
from PIL import Image

from tests.sampled import sampled
from visits.confined import running
from visits.confined.child import Reader
from visits.confined.pictures import MOST_PIXELS
from visits.confined.verdicts import Refused, Verdict

SIDE = "3000"


def picture(
    kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **more: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, **({"color": more.pop("color")} if "color" in more else {})).save(
        out, kind, **more
    )
    return out.getvalue()


def drawn(content: bytes) -> Image.Image:
    """What comes of it, by a process of its own."""
    kind, answer = running.read(Reader.PICTURE, content, SIDE)
    assert kind in ("png", "jpg")
    return Image.open(io.BytesIO(answer))


def verdict(content: bytes) -> Verdict:
    with pytest.raises(Refused) as why:
        running.read(Reader.PICTURE, content, SIDE)
    return why.value.verdict


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG (RFC 2083, 3.2)."""
    checked = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checked


def with_chunk(kind: bytes, content: bytes, png: bytes = b"") -> bytes:
    """A PNG with this chunk behind its head."""
    png = png or picture("PNG")
    return png[:33] + chunk(kind, content) + png[33:]


@pytest.mark.parametrize("mode", sampled(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"], every=3))
def test_the_largest_that_is_taken_stays_within_the_memory(mode: str) -> None:
    side = int(MOST_PIXELS**0.5)
    assert max(drawn(picture("PNG", mode, (side, side))).size) == int(SIDE)


@pytest.mark.parametrize("size", [(4473, 4472), (50_000, 50_000), (2_000_000, 20)])
def test_more_pixels_are_refused_by_the_head_alone(size: tuple[int, int]) -> None:
    png = picture("PNG", "1", (60, 40))
    head = struct.pack(">II", *size) + png[24:29]
    made = png[:12] + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + png[33:]
    began = time.monotonic()
    assert verdict(made) == Verdict.TOO_LARGE
    assert time.monotonic() - began < 15


def test_a_phones_jpeg_is_drawn_at_half_its_size() -> None:
    assert drawn(picture("JPEG", size=(5712, 4284))).size == (2856, 2142)


@pytest.mark.parametrize(
    "more", [{"size": (8000, 7000)}, {"size": (5712, 4284), "progressive": True}]
)
def test_a_jpeg_that_must_be_held_whole_is_refused(more: dict[str, object]) -> None:
    assert verdict(picture("JPEG", **more)) == Verdict.TOO_LARGE  # type: ignore[arg-type]


def test_a_jpeg_of_thousands_of_scans_is_refused_at_once() -> None:
    jpeg = picture("JPEG", size=(4000, 4000), progressive=True)
    start = jpeg.rindex(b"\xff\xda")
    began = time.monotonic()
    assert verdict(jpeg[:-2] + jpeg[start:-2] * 5000 + jpeg[-2:]) == Verdict.UNREADABLE
    assert time.monotonic() - began < 15


def test_an_ordinary_progressive_jpeg_passes() -> None:
    assert drawn(picture("JPEG", size=(3000, 2000), progressive=True)).size == (3000, 2000)


@pytest.mark.parametrize(
    ("kind", "head"),
    [(b"iCCP", b"a\0\0"), (b"zTXt", b"a\0\0"), (b"iTXt", b"a\0\1\0\0\0")],
)
def test_a_bomb_beside_the_picture_is_not_unpacked(kind: bytes, head: bytes) -> None:
    bomb = head + zlib.compress(bytes(200_000_000))
    made = with_chunk(kind, bomb)
    with suppress(Refused):
        assert drawn(made).size == (60, 40)


def test_of_a_moving_picture_the_first_frame_stays() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("white", "black")] * 20
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    still = drawn(out.getvalue())
    assert getattr(still, "n_frames", 1) == 1
    assert still.getpixel((1, 1)) == (255, 255, 255)


def test_what_is_transparent_stays_and_sixteen_bits_become_eight() -> None:
    assert drawn(picture("PNG", "RGBA", color=(9, 8, 7, 6))).getpixel((0, 0)) == (9, 8, 7, 6)
    assert drawn(picture("PNG", "I;16", color=0x8000)).getpixel((0, 0)) == (128, 128, 128)


def test_a_huge_block_of_camera_data_goes() -> None:
    exif = Image.Exif()
    exif[0x9286] = "x" * 60_000
    for kind in ("JPEG", "PNG"):
        assert not drawn(picture(kind, exif=exif)).getexif()


def test_circles_and_lies_in_camera_data_do_no_harm() -> None:
    circle = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\xff\xff\xff\xff\x06\0\0\0\x08\0\0\0"
    jpeg = picture("JPEG")
    made = jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(circle) + 2) + circle + jpeg[2:]
    assert drawn(made).size in ((60, 40), (40, 60))


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "PPM"])
def test_other_kinds_are_refused_by_content(kind: str) -> None:
    assert verdict(picture(kind)) == Verdict.UNREADABLE


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_cut_ones_are_refused(kind: str) -> None:
    whole = picture(kind, size=(400, 400))
    for length in (9, 60, len(whole) // 2, len(whole) - 40):
        assert verdict(whole[:length]) == Verdict.UNREADABLE
