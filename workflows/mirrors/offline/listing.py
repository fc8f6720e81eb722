"""What goes into a bundle, at one instant at which the head and the files agree."""

import time
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself
from workflows.mirrors.models import Role, Target
from workflows.mirrors.proof import heads, layout, standing
from workflows.mirrors.proof.sign import sign
from workflows.press import store, tree
from workflows.press.models import DuePage, PublishedFile

WAIT = 1.0  # seconds from look to look
ROOTS = rf"^{layout.FOLDER}[0-9]+\.{layout.ROOT}\.json$".replace(".well", r"\.well")
ONLINE = (layout.TOP, layout.SNAPSHOT, layout.TIMESTAMP)

Files = list[tuple[str, str]]  # path, digest


class NotSigned(SaysItself):
    says = _(
        "The newsroom has no keys, and what is not signed is not exported. Make them with"
        " manage.py tuf_init."
    )


class SigningLags(SaysItself):
    says = _(
        "What is published is not all pressed and signed yet, so nothing was exported. Is"
        " the press running, and whoever holds the signing key? /health/ready says."
    )


class NotYet(SaysItself):
    says = _("--since names an edition from 0 up to the newest that is signed, %d.")


@dataclass(frozen=True)
class Listing:
    """What a bundle holds: the edition of the head in it; path and digest of each file."""

    edition: int
    files: Files


def listing(*, since: int, seconds: float) -> Listing:
    """Return what changed after an edition, and everything that is signed.

    Signs first, if the key is here. The tree's lock is held while rows are read, and not
    while bytes are: those lie under their digest, and are never changed.

    Args:
        since: the edition; 0 has everything in it.
        seconds: how long to wait for what is not pressed or not signed yet.

    Raises:
        NotSigned: there are no keys.
        SigningLags: head and files do not agree by then.
        NotYet: that edition is not signed, or is none.
    """
    if not Role.objects.filter(pk=layout.ROOT).exists():
        raise NotSigned
    until = time.monotonic() + seconds
    while (found := _round(since)) is None:
        if time.monotonic() >= until:
            raise SigningLags
        time.sleep(WAIT)
    return found


def _round(since: int) -> Listing | None:
    sign(rest=0)
    with transaction.atomic():
        tree.lock()
        edition = _edition()
        if edition is None:
            return None
        if not 0 <= since <= edition:
            raise NotYet(NotYet.says % edition)
        return Listing(edition, [*_changed(since), *_signed()])


def _edition() -> int | None:
    """Return the head's edition; None if the head does not speak of what stands now."""
    roles = Role.objects.in_bulk(ONLINE)
    lags = (
        len(roles) < len(ONLINE)
        or roles[layout.SNAPSHOT].signed_at < roles[layout.TOP].signed_at
        or roles[layout.TIMESTAMP].expires_at <= timezone.now()
        or standing.waiting()
        or DuePage.objects.awaited().exists()
    )
    if lags:
        return None
    head = heads.read(store.read(PublishedFile.objects.get(path=layout.HEAD).digest))
    return head.edition if head else None


def _changed(since: int) -> Files:
    """Pictures first: whoever has nothing but a tar program gets them before the pages."""
    files = PublishedFile.objects.standing().filter(edition__gt=since)
    outside = files.exclude(path__startswith=layout.FOLDER).order_by("cache", "path")
    return list(outside.values_list("path", "digest"))


def _signed() -> Files:
    """What the head leads to, all of it and nothing older, but for roots; the head last."""
    standing = PublishedFile.objects.standing()
    roots = standing.filter(path__regex=ROOTS).values_list("path", "digest")
    online = [role.path for role in Role.objects.exclude(pk=layout.ROOT)]
    metadata = dict(standing.filter(path__in=online).values_list("path", "digest"))
    head = metadata.pop(layout.HEAD)
    manifests = [(one.path, one.digest) for one in Target.objects.listed()]
    return [*manifests, *roots, *metadata.items(), (layout.HEAD, head)]
