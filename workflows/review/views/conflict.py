"""Two texts of one story, side by side: what differs, field by field."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.models import Revision

from pages.models import PublicPage


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
