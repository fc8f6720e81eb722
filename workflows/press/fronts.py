"""Which fronts (home, sections) show a story."""

from collections.abc import Iterable

from wagtail.models import Page

from pages.models import PublishedDocument
from pages.models.document import PublishedDocumentQuerySet

STEP = Page.steplen  # characters of a tree path per level
FRONTS = ("pages.HomePage", "pages.SectionPage")


def of_document(document: PublishedDocument) -> set[int]:
    """Return ids of the public fronts above `document`, and above its further sections."""
    further = PublishedDocument.objects.live().filter(page_id__in=document.sections)
    tree_paths = [document.tree_path, *further.values_list("tree_path", flat=True)]
    return set(above(tree_paths).values_list("page_id", flat=True))


def above(tree_paths: Iterable[str]) -> PublishedDocumentQuerySet:
    """Public fronts at or above any of `tree_paths`."""
    places = {
        path[:end] for path in tree_paths for end in range(STEP, len(path) + 1, STEP)
    }
    return PublishedDocument.objects.live().filter(
        type__in=FRONTS, tree_path__in=places
    )
