"""JSON-LD of a story: what search engines and archives read (schema.org NewsArticle)."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pages.models.correction import THE_EDITORS
from pages.public.addresses import Document, absolute, story_uri
from pages.public.forms import as_text
from pages.significance import CORRECTING

# schema.org knows authors and editors; who made pictures and data contributes.
PROPERTY_OF_ROLE = {
    "editing": "editor",
    "photography": "contributor",
    "data": "contributor",
}
# Legal in JSON, not inside a script element or a line of JavaScript.
ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def news_article(
    document: Document, *, base_url: str, publisher: str
) -> dict[str, Any]:
    """Return a schema.org NewsArticle; what is empty in the story is left out.

    Args:
        document: a story's published document.
        base_url: the primary address, e.g. `https://courier.example`.
        publisher: the newspaper's name.
    """
    meta = document["meta"]
    address = absolute(base_url, meta["html_url"])
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "url": address,
        "identifier": _identifier(document, base_url),
        "version": meta["edition"],
        "headline": document["title"],
        "alternativeHeadline": meta["seo_title"],
        "abstract": document["dek"],
        "description": meta["search_description"] or document["dek"],
        "image": _images(document, base_url),
        "datePublished": meta["first_published_at"],
        "dateModified": meta["last_published_at"],
        **_people(document["bylines"]),
        "articleSection": _sections(document),
        "inLanguage": document["language"],
        "wordCount": document["word_count"],
        "keywords": _keywords(document),
        "correction": _notes(document, "CorrectionComment", CORRECTING),
        "comment": _notes(document, "Comment", {"editors_note"}),
        "dateline": document["dateline"],
        "isAccessibleForFree": True,
        "publisher": _publisher(publisher, base_url),
    }
    return _without_empty(article)


def breadcrumb(document: Document, *, base_url: str) -> dict[str, Any]:
    """Return a schema.org BreadcrumbList: the page's ancestors, then the page itself."""
    here = {"title": document["title"], "html_url": document["meta"]["html_url"]}
    places = [*document["breadcrumb"], here]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": place["title"],
                "item": absolute(base_url, place["html_url"]),
            }
            for position, place in enumerate(places, start=1)
        ],
    }


def script(data: dict[str, Any] | list[dict[str, Any]]) -> str:
    """Return JSON that may stand inside `<script type="application/ld+json">` as it is."""
    return as_text(data).translate(ESCAPES)


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", None, [])}


def _identifier(document: Document, base_url: str) -> str | None:
    is_published = document["meta"]["first_published_at"]
    return story_uri(base_url, document) if is_published else None


def _publisher(name: str, base_url: str) -> dict[str, Any]:
    return {"@type": "NewsMediaOrganization", "name": name, "url": f"{base_url}/"}


def _people(bylines: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    credited: dict[str, list[dict[str, Any]]] = {}
    for byline in bylines:
        name = PROPERTY_OF_ROLE.get(byline["role"], "author")
        credited.setdefault(name, []).append(_credit(byline))
    return credited


def _credit(byline: dict[str, Any]) -> dict[str, Any]:
    kind = "Organization" if byline["role"] == "agency" else "Person"
    job = byline["author"]["job_title"] if byline["author"] else ""
    return _without_empty({"@type": kind, "name": byline["name"], "jobTitle": job})


def _sections(document: Document) -> list[str]:
    parent = document["meta"]["parent"]
    own = [parent["title"]] if parent else []
    return [*own, *(section["title"] for section in document["sections"])]


def _keywords(document: Document) -> list[str]:
    topics = [topic["name"] for topic in document["topics"]]
    return list(dict.fromkeys([*document["tags"], *topics]))


def _notes(
    document: Document, type_: str, kinds: Collection[str]
) -> list[dict[str, Any]]:
    """Return what the editors say about the story; an editor's note corrects nothing."""
    return [
        {
            "@type": type_,
            "text": note["text"],
            "datePublished": note["at"],
            "author": {"@type": _kind_of(note["by"]), "name": note["by"]},
        }
        for note in document["corrections"]
        if note["kind"] in kinds
    ]


def _kind_of(author: str) -> str:
    return "Organization" if author == THE_EDITORS else "Person"


def _images(document: Document, base_url: str) -> list[dict[str, Any]]:
    shown = {picture["id"]: (picture, text) for picture, text in _pictures(document)}
    return [_image(picture, text, base_url) for picture, text in shown.values()]


def _pictures(document: Document) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield (picture, caption) as the story shows them."""
    if lead := document["lead_picture"]:
        yield lead, lead["caption"]
    for block in document["body"]:
        if block["type"] == "image":
            yield from _shown([block["value"]])
        elif block["type"] == "gallery":
            yield from _shown(block["value"]["pictures"])


def _shown(items: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    for item in items:
        if item["picture"]:  # None once the newsroom has deleted it
            yield item["picture"], item["caption"]


def _image(picture: dict[str, Any], caption: str, base_url: str) -> dict[str, Any]:
    address = absolute(base_url, picture["src"])
    terms = picture["usage_terms"]
    is_address = terms.startswith(("https://", "http://"))
    return _without_empty(
        {
            "@type": "ImageObject",
            "url": address,
            "contentUrl": address,
            "width": picture["width"],
            "height": picture["height"],
            "caption": caption,
            "creditText": picture["credit"] or picture["agency"],
            "license": terms if is_address else "",  # schema.org takes an address only
            "usageInfo": _terms(terms) if terms and not is_address else None,
        }
    )


def _terms(text: str) -> dict[str, str]:
    return {"@type": "CreativeWork", "text": text}
