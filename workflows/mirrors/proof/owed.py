"""Which manifests a change of the tree concerns: they are owed in its transaction."""

import re
from collections.abc import Iterable

from pages.models import PublishedDocument, Use
from workflows.mirrors.models.proof import Target
from workflows.mirrors.proof.layout import FOLDER, bin_of, story
from workflows.press.models import PublishedFile

MEDIA = "/media/"
LISTS = "lists.json"
# One part of the sitemap changes with each story: a target for each month stays small.
SITEMAP = re.compile(r"/sitemaps/(\d{4}-\d{2})\b.*")
MONTH = re.compile(r"lists/(\d{4}-\d{2})\.json")


def owe(files: Iterable[PublishedFile]) -> bool:
    """Note the manifests that name these files; say whether there are any.

    Call it in the transaction that wrote them.
    """
    targets = _targets(files)
    owe_targets(targets)
    return bool(targets)


def owe_everything() -> None:
    """Owe the manifest of every page that is or was public, and of all other files."""
    pages = PublishedDocument.objects.values_list("page_id", flat=True)
    files = PublishedFile.objects.standing().filter(page_id=None)
    shared = files.exclude(path__startswith=FOLDER).exclude(path__startswith=MEDIA)
    others = map(list_of, shared.values_list("path", flat=True))
    owe_targets({*map(story, pages), *others, LISTS})


def owe_targets(names: Iterable[str]) -> None:
    rows = [Target(name=name, bin=bin_of(name)) for name in sorted(names)]
    Target.objects.bulk_create(
        rows,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["due"],
    )


def list_of(path: str) -> str:
    """Return the target that names a file which belongs to no page."""
    month = SITEMAP.fullmatch(path)
    return f"lists/{month[1]}.json" if month else LISTS


def _targets(files: Iterable[PublishedFile]) -> set[str]:
    """A picture belongs to whichever pages show it."""
    found, pictures = set(), []
    for file in files:
        if file.page_id is not None:
            found.add(story(file.page_id))
        elif file.path.startswith(MEDIA):
            pictures += [f"file:{file.path}", f"card:{file.path}"]
        elif not file.path.startswith(FOLDER):
            found.add(list_of(file.path))
    if pictures:
        showing = Use.objects.filter(ref__in=pictures)
        found |= set(map(story, showing.values_list("page_id", flat=True)))
    return found
