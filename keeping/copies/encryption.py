"""A stream encrypted in the format of age (age-encryption.org/v1), which `age -d` opens too.

The file's own key is wrapped for a passphrase (scrypt) or a public key (X25519); the body is
ChaCha20-Poly1305 in chunks of 64 KiB, numbered and with a mark on the last (STREAM), so that
nothing can be changed, left out, exchanged or cut off unnoticed. Memory: one chunk.
"""

import base64
import hmac
import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from keeping.copies.keys import Key

MAGIC = b"age-encryption.org/v1\n"
_CHUNK, _TAG = 64 * 1024, 16
_X25519, _SCRYPT = b"age-encryption.org/v1/X25519", b"age-encryption.org/v1/scrypt"
# 2**16: 64 MiB of memory for each guess; more than 2**20 nobody is asked to spend.
_WORK, _MOST_WORK = 16, 20
_LONGEST_LINE, _MOST_LINES = 200, 40


class CannotOpen(Exception):
    """No key, the wrong one, or a file that was changed or cut off."""


class Writable(Protocol):
    """Where octets go."""

    def write(self, octets: bytes, /) -> object:
        """Take them all."""


class Readable(Protocol):
    """Where octets come from."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` of them; none at the end."""


class Encrypting:
    """Takes what is written, and writes it encrypted; `close` ends the file, not the target."""

    def __init__(self, target: Writable, key: Key) -> None:
        file_key = os.urandom(16)
        header = MAGIC + _wrapped(file_key, key) + b"---"
        nonce = os.urandom(16)
        target.write(header + b" " + _text(_mac(file_key, header)) + b"\n" + nonce)
        self._target = target
        self._box = ChaCha20Poly1305(_derived(file_key, salt=nonce, info=b"payload"))
        self._held, self._number = bytearray(), 0

    def write(self, octets: bytes) -> int:
        """Encrypt whole chunks, and hold the rest."""
        self._held += octets
        # The last chunk is known only at the end, so a full one waits for the next octet.
        while len(self._held) > _CHUNK:
            self._put(_CHUNK, last=False)
        return len(octets)

    def flush(self) -> None:
        """Nothing goes out before its chunk is full."""

    def close(self) -> None:
        """Write the last chunk."""
        self._put(len(self._held), last=True)

    def _put(self, size: int, *, last: bool) -> None:
        chunk = bytes(self._held[:size])
        del self._held[:size]
        self._target.write(self._box.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


class Decrypting:
    """Gives what was encrypted. Raises CannotOpen, when made or when read."""

    def __init__(self, source: Readable, key: Key) -> None:
        """`source` stands behind MAGIC."""
        self._source, self._ahead = source, b""
        header, stanzas = self._header()
        file_key = _unwrapped(stanzas, key)
        expected = _text(_mac(file_key, header))
        if not hmac.compare_digest(expected, self._end.removeprefix(b"--- ")):
            raise CannotOpen("The head of the file was changed.")
        nonce = _exactly(source, 16)
        self._box = ChaCha20Poly1305(_derived(file_key, salt=nonce, info=b"payload"))
        self._clear, self._number, self._done = b"", 0, False
        self._next = _up_to(source, _CHUNK + _TAG)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` octets (all that is left where negative)."""
        while not self._done and (size < 0 or len(self._clear) < size):
            chunk, self._next = self._next, _up_to(self._source, _CHUNK + _TAG)
            self._done = not self._next
            nonce = _nonce(self._number, last=self._done)
            try:
                self._clear += self._box.decrypt(nonce, chunk, None)
            except InvalidTag as error:
                raise CannotOpen("The file was changed or cut off.") from error
            self._number += 1
        size = len(self._clear) if size < 0 else size
        given, self._clear = self._clear[:size], self._clear[size:]
        return given

    def _header(self) -> tuple[bytes, list[tuple[list[bytes], bytes]]]:
        header = MAGIC
        stanzas: list[tuple[list[bytes], bytes]] = []
        for _ in range(_MOST_LINES):
            line = self._line()
            if line.startswith(b"--- "):
                self._end = line
                return header + b"---", stanzas
            header += line + b"\n"
            if line.startswith(b"-> "):
                stanzas.append((line.split(b" ")[1:], b""))
            elif stanzas:
                words, body = stanzas[-1]
                stanzas[-1] = words, body + line
        raise CannotOpen("The head of the file is none of age's.")

    def _line(self) -> bytes:
        line = b""
        while len(line) < _LONGEST_LINE:
            octet = _exactly(self._source, 1)
            if octet == b"\n":
                return line
            line += octet
        raise CannotOpen("The head of the file is none of age's.")


def _wrapped(file_key: bytes, key: Key) -> bytes:
    """The stanza that gives the file's key to whoever holds `key`."""
    if key.passphrase:
        salt = os.urandom(16)
        head = b"-> scrypt " + _text(salt) + b" %d\n" % _WORK
        wrapping = _stretched(key.passphrase, salt, _WORK)
    else:
        once = X25519PrivateKey.generate()
        share = once.public_key().public_bytes_raw()
        shared = once.exchange(X25519PublicKey.from_public_bytes(key.public))
        head = b"-> X25519 " + _text(share) + b"\n"
        wrapping = _derived(shared, salt=share + key.public, info=_X25519)
    return head + _text(ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)) + b"\n"


def _unwrapped(stanzas: list[tuple[list[bytes], bytes]], key: Key) -> bytes:
    for words, body in stanzas:
        try:
            if words[0] == b"scrypt" and key.passphrase and int(words[2]) <= _MOST_WORK:
                wrapping = _stretched(key.passphrase, _octets(words[1]), int(words[2]))
            elif words[0] == b"X25519" and key.secret:
                share = _octets(words[1])
                secret = X25519PrivateKey.from_private_bytes(key.secret)
                shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
                wrapping = _derived(shared, salt=share + key.public, info=_X25519)
            else:
                continue
            return ChaCha20Poly1305(wrapping).decrypt(bytes(12), _octets(body), None)
        except (InvalidTag, ValueError, IndexError):
            continue
    raise CannotOpen("This key does not open the file.")


def _stretched(passphrase: bytes, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=_SCRYPT + salt, length=32, n=2**work, r=8, p=1).derive(passphrase)


def _derived(secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, salt=b"", info=b"header"), header, "sha256")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _text(octets: bytes) -> bytes:
    return base64.b64encode(octets).rstrip(b"=")


def _octets(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)


def _up_to(source: Readable, size: int) -> bytes:
    """`size` octets, fewer only at the end: pipes give what they have."""
    found = b""
    while len(found) < size:
        more = source.read(size - len(found))
        if not more:
            break
        found += more
    return found


def _exactly(source: Readable, size: int) -> bytes:
    found = _up_to(source, size)
    if len(found) < size:
        raise CannotOpen("The file was cut off.")
    return found
