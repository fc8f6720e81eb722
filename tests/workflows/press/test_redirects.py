"""Old addresses: each leads to its page, and none ever stands in the way of a page."""

import pytest
from django.urls import reverse
from structlog.testing import capture_logs
from wagtail.contrib.redirects.models import Redirect

from tests.newsroom import story
from workflows.press import editions, owed, store, takedown
from workflows.press.models import Action, DuePage, PublishedFile
from workflows.press.press import press
from workflows.press.render import redirects
from workflows.press.render.redirects import OldPathRefused, folder_of

REFUSED = [
    "/",
    "/index.html",
    "/INDEX.html",
    "/index.html.gz",
    "/404.html",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/feeds/rss.xml",
    "/feeds",
    "/api/v2/pages/12",
    "/media/picture.jpg",
    "/static/app.js",
    "/Sitemaps/1",
    "/news/world/x/gone.html",
    "/x/index.json",
    "/.masthead/lock",
    "/.well-known/x",
    "/a/../b",
    "/a//b",
    "/100%",
    "/a\\b",
    "/a\u202eb",
    f"/{'ä' * 130}",
]
KEPT = {
    "/old": "/old/index.html",
    "/old/": "/old/index.html",
    "/häfen": "/häfen/index.html",
    "/h%C3%A4fen/hamburg": "/häfen/hamburg/index.html",
    "/old page": "/old page/index.html",
    "/artikel,123": "/artikel,123/index.html",
    "/2019/05/story.html": "/2019/05/story.html/index.html",
    "/old/index.html": "/old/index.html",
    "/documents/7": "/documents/7/index.html",
}


@pytest.fixture
def page(newsroom, rita, ed):
    return story(newsroom.world, rita, ed)


def standing() -> dict[str, str]:
    files = PublishedFile.objects.standing().values_list("path", "digest")
    return dict(files)


def press_page(page) -> None:
    number = editions.record(action=Action.RESOURCE, ref="test").number
    owed.owe([page.pk], number, rank=0)
    press()
    assert not DuePage.objects.exists()


def type_redirect(page, old_path: str) -> None:
    """Put a redirect into the table past the admin's form, as a shell might."""
    Redirect.objects.create(old_path=old_path, redirect_page=page)


@pytest.mark.parametrize("old_path", REFUSED)
def test_no_folder_is_made_where_it_would_harm(old_path):
    with pytest.raises(OldPathRefused):
        folder_of(old_path)


@pytest.mark.parametrize(("old_path", "path"), KEPT.items())
def test_every_other_old_address_has_a_folder(old_path, path):
    assert f"{folder_of(Redirect.normalise_path(old_path))}index.html" == path


@pytest.mark.django_db
def test_old_addresses_that_cannot_be_served_are_skipped_and_told(page):
    before = standing()
    for old_path in REFUSED:
        type_redirect(page, old_path)

    with capture_logs() as logs:
        press_page(page)

    assert standing() == before
    skipped = [log for log in logs if log["event"] == "redirect_skipped"]
    assert sorted(log["path"] for log in skipped) == sorted(
        Redirect.objects.values_list("old_path", flat=True)
    )
    assert {(log["story"], log["log_level"]) for log in skipped} == {
        (page.pk, "warning")
    }
    assert all(log["error"] for log in skipped)


@pytest.mark.django_db
def test_every_other_old_address_leads_to_the_page(page):
    for old_path in KEPT:
        Redirect.objects.get_or_create(
            old_path=Redirect.normalise_path(old_path),
            defaults={"redirect_page_id": page.pk},
        )

    press_page(page)

    for path in KEPT.values():
        file = PublishedFile.objects.standing().get(path=path)
        assert page.public_path in store.read(file.digest).decode()


@pytest.mark.django_db
def test_an_address_with_a_query_is_for_the_api_and_no_file(page):
    type_redirect(page, "/article.php?id=12")
    before = standing()

    with capture_logs() as logs:
        press_page(page)

    assert standing() == before
    assert [log["event"] for log in logs] == ["pressed"]


@pytest.mark.django_db
def test_a_redirect_never_blocks_a_later_story_or_its_takedown(
    newsroom, page, rita, ed, chioma
):
    type_redirect(page, "/news/world/later")
    type_redirect(page, "/news/world/later/gone.html")
    press_page(page)
    later = story(newsroom.world, rita, ed, title="Later")
    press_page(page)

    file = PublishedFile.objects.standing().get(path="/news/world/later/index.html")
    assert file.page_id == later.pk
    takedown.withdraw(later.pk, actor=chioma, reason="error")
    assert "/news/world/later/gone.html" in standing()


@pytest.mark.django_db
def test_a_path_too_long_to_remember_is_skipped_and_told(page):
    long = "/" + "/".join(["section-of-some-length"] * 12) + "/"

    with capture_logs() as logs:
        redirects.remember(page, long)

    assert not Redirect.objects.exists()
    assert [log["event"] for log in logs] == ["redirect_skipped"]
    assert logs[0]["path"] == long.rstrip("/")


@pytest.mark.django_db
def test_the_admin_refuses_such_a_redirect_and_says_why(page, root_user, client):
    client.force_login(root_user)
    reasons = {
        "/index.html": "the newsroom needs this address itself",
        "/feeds/rss.xml": "the newsroom needs this address itself",
        "/a%25b": "no mirror could serve",
    }
    for old_path, reason in reasons.items():
        answer = client.post(
            reverse("wagtailredirects:add"),
            {"old_path": old_path, "redirect_page": page.pk, "is_permanent": "on"},
        )
        assert reason in str(answer.context["form"].errors["old_path"])
        assert not Redirect.objects.exists()

    for old_path in ("/häfen/", "/article.php?id=12"):
        client.post(
            reverse("wagtailredirects:add"),
            {"old_path": old_path, "redirect_page": page.pk, "is_permanent": "on"},
        )
    kept = Redirect.objects.order_by("pk").values_list("old_path", flat=True)
    assert list(kept) == ["/häfen", "/article.php?id=12"]


@pytest.mark.django_db
def test_no_redirect_can_stand_at_a_file_of_the_tree(page):
    for path in standing():
        folder = path.removesuffix("index.html")
        if folder not in (path, "/"):
            assert folder_of(path) == folder  # the page's own address, so it is taken
            continue
        with pytest.raises(OldPathRefused):
            folder_of(path)
