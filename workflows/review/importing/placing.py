"""Which section a story belongs to."""

import re

from django.utils.text import slugify

from pages.models import SectionPage
from pages.ninjs.item import Story

DEFAULT = "wire"


def section_for(story: Story) -> SectionPage:
    """Return the section that the story names, else the one called `wire`, else the first.

    A story names its section by a path (altIds, role `section-path`: `news/world` or
    `News > World`), or by a subject whose name is a section's, or has it as a word.
    """
    sections = list(SectionPage.objects.order_by("path"))
    for place in story.places:
        found = by_path(place) or _by_name(place, sections)
        if found:
            return found
    return next((s for s in sections if s.slug == DEFAULT), sections[0])


def by_path(path: str) -> SectionPage | None:
    """Return the section at a path of slugs or titles below the home page."""
    steps = [slugify(step) for step in re.split(r"[/\u203a>]", path) if step.strip()]
    return paths().get("/".join(steps))


def paths() -> dict[str, SectionPage]:
    """Return every section by its slug path, in tree order."""
    return {
        section.url_path.strip("/").partition("/")[2]: section
        for section in SectionPage.objects.order_by("path")
    }


def _by_name(name: str, sections: list[SectionPage]) -> SectionPage | None:
    """Return the section of this name; of one inside another, the inner one."""
    words = {slugify(name), *(slugify(word) for word in re.split(r"\W+", name))}
    for section in reversed(sections):
        if section.slug in words:
            return section
    return None
