"""What mirrors still owe of a takedown, as the tables know it: carried is not confirmed."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from workflows.mirrors.models import DueFile, Mirror, State
from workflows.mirrors.models.mirror import CARRYING
from workflows.press.models import DuePage, Edition, PublishedFile


@dataclass(frozen=True)
class Following:
    """One mirror after a takedown.

    own: files of the story that it has not removed or replaced yet.
    showing: files without the story that it has not got yet. Others may be among them,
        as those of later takedowns: the number is never too small.
    """

    mirror: Mirror
    own: int = 0
    showing: int = 0

    @property
    def owes(self) -> bool:
        return bool(self.own or self.showing)

    @property
    def is_carried(self) -> bool:
        """Whether anything is carried to it now; if not, it goes on serving what it has."""
        return self.mirror.state in CARRYING


@dataclass(frozen=True)
class Progress:
    """All mirrors after a takedown, and how many pages that showed it wait for the press."""

    mirrors: list[Following]
    pressing: int

    @property
    def files(self) -> int:
        return sum(one.own + one.showing for one in self.mirrors)

    @property
    def is_done(self) -> bool:
        return not self.pressing and not self.files


def of_takedown(edition: Edition) -> Progress:
    """Return how far a takedown has come. Three queries, however many mirrors there are."""
    counts = {mirror: (own, showing) for mirror, own, showing in _counts(edition)}
    waiting = DuePage.objects.urgent().filter(edition__gte=edition.number)
    return Progress(
        [Following(one, *counts.get(one.pk, ())) for one in Mirror.objects.all()],
        waiting.count(),
    )


def running() -> list[tuple[Edition, int]]:
    """Return the takedowns that are still owed, oldest first, and by how many mirrors each.

    What the press owes, every mirror owes. Nothing that is urgent for a mirror is older
    than the edition it has arrived at. What a mirror's first copy owes of old takedowns
    with all the rest is not counted. Three queries, however many takedowns there are.
    """
    pressing = DuePage.objects.urgent().aggregate(newest=Max("edition"))["newest"] or 0
    urgent = DueFile.objects.filter(mirror=OuterRef("pk"), urgent=True)
    newest = Subquery(urgent.order_by("-edition").values("edition")[:1])
    owing = Mirror.objects.owing().annotate(newest=newest)
    spans = [(one.edition, max(one.newest or 0, pressing)) for one in owing]
    first = min((low for low, high in spans if low < high), default=None)
    if first is None:
        return []
    taken = Edition.objects.takedowns().filter(number__gt=first).order_by("number")
    counted = (
        (one, sum(low < one.number <= high for low, high in spans)) for one in taken
    )
    return [(one, mirrors) for one, mirrors in counted if mirrors]


def _counts(edition: Edition) -> list[tuple[int, int, int]]:
    """Return (mirror's key, files of the story, files that showed it) where anything is owed."""
    of_story = PublishedFile.objects.filter(
        Q(gone=True) | Q(page_id=edition.page_id),
        path=OuterRef("path"),
        edition=edition.number,
    )
    # What a takedown changed stays urgent for a mirror, also if it changes again. One that
    # owes the whole tree may owe it with the rest; one that arrived since owes nothing of it.
    maybe = Q(urgent=True) | Q(mirror__state=State.SYNCING)
    since = {"edition__gte": edition.number, "mirror__edition__lt": edition.number}
    due = DueFile.objects.filter(maybe, **since)
    rows = due.annotate(own=Exists(of_story)).values("mirror").order_by("mirror")
    counted = rows.annotate(
        of_story=Count("pk", filter=Q(own=True)),
        of_others=Count("pk", filter=Q(own=False)),
    )
    return list(counted.values_list("mirror", "of_story", "of_others"))
