"""One round of looks at one mirror: counted while it runs, recorded at its end."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflows.mirrors.discreet import name_of, names_of
from workflows.mirrors.models import Kind, Mirror, Observation
from workflows.mirrors.observing.answers import Silent
from workflows.mirrors.observing.silence import note_answer, note_silence
from workflows.press import tree
from workflows.press.editions import newest_number

log = structlog.get_logger("masthead.mirrors")

HISTORY = timedelta(days=30)
NAMED = 20  # wrong files that a record names; the log names all


@dataclass
class Round:
    """What one round of looks at `mirror` found."""

    mirror: Mirror
    kind: Kind
    started_at: datetime = field(default_factory=timezone.now)
    edition: int = field(default_factory=newest_number)
    files: int = 0
    wrong: list[str] = field(default_factory=list)
    stay: list[str] = field(default_factory=list)
    error: str = ""
    slowest: float = 0.0

    def right(self, *, seconds: float = 0.0) -> None:
        """Count a file that was seen as it should be, so long after it was carried."""
        self.files += 1
        self.slowest = max(self.slowest, seconds)

    def differs(self, path: str, said: str) -> None:
        """Count a file that was not."""
        self.files += 1
        self.wrong.append(path)
        log.warning("drift", mirror=self.mirror.name, path=name_of(path), seen=said)

    def stays(self, path: str) -> None:
        """Count a file that should not be there and that the mirror cannot be told to remove."""
        shown = repr(path)[1:-1]  # neither a screen nor a database holds just anything
        self.stay.append(_("%s: it must be removed by hand.") % shown)

    def silent(self, error: Silent) -> None:
        """Note that the address did not answer: the round ends."""
        self.error = str(error)
        note_silence(self.mirror, error)

    def record(self) -> Observation | None:
        """Write the observation and its log line; None if nobody was asked anything."""
        if not (self.files or self.stay or self.error):
            return None
        if not self.error:
            note_answer(self.mirror)
        seen = self._observation()
        log.info(
            "observation",
            mirror=self.mirror.name,
            kind=str(self.kind),
            files=self.files,
            wrong=seen.wrong,
            error=self.error,
        )
        old = timezone.now() - HISTORY
        self.mirror.observations.filter(finished_at__lt=old).delete()
        return seen

    @transaction.atomic
    def _observation(self) -> Observation:
        if self.wrong:
            tree.lock()  # a kill forgets what it finds here: none comes in between
        return Observation.objects.create(
            mirror=self.mirror,
            kind=self.kind,
            edition=self.edition,
            files=self.files,
            wrong=len(self.stay) + len(self.wrong),
            paths=[*self.stay, *names_of(self.wrong[:NAMED])][:NAMED],
            error=self.error,
            slowest=self.slowest,
            started_at=self.started_at,
            finished_at=timezone.now(),
        )
