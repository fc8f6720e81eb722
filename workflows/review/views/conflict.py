"""Two texts of one story, side by side: what differs, field by field."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from wagtail.admin.compare import StreamFieldComparison, register_comparison_class
from wagtail.fields import StreamField
from wagtail.models import Revision, TaskState, WorkflowState

from pages.models import PublicPage


class BodyComparison(StreamFieldComparison):
    """Wagtail takes two lists in a body to differ, whatever is in them."""

    def has_changed(self) -> bool:
        return bool(self.val_a.get_prep_value() != self.val_b.get_prep_value())


register_comparison_class(StreamField, comparison_class=BodyComparison)


@dataclass(frozen=True)
class Conflict:
    """What somebody saved meanwhile (`theirs`), and where another text differs from it.

    differences: Wagtail's comparisons, of the fields that differ. Their HTML marks what
        only the first text has as a deletion, what only the second has as an addition.
    """

    theirs: Revision
    differences: list[Any]


def differences(
    before: PublicPage, after: PublicPage, request: HttpRequest
) -> list[Any]:
    """Return Wagtail's comparison of each field that two texts of a page differ in."""
    panel = before.get_edit_handler()
    bound = panel.get_bound_panel(instance=before, request=request, form=None)
    found = [compare(before, after) for compare in bound.get_comparison()]
    return [each for each in found if each.has_changed()]


def known_before(page: PublicPage) -> int | None:
    """Return the newest text of `page` that was decided: sent back, or let out. A revision's id.

    What comes after it is new to whoever reads next. Wagtail compares with the revision
    before, which autosave has made a moment earlier.
    """
    steps = TaskState.objects.filter(
        workflow_state__in=WorkflowState.objects.for_instance(page),
        status=TaskState.STATUS_REJECTED,
    )
    sent_back = steps.aggregate(newest=Max("revision_id"))["newest"]
    return max(filter(None, (sent_back, page.live_revision_id)), default=None)
