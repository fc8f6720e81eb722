"""Items as a wire sends them, and importing them."""

from typing import Any

from wagtail.models import Page, Revision

from pages.models import ArticlePage, Author, NewsImage
from workflows.press.models import Edition
from workflows.review.importing.desk import open_desk
from workflows.review.importing.outcome import Outcome, Result
from workflows.review.importing.stories import import_item
from workflows.review.models import Approval


def item(**changes: Any) -> dict[str, Any]:
    plain = {
        "uri": "urn:wire:harbor-1",
        "type": "text",
        "version": "1",
        "headlines": [{"role": "main", "value": "Cranes stand still in Selden"}],
        "bodies": [{"contentType": "text/html", "value": "<p>They stood.</p>"}],
    }
    return {name: v for name, v in {**plain, **changes}.items() if v is not None}


def picture(name: str, file: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "name": name,
        "uri": f"urn:wire:{name}",
        "type": "picture",
        "by": "Ann Lee",
        "copyrightHolder": "Northern Wire",
        "descriptions": [{"role": "caption", "value": f"The {name}."}],
        "renditions": [{"name": "main", "href": f"https://wire.example/p/{file}"}],
    }
    return plain | changes


def imported(raw: Any, **desk: Any) -> Result:
    return import_item(raw, desk=open_desk(**desk))


def failed(raw: Any, **desk: Any) -> list[str]:
    """Import what must fail; return why, after checking that nothing was written."""
    before = everything()
    result = imported(raw, **desk)
    assert result.outcome == Outcome.FAILED
    assert everything() == before
    return [str(problem) for problem in result.problems]


def everything() -> list[Any]:
    models = (Page, Revision, NewsImage, Author, Approval, Edition)
    return [model.objects.count() for model in models]


def draft(uri: str = "urn:wire:harbor-1") -> ArticlePage:
    return ArticlePage.objects.get(source_uri=uri).get_latest_revision_as_object()
