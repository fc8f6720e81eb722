"""Judge what readers saw: nothing older after newer, nothing killed after it was confirmed gone.

As a Jepsen checker does: from the times at which questions were asked and answered, and
from nothing that the system says of itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FENCED = ("lock", "edition")  # refuse an older write, whatever the writer believes


@dataclass(frozen=True)
class Seen:
    """One answer. Times are seconds of one clock.

    edition: of the text; None: nothing was there; -1: a text of somebody else's.
    """

    mirror: str
    story: int
    edition: int | None
    asked: float
    answered: float


@dataclass(frozen=True)
class Killed:
    """A kill that `mirror` was confirmed to have carried out at `at`."""

    mirror: str
    story: int
    edition: int
    at: float


@dataclass
class Verdict:
    """older: (mirror, story, seconds until a newer text was seen again), by fence."""

    answers: int = 0
    older: dict[str, list[tuple[str, int, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    came_back: list[str] = field(default_factory=list)

    def faults(self, *, audit: float) -> list[str]:
        """Return what must not be, in words.

        Args:
            audit: seconds that an older text may stand where no fence keeps it out.
        """
        found = list(self.came_back)
        for fence, cases in self.older.items():
            allowed = 0.0 if fence in FENCED else audit
            found += [
                f"{mirror} ({fence}): story {story} was older for {seconds:.1f} s"
                for mirror, story, seconds in cases
                if seconds > allowed
            ]
        return found


def judge(
    seen: Iterable[Seen],
    killed: Iterable[Killed],
    fences: Mapping[str, str],
    *,
    ended: float,
) -> Verdict:
    """Return what was seen that should not have been.

    Args:
        seen: all answers.
        killed: all confirmed kills.
        fences: mirror → its fence.
        ended: when the last question was answered.
    """
    verdict = Verdict()
    by_place: dict[tuple[str, int], list[Seen]] = defaultdict(list)
    for one in seen:
        verdict.answers += 1
        by_place[one.mirror, one.story].append(one)
    for (mirror, story), answers in by_place.items():
        answers.sort(key=lambda one: one.answered)
        for seconds in _older(answers, ended):
            verdict.older[fences[mirror]].append((mirror, story, seconds))
    for kill in killed:
        for one in by_place[kill.mirror, kill.story]:
            if one.asked > kill.at and 0 <= (one.edition or -1) < kill.edition:
                said = f"{kill.mirror}: story {kill.story}, killed by {kill.edition}, "
                verdict.came_back.append(said + f"was seen at edition {one.edition}")
    return verdict


def _older(answers: list[Seen], ended: float) -> Iterable[float]:
    """Yield for how long an older text stood where a newer had been answered before."""
    newest, since = -1, None
    for one in answers:
        if one.edition is None or one.edition < 0:
            continue
        known = max(
            (
                earlier.edition or -1
                for earlier in answers
                if earlier.answered <= one.asked
            ),
            default=-1,
        )
        newest = max(newest, known)
        if one.edition < newest:
            since = one.asked if since is None else since
        elif since is not None:
            yield one.answered - since
            since = None
    if since is not None:
        yield ended - since
