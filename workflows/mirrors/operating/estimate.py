"""How far a sync has come, and how long it takes still: plain arithmetic."""

from dataclasses import dataclass

TOO_SOON = 3.0  # seconds; before that a rate says nothing


@dataclass(frozen=True)
class Estimate:
    """A sync on its way.

    total: files that were owed when it began.
    owed: files that are owed now; what is published meanwhile is among them.
    seconds: since it began.
    """

    total: int
    owed: int
    seconds: float

    @property
    def carried(self) -> int:
        return max(0, self.total - self.owed)

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; None if there is none to speak of."""
        if self.seconds < TOO_SOON or not self.carried:
            return None
        return self.owed * self.seconds / self.carried
