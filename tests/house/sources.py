"""The repository's own files, for tests that read them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("cms", "pages", "workflows", "search")
PAGES = ("*.md", "docs/**/*.md")


def python_files(*folders: str) -> Iterator[Path]:
    """Yield Python files below these folders, migrations aside."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def written_pages() -> list[Path]:
    return sorted(path for pattern in PAGES for path in ROOT.glob(pattern))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def first_cells(page: str, heading: str, *, level: int = 2) -> list[str]:
    """Return the code in the first cell of each row below a heading of a page."""
    rest = page.partition(f"\n{'#' * level} {heading}\n")[2]
    below = re.split(rf"\n#{{2,{level}}} ", rest)[0]
    return re.findall(r"^\| `([^`]+)`", below, re.MULTILINE)
