"""The gate: no text goes live without an approval of exactly this text."""

from pages.content_hash import content_hash
from pages.models import PublicPage
from pages.signals import PublishRefused
from workflows.press.models import Edition
from workflows.review.models import Approval


def refuse_what_nobody_approved(page: PublicPage) -> None:
    """Raise PublishRefused unless the ledger holds an approval of `page` as it stands.

    An approval from before a takedown no longer counts: a killed story does not come
    back because its old text was once approved.
    """
    approvals = Approval.objects.filter(
        page_id=page.pk, content_hash=content_hash(page)
    )
    takedowns = Edition.objects.takedowns().filter(page_id=page.pk)
    if last := takedowns.order_by("-number").first():
        approvals = approvals.filter(at__gt=last.at)
    if not approvals.exists():
        raise PublishRefused(
            f"“{page.title}” was not approved as it stands, so it stays as it is. "
            "Submit it for review and have another editor approve it."
        )
