"""Links for lawyers without an account: made, revoked, and where each stands.

A token is a random secret with a signature. Its digest alone is kept: the link is shown
once, to whoever made it (docs/adr/0011-a-lawyers-link.md).
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from pages import clock
from pages.models import PublicPage
from workflows.review import decisions, ledger
from workflows.review.errors import OwnWork
from workflows.review.legal import errors, owed
from workflows.review.legal.flags import may_clear
from workflows.review.legal.models import LegalLink, Outcome
from workflows.review.models.entry import Happened

SECRET = 32  # bytes
SIGNER = Signer(salt="masthead.legal-link", sep=".")


class Standing(models.TextChoices):
    """Why a link is, or is not, one to answer by."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("The story has gone on")
    EXPIRED = "expired", _("Expired")


def check_may_link(page: PublicPage, user: Any) -> None:
    """Raise unless `user` may let a lawyer answer: who holds a link can use it.

    Raises:
        OnlyLegal: `user` may not clear stories, so neither by a link.
        OwnWork: `user` worked on this text.
    """
    if not may_clear(user):
        raise errors.OnlyLegal
    if decisions.is_own_work(page, user):
        raise OwnWork


@transaction.atomic
def make(page: PublicPage, *, user: Any, lawyer: str, email: str) -> str:
    """Let `lawyer` answer once about the text that waits; return the token, kept nowhere.

    Raises:
        OnlyLegal, OwnWork: see `check_may_link`.
        NothingWaits: no text of `page` waits for legal.
    """
    PublicPage.lock(page.pk)
    check_may_link(page, user)
    waits = owed.waiting(page)
    if waits is None:
        raise errors.NothingWaits
    secret = secrets.token_urlsafe(SECRET)
    link = LegalLink.objects.create(
        page_id=page.pk,
        revision_id=waits.revision.pk,
        content_hash=waits.content_hash,
        digest=_digest(secret),
        lawyer=lawyer,
        email=email,
        made_by_id=user.pk,
        made_by_name=user.get_full_name() or user.get_username(),
        expires_at=clock.now() + timedelta(hours=settings.LEGAL_LINK_HOURS),
    )
    told = {"lawyer": lawyer, "email": email, "until": link.expires_at.isoformat()}
    ledger.enter(
        Happened.LEGAL_LINK_SENT, page, user=user, revision=waits.revision, data=told
    )
    return SIGNER.sign(secret)


@transaction.atomic
def revoke(link: LegalLink, *, user: Any) -> None:
    """Close a link that is not answered yet; the lawyer reads so.

    Raises:
        OnlyLegal: `user` may not clear stories.
        LinkClosed: it is answered or revoked already.
    """
    if not may_clear(user):
        raise errors.OnlyLegal
    PublicPage.lock(link.page_id)
    link.refresh_from_db()
    if link.outcome:
        raise errors.LinkClosed
    close(link, Outcome.REVOKED, by=user.get_username())


def close(link: LegalLink, outcome: Outcome, *, by: str) -> None:
    link.outcome, link.closed_at, link.closed_by = outcome, clock.now(), by
    link.save(update_fields=["outcome", "closed_at", "closed_by"])


def find(token: str) -> LegalLink | None:
    """Return the link that `token` opens, whether it still stands or not."""
    try:
        secret = SIGNER.unsign(token)
    except BadSignature:
        return None
    return LegalLink.objects.filter(digest=_digest(secret)).first()


def look(link: LegalLink) -> tuple[Standing, owed.Waiting | None]:
    """Return where `link` stands and, while it is open, the text that it is about."""
    page = None if link.outcome else PublicPage.find(link.page_id)
    waits = page and owed.waiting(page)
    stands = standing(link, waits, now=clock.now())
    return stands, waits if stands == Standing.OPEN else None


def standing(link: LegalLink, waits: owed.Waiting | None, *, now: datetime) -> Standing:
    """Return where `link` stands `now`, if `waits` is what legal is asked about."""
    if link.outcome:
        revoked = link.outcome == Outcome.REVOKED
        return Standing.REVOKED if revoked else Standing.ANSWERED
    if waits is None or waits.content_hash != link.content_hash:
        return Standing.SUPERSEDED
    if link.expires_at <= now:
        return Standing.EXPIRED
    return Standing.OPEN


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
