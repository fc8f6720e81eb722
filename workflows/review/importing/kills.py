"""Kills from the wire, remembered by item: one may come before its story, or twice."""

from pages.ninjs.item import Kill, Story
from pages.ninjs.problems import at
from pages.ninjs.versions import Order, compare
from workflows.review.importing.outcome import Outcome, Result
from workflows.review.models import SourceKill


def remember(kill: Kill) -> bool:
    """Note that the agency killed this version; say whether that is new to us.

    Of a kill without a version nobody can say that it is the one of last week.
    """
    _, is_new = SourceKill.objects.get_or_create(uri=kill.uri, version=kill.version)
    return is_new or not kill.version


def refused(story: Story) -> Result | None:
    """Return the result for a new story that was killed before it came, or None.

    A version newer than every kill is the agency's new start; after a kill without a
    version there is none.

    Raises:
        BrokenItem: nobody can say whether this version is newer than the kill.
    """
    for kill in SourceKill.objects.filter(uri=story.uri).order_by("pk"):
        order = compare(story.version, kill.version) if kill.version else Order.OLDER
        if order == Order.UNKNOWN:
            raise at("$.version", cannot_tell(story.version, kill.version))
        if order != Order.NEWER:
            note = "was killed by its agency before it came, and is refused"
            return Result(Outcome.OLDER, notes=(note,))
    return None


def cannot_tell(version: str, known: str) -> str:
    """Return why neither of two versions can be called newer, and what to do."""
    fix = "Nobody can say which is newer; number the versions, or use times."
    return f"“{version}” follows “{known}” here. {fix}"
