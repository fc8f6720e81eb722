"""Secrets at rest: sealed with a key made of SECRET_KEY, opened with older ones too.

Fernet (AES-128-CBC with HMAC-SHA256), and HKDF (RFC 5869) to make its key: a key that
signs sessions does not itself encrypt anything.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself


class CannotOpen(SaysItself, ValueError):
    says = _("This was sealed with a secret key that is gone. Type it in again.")


def seal(secret: str, *, purpose: str) -> str:
    """Return `secret`, sealed: what is sealed for one purpose is not opened for another."""
    return _box(purpose).encrypt(secret.encode()).decode()


def open_seal(token: str, *, purpose: str) -> str:
    """Return what was sealed.

    Raises:
        CannotOpen: by none of the keys there are.
    """
    try:
        return _box(purpose).decrypt(token.encode()).decode()
    except InvalidToken:
        raise CannotOpen from None


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key, purpose)) for key in keys])


def _key(secret_key: str, purpose: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return urlsafe_b64encode(derived.derive(secret_key.encode()))
