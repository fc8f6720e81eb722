"""What an operator does with keys while the newsroom runs: begin, rotate the online key."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself
from workflows.mirrors.models import Role
from workflows.mirrors.proof import ceremony, chain, keys, layout, roots
from workflows.mirrors.proof.sign import sign


class BegunAlready(SaysItself, RuntimeError):
    says = _(
        "This newsroom has a root already, and readers hold it. Use tuf_rotate or tuf_root."
    )


class NotBegun(SaysItself, RuntimeError):
    says = _("This newsroom has no root yet. Run tuf_init first.")


def begin(folder: Path) -> None:
    """Make root keys in `folder` and the online key, and publish root and targets.

    Raises:
        BegunAlready: there is a root.
        KeyExists: a key would be overwritten.
    """
    if Role.objects.filter(pk=layout.ROOT).exists():
        raise BegunAlready
    path = Path(settings.SIGNING_KEY)
    if path.exists():
        raise keys.KeyExists
    signer = keys.new()
    keys.write(path, signer)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        ceremony.begin(folder, signer.public_key)
    except (OSError, keys.KeyExists):
        path.unlink()  # nothing names it, and it would stand in the way of another try
        raise
    chain.publish(folder)


def rotate(folder: Path, *, at_once: bool = False) -> int | None:
    """Replace the online key, with two of the root keys in `folder`.

    First a root that names both keys is published, and everything is signed with the new
    one. The root that names only the new one is left in the folder: it is published with
    `chain.publish` when every mirror has the first. What the old one signed is trusted
    until then; the key itself is not needed, and may be lost.

    Args:
        folder: holds two root keys or three.
        at_once: the old key was stolen: it counts no more, from now on. Until a mirror has
            all of it, verifiers refuse what it serves.

    Returns:
        The version of the root that is left to publish; None if none is.

    Raises:
        NotBegun, NotEnoughKeys: nothing was changed.
    """
    path = Path(settings.SIGNING_KEY)
    root = roots.standing()
    if root is None:
        raise NotBegun
    chain.export(folder)
    aside = path.with_suffix(".new")
    aside.unlink(missing_ok=True)  # of a rotation that was broken off: nothing names it
    new = keys.new()
    keys.write(aside, new)
    both = ceremony.renew(folder, online=[new.public_key, *roots.online_keys(root)])
    last = ceremony.renew(folder, online=[new.public_key])
    chain.publish(folder, upto=last if at_once else both)
    aside.replace(path)
    sign(rest=0)
    return None if at_once else last
