"""Which desk owns a page: that of the nearest section above it that a desk owns."""

from collections.abc import Mapping

from wagtail.models import Page

from workflows.desk.models import Desk


def owners() -> dict[str, Desk]:
    """Return tree path of each owned section → its desk; one query for any number of pages."""
    owned = Desk.sections.through.objects.select_related("desk", "sectionpage")
    return {row.sectionpage.path: row.desk for row in owned}


def of_path(path: str, owned: Mapping[str, Desk]) -> Desk | None:
    """Return the desk of the page at this tree path, given `owners()`."""
    step = Page.steplen
    above = (path[:end] for end in range(len(path), 0, -step))
    return next((owned[each] for each in above if each in owned), None)
