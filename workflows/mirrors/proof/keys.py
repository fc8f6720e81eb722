"""The online key: a file, never a row. It signs what is published, hour by hour."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from securesystemslib.signer import CryptoSigner

from pages.refusals import SaysItself

OTHERS = 0o077  # what nobody but the owner may do with it


class KeyExposed(SaysItself, RuntimeError):
    says = _(
        "Others may read the signing key. Take their rights away: chmod 600 on it."
    )


class KeyUnreadable(SaysItself, RuntimeError):
    says = _(
        "The signing key cannot be read here, or is no PEM file of an Ed25519 key."
        " See docs/proof.md."
    )


class KeyExists(SaysItself, RuntimeError):
    says = _(
        "There is a signing key already; it is never overwritten. See docs/proof.md."
    )


def online() -> CryptoSigner | None:
    """Return the online key; None if nothing is to be signed here.

    Raises:
        KeyExposed: others may read it.
        KeyUnreadable: it is something else, or belongs to somebody else.
    """
    try:
        return read(Path(settings.SIGNING_KEY))
    except FileNotFoundError:
        return None


def read(path: Path) -> CryptoSigner:
    """Return the key in a PEM file. Raises as `online` does."""
    try:
        if path.stat().st_mode & OTHERS:
            raise KeyExposed
        return parse(path.read_bytes())
    except PermissionError as error:
        raise KeyUnreadable from error


def parse(pem: bytes) -> CryptoSigner:
    try:
        return CryptoSigner(load_pem_private_key(pem, password=None))
    except (ValueError, TypeError) as error:
        raise KeyUnreadable from error


def new() -> CryptoSigner:
    """Return a new Ed25519 key."""
    return CryptoSigner.generate_ed25519()


def write(path: Path, signer: CryptoSigner) -> None:
    """Write a private key that only its owner may read.

    Raises:
        KeyExists: a file is there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyExists from error
    with os.fdopen(file, "wb") as opened:
        opened.write(signer.private_bytes)
