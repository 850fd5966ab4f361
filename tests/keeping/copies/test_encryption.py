"""What is encrypted opens with its key alone, whole or not at all, and as age does it."""

import base64
import io
from pathlib import Path

import pytest

from keeping.copies.encryption import MAGIC, CannotOpen, Decrypting, Encrypting
from keeping.copies.keys import BadKey, Key, new_pair, read_key

PASSPHRASE = "beda kolam beda ikan"
CHUNK = 64 * 1024
# Written by rage 1.4 to this key, with a stanza that nobody knows among the others.
THEIR_KEY = "AGE-SECRET-KEY-1U4SJEFX8Q7DPSNNSV55JJAVKE45GZMN8R86EPJ207PQ7QR42KC7Q9W4HLT"
THEIR_FILE = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBzdWErS3FkeUtMSmZFRU9Oa2tybWoybUxlR0NMT09GSzZw"
    "aERtTEIrcGhRCjkzWmJiVktwbXV5NDM2ZHMySmRhQ3VodFR6OU01ZVhmanpNM3Y0a1dSbzgKLT4gW0k7MXotZ3Jl"
    "YXNlIE9MVQo5am96ZnJIUDh6R0Y4bXZtNVRZNjYxeXFVWlhFZDJZT0pJQ1czczlLSEEKLS0tIFVGbk9VSkxrM0dv"
    "dWdVN3c2STZUL2ttMFlURmpDMVI4Z0Zod2ZQbThWemsKXaSchborisCs7pOKvxuOpFNPyng1ocst2O1K24wx8KH9"
    "ArIlspr1Q6J0CZ8juni277fTzQ=="
)


def key_of(text: str, tmp_path: Path) -> Key:
    """The key that a file with this line gives."""
    file = tmp_path / "key"
    file.write_text(f"# a comment\n\n{text}\n")
    return read_key(file)


def shut(clear: bytes, key: Key, *, piece: int = 1000) -> bytes:
    target = io.BytesIO()
    box = Encrypting(target, key)
    for start in range(0, len(clear), piece):
        box.write(clear[start : start + piece])
    box.close()
    return target.getvalue()


def opened(octets: bytes, key: Key) -> bytes:
    source = io.BytesIO(octets)
    assert source.read(len(MAGIC)) == MAGIC
    return Decrypting(source, key).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 150_000])
def test_what_was_shut_opens_again_at_every_size(size: int, tmp_path: Path) -> None:
    secret, public = new_pair()
    clear = bytes(range(256)) * (size // 256 + 1)
    octets = shut(clear[:size], key_of(public, tmp_path))
    assert opened(octets, key_of(secret, tmp_path)) == clear[:size]


def test_a_passphrase_opens_and_another_does_not(tmp_path: Path) -> None:
    octets = shut(b"isi", key_of(PASSPHRASE, tmp_path))
    assert opened(octets, key_of(PASSPHRASE, tmp_path)) == b"isi"
    with pytest.raises(CannotOpen):
        opened(octets, key_of(PASSPHRASE + "!", tmp_path))


def test_the_public_key_that_lies_on_the_server_opens_nothing(tmp_path: Path) -> None:
    secret, public = new_pair()
    octets = shut(b"isi", key_of(public, tmp_path))
    for key in (key_of(public, tmp_path), key_of(new_pair()[0], tmp_path)):
        with pytest.raises(CannotOpen):
            opened(octets, key)
    assert opened(octets, key_of(secret, tmp_path)) == b"isi"


def test_a_file_of_another_program_opens(tmp_path: Path) -> None:
    assert opened(THEIR_FILE, key_of(THEIR_KEY, tmp_path)) == b"from another program"


def test_nothing_can_be_changed_cut_off_left_out_or_exchanged(tmp_path: Path) -> None:
    secret, public = new_pair()
    octets = shut(bytes(3 * CHUNK), key_of(public, tmp_path))
    key = key_of(secret, tmp_path)
    body = len(octets) - 3 * (CHUNK + 16)
    first, second = body + CHUNK + 16, body + 2 * (CHUNK + 16)
    spoilt = [
        octets[:-1],
        octets[:second],
        octets[:first] + octets[second:],
        octets[:body] + octets[first:second] + octets[body:first] + octets[second:],
        octets + b"\0",
    ]
    spoilt += [
        octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1 :]
        for at in (30, body - 20, body + 5, len(octets) - 3)
    ]
    for changed in spoilt:
        with pytest.raises(CannotOpen):
            opened(changed, key)


@pytest.mark.parametrize(
    "text", ["pendek", "", THEIR_KEY[:-1] + "Q", THEIR_KEY[:-6], "age1" + "q" * 58]
)
def test_what_is_no_key_is_said_before_anything_is_written(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadKey):
        key_of(text, tmp_path)
