"""A section at the top may not stand where the newsroom's own addresses are."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse
from wagtail.models import Page

from pages.addresses import RESERVED
from pages.models import SectionPage
from tests.newsroom import edit, section
from workflows.press.models import PublishedFile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["media", "Media", "static", "api", "admin", "rss"])
def test_a_section_at_the_top_with_a_reserved_slug_is_refused_by_name(
    newsroom, rita, slug
):
    page = SectionPage(title="Film and TV", slug=slug, live=False, owner=rita)

    with pytest.raises(ValidationError) as refused:
        newsroom.home.add_child(instance=page)

    said = (
        f"'{slug}' cannot be the slug of a section at the top: the newsroom needs this"
        f" address itself. Choose another, e.g. '{slug}-news'."
    )
    assert refused.value.message_dict == {"slug": [said]}
    assert not SectionPage.objects.filter(slug=slug).exists()


def test_below_the_top_the_same_slug_is_free(newsroom, rita, ed):
    page = section(newsroom.world, "Media", rita, ed)

    assert page.public_path == "/news/world/media/"


def test_a_section_keeps_no_reserved_slug_when_it_is_edited(newsroom, rita):
    with pytest.raises(ValidationError, match="cannot be the slug"):
        edit(newsroom.sport, rita, slug="static")


@pytest.mark.parametrize("fields", [{"slug": "media"}, {"slug": ""}])
def test_the_admin_says_so_at_the_field(newsroom, chioma, client, fields):
    """With an empty slug Wagtail makes one of the title, after the form was checked."""
    client.force_login(chioma)
    where = ["pages", "sectionpage", newsroom.home.pk]

    answer = client.post(
        reverse("wagtailadmin_pages:add", args=where), {"title": "Media", **fields}
    )

    assert "&#x27;media&#x27; cannot be the slug" in answer.content.decode()
    assert not SectionPage.objects.filter(title="Media").exists()


def test_a_section_is_not_moved_to_an_address_that_is_taken(
    newsroom, rita, ed, root_user
):
    media = section(newsroom.world, "Media", rita, ed)
    home = Page.objects.get(pk=newsroom.home.pk)

    assert not media.permissions_for_user(root_user).can_move_to(home)
    assert newsroom.world.permissions_for_user(root_user).can_move_to(home)


def test_every_first_part_that_the_web_process_answers_is_reserved():
    patterns = [str(one.pattern) for one in get_resolver().url_patterns]
    first = {one.split("/")[0] for one in patterns if "/" in one.strip("^")}
    words = {part for part in first if part.isidentifier()}

    assert words >= {"api", "admin", "feeds"}
    assert words <= RESERVED


def test_every_folder_of_the_tree_that_is_no_page_is_reserved(newsroom):
    shared = PublishedFile.objects.standing().exclude(path__endswith="/index.html")
    folders = {path.split("/")[1] for path in shared.values_list("path", flat=True)}

    assert {folder for folder in folders if "." not in folder} <= RESERVED
