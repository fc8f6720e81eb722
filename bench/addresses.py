"""What is asked for: the same addresses of stock Wagtail and of Masthead."""

from collections.abc import Sequence
from urllib.parse import urlencode

from bench.prose import Prose

HOT = 200  # stories that are read
STORIES = {"type": "pages.ArticlePage", "limit": "20"}


def detail(stories: Sequence[int]) -> list[str]:
    return [f"/api/v2/pages/{pk}/" for pk in _hot(stories)]


def files(stories: Sequence[int]) -> list[str]:
    """The same bytes as `detail`, as any web server hands them out."""
    return [f"/api/v2/pages/{pk}/index.json" for pk in _hot(stories)]


def full_lists(stories: Sequence[int]) -> list[str]:
    """Twenty stories at a time with all they hold, the newest first."""
    newest = {"fields": "*", "order": "-first_published_at"}
    return [
        _list(newest, offset=str(first))
        for first in range(0, min(HOT, len(stories)), 20)
    ]


def searches() -> list[str]:
    """Common, middling, rare words and towns, alone and in pairs."""
    words, places = Prose().words, Prose().places
    common, middling, rare = words[150:160], words[600:610], words[4000:4010]
    pairs = [f"{one} {other}" for one, other in zip(common, middling, strict=True)]
    named = [f"{place} {word}" for place, word in zip(places, common, strict=False)]
    wanted = [*common, *middling, *rare, *places[:10], *pairs, *named]
    return [_list({"search": words.lower()}) for words in wanted]


def _list(asked: dict[str, str], **more: str) -> str:
    return f"/api/v2/pages/?{urlencode(STORIES | asked | more)}"


def _hot(stories: Sequence[int]) -> Sequence[int]:
    step = max(1, len(stories) // HOT)
    return stories[::step][:HOT]
