"""Have one mirror get a page again: for whoever does not trust what they see."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pages.models import PublishedDocument
from pages.refusals import SaysItself
from workflows.mirrors.models import Mirror
from workflows.mirrors.nudge import nudge_after_commit
from workflows.mirrors.owe import owe_again
from workflows.mirrors.where.rows import paths_of


class CannotSend(SaysItself, ValueError):
    says = _("Nothing is carried to this mirror now. Resume or sync it first.")


@transaction.atomic
def send_again(mirror: Mirror, page_id: int) -> int:
    """Have `mirror` owe all files of a page, as the published tree has them; return how many.

    Raises:
        CannotSend: the mirror is new, paused or retired.
    """
    if not mirror.is_carried:
        raise CannotSend
    document = PublishedDocument.objects.get(pk=page_id)
    paths = paths_of(document)
    owe_again(mirror, paths)
    nudge_after_commit()
    return len(paths)
