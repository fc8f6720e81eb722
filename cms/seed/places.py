"""The front page, the sections and the site; all of them go through review too."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.log_actions import LogContext
from wagtail.models import Page, Site

from cms.seed.plans import table
from pages.models import HomePage, PublicPage, SectionPage
from workflows.review.verbs import approve, submit

DEFAULT_PORTS = {"http": 80, "https": 443}


def build(*, editor: Any, chief: Any) -> dict[str, SectionPage]:
    """Make the front page and the sections that are missing; return sections by path.

    `editor` submits each, `chief` approves it.
    """
    home = HomePage.objects.first() or _home(editor, chief)
    places: dict[str, Any] = {"": home}
    for planned in table("newsroom")["sections"]:
        path = planned["path"]
        above, _, slug = path.rpartition("/")
        found = SectionPage.objects.child_of(places[above]).filter(slug=slug).first()
        if found is None:
            page = SectionPage(
                title=planned["title"], slug=slug, intro=planned["intro"]
            )
            found = _publish(places[above], page, editor, chief)
        places[path] = found
    del places[""]
    return places


@transaction.atomic
def _home(editor: Any, chief: Any) -> HomePage:
    """Make the front page the site's root, in place of Wagtail's welcome page."""
    root = Page.get_first_root_node()
    home = HomePage(**table("newsroom")["home"])
    _publish(root, home, editor, chief)
    address = urlsplit(settings.PRIMARY_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True
    )
    welcome = Page.objects.filter(pk=site.root_page_id).first()
    site.hostname = address.hostname or "localhost"
    site.port = address.port or DEFAULT_PORTS[address.scheme]
    site.root_page = home
    site.save()
    # Only Wagtail's own page, and only while nothing lies below it.
    if welcome and type(welcome.specific) is Page and welcome.is_leaf():
        welcome.delete()
    return home


@transaction.atomic
def _publish(parent: Page, page: PublicPage, editor: Any, chief: Any) -> PublicPage:
    page.live, page.owner = False, editor
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(user=editor, log_action=True)
    submit(page, user=editor)
    with LogContext(user=chief):
        approve(page, user=chief)
    page.refresh_from_db()
    return page
