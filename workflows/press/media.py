"""Media files of the published tree: there while a public page shows them."""

from pages.models import Use
from pages.public.resolver import Resolver
from workflows.press.models import PublishedFile
from workflows.press.tree import TreeChange


def put(change: TreeChange, resolver: Resolver) -> None:
    """Have every file that the page shows lie in the tree."""
    standing = set(
        PublishedFile.objects.standing()
        .filter(path__in=resolver.media)
        .values_list("path", flat=True)
    )
    for path, media in resolver.media.items():
        if path not in standing:
            with media.file.open("rb") as file:
                change.put(path, file.read(), media.type)


def note_uses(page_id: int, resolver: Resolver) -> None:
    """Write down what the page shows now."""
    Use.objects.filter(page_id=page_id).delete()
    uses = resolver.uses | {f"file:{path}": None for path in resolver.media}
    Use.objects.bulk_create(
        Use(page_id=page_id, ref=ref, form=form) for ref, form in uses.items()
    )


def files_of(page_id: int) -> set[str]:
    refs = Use.objects.filter(page_id=page_id, ref__startswith="file:")
    return {ref.removeprefix("file:") for ref in refs.values_list("ref", flat=True)}


def remove_unused(change: TreeChange, paths: set[str]) -> None:
    """Take away those of `paths` that no public page shows any more."""
    refs = [f"file:{path}" for path in paths]
    used = set(Use.objects.filter(ref__in=refs).values_list("ref", flat=True))
    orphans = [path for path in paths if f"file:{path}" not in used]
    change.remove(PublishedFile.objects.standing().filter(path__in=orphans))
