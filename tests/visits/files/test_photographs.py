"""Photographs of phones come out upright, as every browser shows them, and tell nothing."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pillow_heif
import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image, ImageCms, ImageOps

from tests.sampled import sampled
from visits.files.kinds import Kind
from visits.files.letters import (
    LetterTooLarge,
    LetterTooManyPixels,
    LetterUnreadable,
    check_letter,
    check_picture,
)
from visits.files.materials import check_material
from visits.phrases.refused_files import file_words

ROOT = Path(__file__).resolve().parents[3]
COLOURS = {(0, 0): "red", (1, 0): "lime", (0, 1): "blue", (1, 1): "white"}
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
# What a camera that was held so writes down (Exif 2.32, 4.6.4): the turn that makes it upright.
TURNED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,  # as stored; ROTATE_270 makes it upright
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def upright(mode: str = "RGB") -> Image.Image:
    """A landscape picture with a colour in each quarter."""
    picture = Image.new("RGB", (160, 96))
    for (right, low), colour in COLOURS.items():
        picture.paste(colour, (80 * right, 48 * low, 80 * right + 80, 48 * low + 48))
    return picture.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """What a camera writes beside it."""
    made = Image.Exif()
    made[ORIENTATION], made[MAKER] = orientation, "Rahasia phone"
    made.get_ifd(GPS)[2] = (1.0, 7.0, 45.0)
    return made


def photograph(kind: str, orientation: int = 1, mode: str = "RGB", **more: object) -> bytes:
    """As a camera stores it that was held in this way."""
    turn = TURNED[orientation]
    stored = upright(mode) if turn is None else upright(mode).transpose(turn)
    out = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    stored.save(out, kind, exif=exif(orientation), **more)
    return out.getvalue()


def test_a_heic_whose_container_says_how_it_is_turned_is_turned_once() -> None:
    pillow_heif.register_heif_opener()
    for orientation, turn in TURNED.items():
        stored = upright() if turn is None else upright().transpose(turn)
        out = io.BytesIO()
        stored.save(out, "HEIF", exif=exif(orientation).tobytes())
        assert (b"irot" in out.getvalue() or b"imir" in out.getvalue()) == (orientation > 1)
        is_upright(kept(out.getvalue()))


def kept(content: bytes) -> Image.Image:
    """What is kept of it as a letter."""
    file = check_letter(ContentFile(content, name="IMG_0001.HEIC"))
    picture = Image.open(file)
    assert f"surat.{ {'JPEG': 'jpg', 'PNG': 'png'}[picture.format or ''] }" == file.name
    return picture


def is_upright(picture: Image.Image) -> None:
    """Each colour in its own quarter, and nothing told beside it."""
    assert picture.size == (160, 96)
    shown = picture.convert("RGB")
    for (right, low), colour in COLOURS.items():
        wanted = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
        found = shown.getpixel((40 + 80 * right, 24 + 48 * low))
        assert isinstance(wanted, tuple)
        assert isinstance(found, tuple)
        assert all(abs(a - b) < 40 for a, b in zip(found, wanted, strict=True)), colour
    assert not picture.getexif()
    assert not set(picture.info) & {"exif", "xmp", "icc_profile", "comment"}


@pytest.mark.parametrize("orientation", sampled(TURNED, every=4))
@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "WEBP", "PNG"])
def test_however_the_phone_was_held_the_letter_is_upright(kind: str, orientation: int) -> None:
    content = photograph(kind, orientation)
    is_upright(kept(content))
    assert b"Rahasia phone" not in check_letter(ContentFile(content, name="a.jpg")).read()


@pytest.mark.parametrize(
    ("kind", "mode", "more", "format_kept"),
    sampled([
        ("JPEG", "RGB", {"progressive": True}, "JPEG"),
        ("JPEG", "CMYK", {}, "JPEG"),
        ("JPEG", "RGB", {"icc_profile": ImageCms.ImageCmsProfile(
            ImageCms.createProfile("sRGB")).tobytes()}, "JPEG"),
        ("PNG", "P", {}, "PNG"),
        ("PNG", "RGBA", {}, "PNG"),
        ("WEBP", "RGB", {"lossless": True}, "JPEG"),
        ("WEBP", "RGBA", {}, "JPEG"),
        ("HEIF", "RGBA", {}, "JPEG"),
    ], every=3),
)  # fmt: skip
@pytest.mark.parametrize("orientation", [1, 6])
def test_other_ways_to_store_it_come_out_the_same(
    kind: str, mode: str, more: dict[str, object], format_kept: str, orientation: int
) -> None:
    picture = kept(photograph(kind, orientation, mode, **more))
    is_upright(picture)
    assert picture.format == format_kept


def test_sixteen_bits_become_eight() -> None:
    deep = Image.new("I;16", (160, 96), 0x8000)
    out = io.BytesIO()
    deep.save(out, "PNG")
    assert kept(out.getvalue()).convert("L").getpixel((3, 3)) == 128


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "MPO"])
def test_of_several_frames_the_first_stays(kind: str) -> None:
    out = io.BytesIO()
    grey = Image.new("RGB", (160, 96), "grey")
    upright().save(out, kind, save_all=True, append_images=[grey, grey], quality=95)
    picture = kept(out.getvalue())
    is_upright(picture)
    assert getattr(picture, "n_frames", 1) == 1


def test_a_phones_heic_of_twelve_million_is_taken() -> None:
    picture = Image.linear_gradient("L").resize((4032, 3024)).convert("RGB")
    out = io.BytesIO()
    pillow_heif.register_heif_opener()
    picture.save(out, "HEIF", quality=50, enc_params={"preset": "ultrafast"})
    assert kept(out.getvalue()).size == (3000, 2250)


@pytest.mark.skipif(os.geteuid() != 0, reason="is an ordinary account already")
@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "WEBP"])
def test_readers_bound_as_an_ordinary_account_take_them_too(kind: str) -> None:
    # The number of processes binds everybody but root, whom these tests may run as.
    code = (
        "import os, sys; from PIL import Image; from visits.confined import child, heif, pictures;"
        "Image.init(); content = sys.stdin.buffer.read(); os.setgid(65534); os.setuid(65534);"
        "reader = heif if sys.argv[1] == 'HEIF' else pictures;"
        "child.bind(threads=reader is heif); assert reader.read(content, '3000')[0] == 'jpg'"
    )
    command = [sys.executable, "-c", code, kind]
    subprocess.run(command, cwd=ROOT, input=photograph(kind, 6), check=True, timeout=60)


def test_a_transparent_webp_stays_transparent() -> None:
    clear = Image.new("RGBA", (60, 40), (9, 8, 7, 0))
    out = io.BytesIO()
    clear.save(out, "WEBP", lossless=True, exact=True)
    picture = kept(out.getvalue())
    assert (picture.format, picture.getpixel((0, 0))) == ("PNG", (9, 8, 7, 0))


def test_material_and_logos_take_the_same_photographs() -> None:
    content = photograph("HEIF", 6)
    shared = check_material(ContentFile(content, name="IMG.HEIC"))
    assert shared.name == "surat.jpg"
    is_upright(Image.open(shared))
    is_upright(Image.open(check_picture(ContentFile(content, name="logo.heic"), side=512)))


def test_too_many_pixels_and_too_many_octets_are_two_sentences() -> None:
    wide = Image.new("1", (5000, 5000))
    for kind, more in (("PNG", {}), ("WEBP", {"quality": 1})):
        out = io.BytesIO()
        wide.convert("RGB").save(out, kind, **more)
        with pytest.raises(LetterTooManyPixels) as pixels:
            check_letter(ContentFile(out.getvalue(), name="a.png"))
    with pytest.raises(LetterTooLarge) as octets:
        check_letter(ContentFile(bytes(11 * 1024 * 1024), name="a.png"))
    with translation.override("en"):
        assert "pixels" in file_words(pixels.value)
        assert "pixels" not in file_words(octets.value)
        assert "10 MB" in file_words(octets.value)


@pytest.mark.parametrize("kind", ["HEIF", "WEBP"])
def test_broken_ones_are_refused_as_broken(kind: str) -> None:
    whole = photograph(kind)
    for length in (20, len(whole) // 3, len(whole) - 30):
        with pytest.raises(LetterUnreadable) as why:
            check_letter(ContentFile(whole[:length], name="a.heic"))
        assert why.value.kind is Kind.BROKEN


def test_the_library_for_heic_is_loaded_in_the_bounded_process_alone() -> None:
    code = (
        "import sys, django; django.setup(); import visits.files.letters, config.urls;"
        "from visits.confined import pictures; assert 'pillow_heif' not in sys.modules"
    )
    env = {"DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1", "DATA_DIR": "/tmp/none"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=True, timeout=60)


def test_the_picture_of_the_tests_can_be_told_upside_down() -> None:
    with pytest.raises(AssertionError):
        is_upright(ImageOps.flip(upright()))
