"""Bylines: the names in an agency's `by` line."""

import re
from dataclasses import dataclass

_AND = re.compile(r"\s+(?:and|&)\s+|\s*;\s*")
_BY = re.compile(r"^(?:text\s+)?by:?\s+", re.IGNORECASE)
_PARTICLES = r"(?:[a-z]{1,3}['\u2019 ]|(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|al|bin|ibn) )*"
_NAME = re.compile(
    rf"[^\W\d_a-z][\w.'\u2019-]*(?: {_PARTICLES}[^\W\d_a-z][\w.'\u2019-]*)+"
)
_LOUD = re.compile(r"[A-Z]{2,6}")


@dataclass(frozen=True)
class Credited:
    """Somebody named in a byline; `agency` when it is no person."""

    name: str
    agency: bool = False


def split(by: str) -> list[Credited]:
    """Return who is named in `by`, e.g. "Ann Lee and Bob d'Arc, NW".

    A comma ends a name only where another name (or an agency's letters) follows, so
    that "Ann Lee, harbor correspondent" stays whole.
    """
    found: list[Credited] = []
    for part in _AND.split(_BY.sub("", " ".join(by.split()))):
        for piece in _pieces(part.strip(" ,")):
            person = Credited(piece[:120], agency=bool(_LOUD.fullmatch(piece)))
            if piece and person not in found:
                found.append(person)
    return found


def _pieces(part: str) -> list[str]:
    pieces: list[str] = []
    for piece in part.split(", "):
        stands_alone = _NAME.fullmatch(piece) or _LOUD.fullmatch(piece)
        if pieces and not stands_alone:
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    return pieces
