"""What can be said of an address: one word first, then what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Word(StrEnum):
    """The gravest that holds is said: in this order."""

    SHOWING = "showing"
    TAMPERED = "tampered"
    ROLLED_BACK = "rolled-back"
    INCOMPLETE = "incomplete"
    EXPIRED = "expired"
    UNREACHABLE = "unreachable"
    BEHIND = "behind"
    CURRENT = "current"


# 1 and 2 are what a command answers that was called wrongly.
EXIT_CODES = {
    Word.CURRENT: 0,
    Word.BEHIND: 3,
    Word.EXPIRED: 4,
    Word.TAMPERED: 5,
    Word.INCOMPLETE: 6,
    Word.SHOWING: 7,
    Word.ROLLED_BACK: 8,
    Word.UNREACHABLE: 9,
}


@dataclass(frozen=True, order=True)
class Finding:
    """Something that is not as it was signed.

    word: what it makes of the address.
    path: of the file; empty where no file is to blame.
    why: in words.
    target: the manifest that names it, if one does.
    """

    word: Word
    path: str
    why: str
    target: str = ""


@dataclass
class Verdict:
    """What was seen.

    edition: the head's; None without a head that can be trusted.
    signed_until: when the head expires, ISO 8601; None as above.
    """

    edition: int | None = None
    signed_until: str | None = None
    stories: int = 0
    files: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def word(self) -> Word:
        said = {one.word for one in self.findings}
        return next((word for word in Word if word in said), Word.CURRENT)

    def as_json(self) -> dict[str, Any]:
        findings: Iterable[Finding] = sorted(self.findings)
        return {
            "word": self.word,
            "edition": self.edition,
            "signed_until": self.signed_until,
            "stories": self.stories,
            "files": self.files,
            "findings": [
                {
                    "word": one.word,
                    "path": one.path,
                    "why": one.why,
                    "target": one.target,
                }
                for one in findings
            ],
        }
