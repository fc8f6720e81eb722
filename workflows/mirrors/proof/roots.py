"""The newest root that is published: who may sign what."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from securesystemslib.signer import CryptoSigner, Key
from tuf.api.metadata import Metadata, Root

from pages.refusals import SaysItself
from workflows.mirrors.models import Role
from workflows.mirrors.proof import layout
from workflows.press import store
from workflows.press.models import PublishedFile


class KeyUnknown(SaysItself, RuntimeError):
    says = _(
        "The newest root does not name the signing key, so nothing is signed. Put back the"
        " key that it names, or rotate it: docs/proof.md."
    )


def standing() -> Root | None:
    """Return the newest root that is published; None before there is one."""
    role = Role.objects.filter(pk=layout.ROOT).first()
    if role is None:
        return None
    return _parsed(PublishedFile.objects.get(path=role.path).digest)


def online_keys(root: Root) -> list[Key]:
    """Return the keys that may sign the head."""
    return [root.get_key(one) for one in _named(root)]


def check(signer: CryptoSigner) -> None:
    """Refuse a key with which nobody would trust what it signs.

    Raises:
        KeyUnknown: the newest root does not name it.
    """
    root = standing()
    if root is None or signer.public_key.keyid not in _named(root):
        raise KeyUnknown


def _named(root: Root) -> list[str]:
    return list(root.roles[layout.TIMESTAMP].keyids)


@lru_cache(maxsize=4)
def _parsed(digest: str) -> Root:
    """Return the root with this digest; its bytes never change."""
    return Metadata[Root].from_bytes(store.read(digest)).signed
