"""What a push says of itself, in one signed header: the wire format of both ends.

The header is signed and not the body, so that a stranger is turned away before a byte
of the body is read; the body is bound to it by size and digest.
"""

import json
import re
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Self

from workflows.press.names import COMPRESSED, is_safe

HEADER = "masthead-claim"
DIGEST = re.compile(r"[0-9a-f]{64}")


class Verb(StrEnum):
    PREPARE = "prepare"
    PUT = "put"
    DELETE = "delete"
    READ = "read"
    PATHS = "paths"
    FLUSH = "flush"


OF_A_PATH = {Verb.PUT, Verb.DELETE, Verb.READ}


class ClaimRefused(ValueError):
    """This is no claim, or one that is never granted."""


@dataclass(frozen=True)
class Form:
    """A part of the body: the file itself (ending `""`), or a compressed form of it."""

    ending: str
    size: int
    digest: str


@dataclass(frozen=True)
class Claim:
    """One thing that is to be done.

    path: as in the published tree; empty where no file is meant.
    edition: the one that last changed the file, or took it away.
    seen: microseconds since 1970, from before the sender asked the tree. Decides between
        two states of one edition, as signed metadata has them.
    media_type: for receivers that keep one.
    forms: what the body holds, one after another; the file itself first.
    """

    do: Verb
    path: str = ""
    edition: int = 0
    seen: int = 0
    media_type: str = ""
    forms: tuple[Form, ...] = ()

    @property
    def digest(self) -> str:
        """That of the file; empty if none is to be there."""
        return self.forms[0].digest if self.forms else ""

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return sum(form.size for form in self.forms)

    def to_header(self) -> str:
        said = {
            "do": self.do,
            "path": self.path,
            "edition": self.edition,
            "seen": self.seen,
            "type": self.media_type,
            "forms": [[one.ending, one.size, one.digest] for one in self.forms],
        }
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode()

    @classmethod
    def from_header(cls, header: str) -> Self:
        """Read what `to_header` wrote.

        Raises:
            ClaimRefused: it is something else, or its path is not safe on a mirror.
        """
        try:
            said = json.loads(b64decode(header, altchars=b"-_", validate=True))
            claim = cls(
                do=Verb(said["do"]),
                path=str(said["path"]),
                edition=int(said["edition"]),
                seen=int(said["seen"]),
                media_type=str(said["type"]),
                forms=tuple(
                    Form(str(ending), int(size), str(digest))
                    for ending, size, digest in said["forms"]
                ),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise ClaimRefused from error
        if not _is_sound(claim):
            raise ClaimRefused
        return claim


def forms_of(data: bytes, variants: Mapping[str, bytes]) -> tuple[Form, ...]:
    """Describe a file and its compressed forms, in the order of the body."""
    return tuple(
        Form(ending, len(form), sha256(form).hexdigest())
        for ending, form in {"": data, **variants}.items()
    )


def _is_sound(claim: Claim) -> bool:
    return (
        (is_safe(claim.path) if claim.do in OF_A_PATH else not claim.path)
        and _are_sound(claim.forms)
        and bool(claim.forms) == (claim.do == Verb.PUT)
    )


def _are_sound(forms: Sequence[Form]) -> bool:
    endings = [form.ending for form in forms]
    return (
        endings[:1] in ([], [""])
        and len(set(endings)) == len(endings)
        and set(endings) <= {"", *COMPRESSED}
        and all(form.size >= 0 and DIGEST.fullmatch(form.digest) for form in forms)
    )
