"""What a backup is encrypted to: a public key, a secret key or a passphrase, in age's form.

Keys are X25519 (RFC 7748) in Bech32 (BIP 173) as age writes them: `age1...` is public and may lie
on the server, `AGE-SECRET-KEY-1...` opens and belongs elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

_PUBLIC, _SECRET = "age", "age-secret-key-"
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_SHORTEST_PASSPHRASE = 16


class BadKey(Exception):
    """The key file holds no key and no passphrase that would do."""


@dataclass(frozen=True)
class Key:
    """One of the three; a passphrase and a secret key open too, a public one only shuts."""

    passphrase: bytes = b""
    public: bytes = b""
    secret: bytes = b""


def read_key(path: Path) -> Key:
    """The first line of `path` that is no comment: a key of age, or else a passphrase.

    Raises BadKey, OSError.
    """
    lines = (line.strip() for line in path.read_text().splitlines())
    line = next((line for line in lines if line and not line.startswith("#")), "")
    if line.lower().startswith(_SECRET):
        secret = _from_bech32(line, _SECRET)
        return Key(public=_public_of(secret), secret=secret)
    if line.startswith(f"{_PUBLIC}1"):
        return Key(public=_from_bech32(line, _PUBLIC))
    if len(line) < _SHORTEST_PASSPHRASE:
        raise BadKey(f"A passphrase has {_SHORTEST_PASSPHRASE} characters or more: {path}.")
    return Key(passphrase=line.encode())


def new_pair() -> tuple[str, str]:
    """A new secret key and its public key, as age writes them."""
    secret = X25519PrivateKey.generate().private_bytes_raw()
    return _bech32(secret, _SECRET).upper(), _bech32(_public_of(secret), _PUBLIC)


def _public_of(secret: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _checksum(values: Iterable[int]) -> int:
    """BIP 173's polynomial over the values."""
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            check ^= generator if top >> bit & 1 else 0
    return check


def _spread(name: str) -> list[int]:
    return [ord(letter) >> 5 for letter in name] + [0] + [ord(letter) & 31 for letter in name]


def _regrouped(values: Iterable[int], width: int, into: int, *, pad: bool) -> list[int]:
    held = bits = 0
    found = []
    for value in values:
        held = held << width | value
        bits += width
        while bits >= into:
            bits -= into
            found.append(held >> bits & (1 << into) - 1)
    rest = held & (1 << bits) - 1
    if pad and bits:
        found.append(rest << into - bits)
    elif not pad and (bits >= width or rest):
        raise BadKey("The key is damaged.")
    return found


def _bech32(octets: bytes, name: str) -> str:
    values = _regrouped(octets, 8, 5, pad=True)
    check = _checksum([*_spread(name), *values, *[0] * 6]) ^ 1
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return f"{name}1{''.join(_LETTERS[value] for value in values)}"


def _from_bech32(text: str, name: str) -> bytes:
    if text not in (text.lower(), text.upper()):
        raise BadKey("The key is damaged.")
    found, _, letters = text.lower().rpartition("1")
    if found != name or not set(letters) <= set(_LETTERS):
        raise BadKey("The key is damaged.")
    values = [_LETTERS.index(letter) for letter in letters]
    if _checksum([*_spread(name), *values]) != 1:
        raise BadKey("The key is damaged.")
    octets = bytes(_regrouped(values[:-6], 5, 8, pad=False))
    if len(octets) != 32:
        raise BadKey("The key is damaged.")
    return octets
