"""A takedown, mirror by mirror: what is owed, what was carried, and what was seen there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from workflows.mirrors.models import DueFile, DueLook, Mirror, Sighting, State
from workflows.press.models import DuePage, Edition, PublishedFile


@dataclass(frozen=True)
class Following:
    """One mirror after a takedown.

    own: files of the story that it has not removed or replaced yet.
    showing: files without the story that it has not got yet. Others may be among them,
        as those of later takedowns: the number is never too small.
    unseen: files that were carried, and which its address was not yet seen to show.
    wrong: what was seen at one of them instead, in words.
    seen_at: when its address was seen without the story.
    """

    mirror: Mirror
    own: int = 0
    showing: int = 0
    unseen: int = 0
    wrong: str = ""
    seen_at: datetime | None = None

    @property
    def owes(self) -> bool:
        return bool(self.own or self.showing)

    @property
    def is_done(self) -> bool:
        return not self.mirror.is_asked or not (self.owes or self.unseen)


@dataclass(frozen=True)
class Progress:
    """All mirrors after a takedown, and how many pages that showed it wait for the press."""

    mirrors: list[Following]
    pressing: int

    @property
    def files(self) -> int:
        return sum(one.own + one.showing for one in self.mirrors)

    @property
    def asked(self) -> int:
        return sum(one.mirror.is_asked for one in self.mirrors)

    @property
    def left(self) -> int:
        """How many mirrors owe it, or were not yet seen without it: counts to zero."""
        return sum(not one.is_done for one in self.mirrors)

    @property
    def is_done(self) -> bool:
        return not self.pressing and not self.left


def of_takedown(edition: Edition) -> Progress:
    """Return how far a takedown has come. Five queries, however many mirrors there are."""
    owed, unseen = _owed(edition), _unseen(edition)
    seen = dict(Sighting.objects.of(edition).values_list("mirror", "at"))
    waiting = DuePage.objects.urgent().filter(edition__gte=edition.number)
    return Progress(
        [
            Following(
                one,
                **owed.get(one.pk, {}),
                **unseen.get(one.pk, {}),
                seen_at=seen.get(one.pk),
            )
            for one in Mirror.objects.all()
        ],
        waiting.count(),
    )


def running() -> list[tuple[Edition, int]]:
    """Return the takedowns that are not over, oldest first, and at how many mirrors each.

    It is over at a mirror that owes nothing of it and was seen without it. What the
    press owes, every mirror owes. Nothing that is urgent for a mirror is older than the
    edition it has arrived at, or was seen at; of a first copy, see `known_without`.
    Three queries at most, however many takedowns there are.
    """
    pressing = DuePage.objects.urgent().aggregate(newest=Max("edition"))["newest"] or 0
    owing = list(
        Mirror.objects.owing().annotate(
            owed=_newest(DueFile.objects.all()), unseen=_newest(DueLook.objects.all())
        )
    )
    seen = known_without(owing)
    spans = [_spans(one, pressing, seen[one.pk]) for one in owing]
    first = min((low for span in spans for low, _ in span), default=None)
    if first is None:
        return []
    taken = Edition.objects.takedowns().filter(number__gt=first).order_by("number")
    counted = (
        (
            one,
            sum(any(low < one.number <= high for low, high in span) for span in spans),
        )
        for one in taken
    )
    return [(one, mirrors) for one, mirrors in counted if mirrors]


def _newest(rows: QuerySet[Any]) -> Subquery:
    urgent = rows.filter(mirror=OuterRef("pk"), urgent=True)
    return Subquery(urgent.order_by("-edition").values("edition")[:1])


def known_without(mirrors: Iterable[Mirror]) -> dict[int, int]:
    """Return mirror's key → the edition up to which takedowns are no matter there.

    It was seen at that edition; if at none yet, it is the newest one when its first copy
    began, because what was taken down by then it owes with all the rest, and never showed.
    A mirror that is copied anew goes on serving what it has.
    """
    return {one.pk: one.seen_edition or one.copied_from for one in mirrors}


def _spans(mirror: Any, pressing: int, seen: int) -> list[tuple[int, int]]:
    """Return the editions (after, up to) whose takedowns a mirror owes or was not seen at."""
    owed = (mirror.edition or seen, max(mirror.owed or 0, pressing))
    unseen = (seen, mirror.unseen or 0)
    return [(low, high) for low, high in (owed, unseen) if low < high]


def _owed(edition: Edition) -> dict[int, dict[str, Any]]:
    """Return mirror's key → how many files of the story, and how many that showed it."""
    of_story = PublishedFile.objects.filter(
        Q(gone=True) | Q(page_id=edition.page_id),
        path=OuterRef("path"),
        edition=edition.number,
    )
    # What a takedown changed stays urgent for a mirror, also if it changes again. One that
    # owes the whole tree may owe it with the rest; one that arrived since owes nothing of it.
    maybe = Q(urgent=True) | Q(mirror__state=State.SYNCING) | Q(mirror__edition=0)
    since = {"edition__gte": edition.number, "mirror__edition__lt": edition.number}
    due = DueFile.objects.filter(maybe, **since).annotate(own=Exists(of_story))
    rows = due.values("mirror").order_by("mirror")
    counted = rows.annotate(
        of_story=Count("pk", filter=Q(own=True)),
        of_others=Count("pk", filter=Q(own=False)),
    )
    return {
        row["mirror"]: {"own": row["of_story"], "showing": row["of_others"]}
        for row in counted
    }


def _unseen(edition: Edition) -> dict[int, dict[str, Any]]:
    """Return mirror's key → how many files were not yet seen there, and what was instead."""
    looks = DueLook.objects.filter(urgent=True, edition__gte=edition.number)
    since = looks.filter(mirror__seen_edition__lt=edition.number)
    rows = since.values("mirror").order_by("mirror")
    counted = rows.annotate(unseen=Count("pk"), wrong=Max("seen"))
    return {
        row["mirror"]: {"unseen": row["unseen"], "wrong": row["wrong"]}
        for row in counted
    }
