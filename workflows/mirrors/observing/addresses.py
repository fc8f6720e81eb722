"""Which address shows a file of the published tree, and what its answers mean: no database."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

PAGE, DATA = "index.html", "index.json"
TOMBSTONES = ("gone.html", "gone.json")
NOT_FOUND = "/404.html"
SHOWN = frozenset(
    {200, 404, 410}
)  # a tombstone has 410, the page for what is not found 404


@dataclass(frozen=True)
class Answer:
    """What an address answered.

    status: of HTTP.
    digest: SHA-256 of the decoded body, in hex.
    """

    status: int
    digest: str

    def __str__(self) -> str:
        return f"{self.status} {self.digest[:12]}"


def showing(path: str) -> list[str]:
    """Return the addresses that may show the standing file `path`, percent-encoded.

    The first is what is asked for: by readers, who type no `index.html`, and by
    programs. The second, if there is one, names the file itself, for a host that only
    serves files.
    """
    folder, _, name = path.rpartition("/")
    if name == PAGE:
        return [_quoted(f"{folder}/")]
    if name == DATA or name in TOMBSTONES:
        return [_quoted(f"{folder}/"), _quoted(path)]
    return [_quoted(path)]


def hiding(path: str) -> list[str]:
    """Return the addresses none of which may show anything once `path` is gone."""
    folder, _, name = path.rpartition("/")
    if name in {PAGE, DATA}:
        return [_quoted(f"{folder}/"), _quoted(path)]
    return [_quoted(path)]


def shows(answer: Answer, digest: str) -> bool:
    """Say whether an address showed the bytes with this digest."""
    return answer.status in SHOWN and answer.digest == digest


def hides(answers: Collection[Answer], not_found: str) -> bool:
    """Say whether no address showed anything.

    Args:
        answers: of each of them.
        not_found: digest of the newsroom's page for what is not found: a host that
            shows it with 200 shows nothing.
    """
    return all(one.status >= 400 or one.digest == not_found for one in answers)


def _quoted(path: str) -> str:
    return quote(path, safe="/!$&'()+,;=:@~")
