"""One ninjs item, as a story for our fields, or as the agency's wish to kill one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pages.ninjs import bodies, people, pictures, schema
from pages.ninjs.markup import Block
from pages.ninjs.people import Credited
from pages.ninjs.pictures import Picture
from pages.ninjs.problems import BrokenItem, Problem, at
from pages.ninjs.text import cut, one_line, tidy, without_markup
from pages.ninjs.versions import moment

OUR_URGENCIES = (1, 3, 4, 5, 8)
_STORIES = {"text", "composite"}
_MEDIA_TOPIC = re.compile(r"(?:^medtop:|/mediatopic/)(\d{8})$")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OLD_DIALECT = {"guid", "headline", "body_html", "body_text"}


@dataclass(frozen=True)
class Kill:
    """`pubStatus: canceled`: the story must not run, or must not have run."""

    uri: str
    version: str
    note: str


@dataclass(frozen=True)
class Story:
    """An item's content, cut to our fields' lengths where nothing but looks is lost."""

    uri: str
    version: str
    withheld: bool
    headline: str
    dek: str
    slug: str
    slugline: str
    dateline: str
    language: str
    urgency: int | None
    embargoed_until: datetime | None
    credited: tuple[Credited, ...]
    body: list[Block]
    topics: dict[str, str]  # IPTC media topic, `medtop:…` → its name
    places: tuple[str, ...]  # section paths and names, the likeliest first
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...] = field(default=())  # what the desk must know, not readers


def read(raw: Any) -> Story | Kill:
    """Return what `raw`, a parsed ninjs 3.1 item, asks for.

    Raises:
        BrokenItem: it cannot be imported; names everything that is wrong with it.
    """
    item = tidy(raw)
    if isinstance(item, dict) and "uri" not in item and (_OLD_DIALECT & item.keys()):
        raise at("$", "is ninjs 1 or 2. Convert it to ninjs 3.1, or ask for that feed.")
    if found := list(schema.problems(item)):
        raise BrokenItem(found)
    if item.get("pubStatus") == "canceled":
        return Kill(item["uri"], _version(item), one_line(item.get("edNote", "")))
    return _story(item)


def _story(item: dict[str, Any]) -> Story:
    problems = list(_not_a_story(item))
    text = bodies.Text([])
    try:
        text = bodies.best(item)
    except BrokenItem as error:
        problems += error.problems
    if problems:
        raise BrokenItem(problems)
    return Story(
        uri=item["uri"],
        version=_version(item),
        withheld=item.get("pubStatus") == "withheld",
        headline=_headline(item),
        dek=cut(_dek(item), 400),
        slug=_slug(item),
        slugline=cut(item.get("slugline", ""), 80),
        dateline=cut(item.get("located", "") or text.dateline, 80),
        language=item.get("language", ""),
        urgency=_urgency(item.get("urgency")),
        embargoed_until=moment(item.get("embargoedUntil", "")),
        credited=tuple(_credited(item, text.agency)),
        body=text.blocks,
        topics=_topics(item),
        places=tuple(_places(item)),
        pictures=pictures.read(item),
        notes=tuple(_notes(item)),
    )


def _version(item: dict[str, Any]) -> str:
    return item.get("version") or item.get("versionCreated", "")


def _not_a_story(item: dict[str, Any]) -> Iterator[Problem]:
    if item.get("type", "text") not in _STORIES:
        shown = item["type"][:40]
        fix = (
            "Send pictures as associations of a story; other types have no place here."
        )
        yield Problem("$.type", f"“{shown}” is not a story. {fix}")
    if not _version(item):
        yield Problem("$.version", "is missing, and so is versionCreated. Add one.")
    if not _headline(item):
        fix = "A story needs a headline with role main."
        yield Problem("$.headlines", f"has no headline. {fix}")
    elif len(_headline(item)) > 255:
        count = len(_headline(item))
        yield Problem(
            "$.headlines", f"has {count} characters; the limit is 255. Shorten it."
        )
    if _slug(item) and not _SLUG.fullmatch(_slug(item)):
        shown = _slug(item)[:60]
        fix = "Use lower-case letters a-z, digits and single hyphens."
        yield Problem(_slug_path(item), f"“{shown}” cannot be an address. {fix}")


def _headline(item: dict[str, Any]) -> str:
    return _preferred(item.get("headlines", []), ("main", "headline", ""))


def _dek(item: dict[str, Any]) -> str:
    return _preferred(
        item.get("descriptions", []), ("summary", "dek", "standfirst", "")
    )


def _preferred(values: list[dict[str, str]], roles: tuple[str, ...]) -> str:
    """Return the first of `values` with the first of `roles` that is there, else any."""
    filled = [value for value in values if value["value"].strip()]
    for role in roles:
        for value in filled:
            if value.get("role", "") == role:
                return without_markup(value["value"], value.get("contentType"))
    return (
        without_markup(filled[0]["value"], filled[0].get("contentType"))
        if filled
        else ""
    )


def _alternative(item: dict[str, Any], role: str) -> tuple[int, str]:
    for number, given in enumerate(item.get("altIds", [])):
        if given.get("role") == role:
            return number, given.get("value", "").strip()
    return 0, ""


def _slug(item: dict[str, Any]) -> str:
    return _alternative(item, "slug")[1]


def _slug_path(item: dict[str, Any]) -> str:
    return f"$.altIds[{_alternative(item, 'slug')[0]}].value"


def _urgency(given: int | None) -> int | None:
    """Return the nearest of our urgencies; of two equally near ones the calmer."""
    if given is None:
        return None
    return min(OUR_URGENCIES, key=lambda ours: (abs(ours - given), -ours))


def _credited(item: dict[str, Any], agency: str) -> Iterator[Credited]:
    """Yield the people in `by`, then the agency that sent the story.

    `agency` is the one its dateline named, for items that name it nowhere else.
    """
    named = people.split(item.get("by", ""))
    yield from named
    sources = [s.get("name", "") for s in item.get("infoSources", []) if s.get("name")]
    agency = one_line((sources or [item.get("copyrightHolder", "")])[0]) or agency
    if agency and agency.casefold() not in {person.name.casefold() for person in named}:
        yield Credited(cut(agency, 120), agency=True)


def _topics(item: dict[str, Any]) -> dict[str, str]:
    topics = {}
    for subject in item.get("subjects", []):
        if found := _MEDIA_TOPIC.search(subject.get("uri", "")):
            code = f"medtop:{found[1]}"
            topics[code] = cut(
                subject.get("name") or subject.get("literal") or code, 120
            )
    return topics


def _places(item: dict[str, Any]) -> Iterator[str]:
    path = _alternative(item, "section-path")[1]
    if path:
        yield path
    for subject in item.get("subjects", []):
        if subject.get("name"):
            yield subject["name"]


def _notes(item: dict[str, Any]) -> Iterator[str]:
    for label, key in (
        ("Editor's note", "edNote"),
        ("Usage terms", "usageTerms"),
        ("Copyright", "copyrightNotice"),
        ("Expires", "expires"),
    ):
        if text := one_line(item.get(key, "")):
            yield f"{label}: {text}"
    rights = item.get("rightsInfo", {})
    if text := one_line(
        rights.get("linkedRights", "") or rights.get("encodedRights", "")
    ):
        yield f"Rights: {text}"
