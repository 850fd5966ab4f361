"""A token in a program: SoftHSM, with a key and certificates put on it as an office would have."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.visits.papers.signing.authority import Authority, Holder

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
LABEL, OBJECT, PIN = "Kantor Uji", "segel", "739104"


@contextmanager
def token_with(holder: Holder, authority: Authority, folder: Path) -> Iterator[str]:
    """The address of a token that holds the key, for SIGNER; others of the machine are unseen."""
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    try:
        made = ["--init-token", "--free", "--label", LABEL, "--so-pin", "1234567", "--pin", PIN]
        subprocess.run(["softhsm2-util", *made], check=True, capture_output=True)
        with pkcs11.lib(MODULE).get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
            _put(session, holder, authority)
        yield f"pkcs11:token={LABEL.replace(' ', '%20')};object={OBJECT}?module-path={MODULE}"
    finally:
        pkcs11.unload(MODULE)
        if before is None:
            del os.environ["SOFTHSM2_CONF"]
        else:
            os.environ["SOFTHSM2_CONF"] = before


def _put(session: pkcs11.Session, holder: Holder, authority: Authority) -> None:
    der = holder.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    named = {pkcs11.Attribute.LABEL: OBJECT, pkcs11.Attribute.ID: b"\x01"}
    on_token = {pkcs11.Attribute.TOKEN: True}
    session.create_object({**decode_rsa_private_key(der), **named, **on_token})
    for certificate, names in (
        (holder.certificate, named),
        (authority.root.certificate, {pkcs11.Attribute.LABEL: "induk"}),
    ):
        held = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
        session.create_object({**held, **names, **on_token})
