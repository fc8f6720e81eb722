"""A picture whose license runs out leaves every public page, by one edition, and may come back."""

import json
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pages.models import NewsImage, PublishedDocument
from tests.newsroom import draft, picture, story
from tests.together import at_once
from workflows.press import store
from workflows.press.models import Action, Edition, PublishedFile
from workflows.press.press import press
from workflows.press.sweep import sweep, sweep_resources

pytestmark = pytest.mark.django_db

GONE = "Picture no longer available"


@pytest.fixture
def cranes(newsroom):
    return picture(license_expires_at=timezone.now() + timedelta(days=60))


@pytest.fixture
def page(newsroom, rita, ed, cranes):
    body = [
        ("image", {"picture": cranes, "layout": "wide", "caption": "On Sunday."}),
        ("gallery", {"title": "", "pictures": [{"picture": cranes}] * 2}),
    ]
    return story(newsroom.world, rita, ed, lead_picture=cranes, body=body)


def expire(image, *, ago=timedelta(seconds=1)):
    """Let the license run out without anybody touching the picture: only the clock moves."""
    NewsImage.objects.filter(pk=image.pk).update(
        license_expires_at=timezone.now() - ago
    )


def resources():
    return Edition.objects.filter(action=Action.RESOURCE, ref__startswith="image:")


def form_of(page):
    return json.loads(PublishedDocument.objects.get(page_id=page.pk).document)


def sources_of(form):
    picture = form["lead_picture"]
    return {picture["src"], *(source["src"] for source in picture["sources"])}


def standing():
    return dict(PublishedFile.objects.standing().values_list("path", "digest"))


def follow():
    cut = sweep()
    press()
    return cut


def test_the_clock_alone_takes_an_expired_picture_off(page, cranes):
    ref = f"image:{cranes.pk}"
    soon = timezone.now() + timedelta(seconds=1)
    NewsImage.objects.filter(pk=cranes.pk).update(license_expires_at=soon)
    assert len(sweep_resources([ref])) == 1  # the new date
    assert sweep_resources([ref]) == []
    time.sleep(1)

    assert len(sweep_resources([ref])) == 1
    press()
    assert form_of(page)["lead_picture"]["expired"] is True


def test_a_fallback_stands_wherever_the_picture_stood(page, cranes):
    old = sources_of(form_of(page))
    expire(cranes)

    (edition,) = follow()

    form = form_of(page)
    fallback = form["lead_picture"]
    assert (edition.action, form["meta"]["edition"]) == ("resource", edition.number)
    assert fallback == {
        "id": cranes.pk,
        "title": GONE,
        "alt": GONE,
        "caption": "",
        "credit": "",
        "agency": "",
        "usage_terms": "",
        "src": fallback["src"],
        "width": 1200,
        "height": 800,
        "sources": [],
        "expired": True,
    }
    image, gallery = (block["value"] for block in form["body"])
    shown = [image, *gallery["pictures"]]
    assert [(one["picture"], one["caption"], one["alt"]) for one in shown] == (
        [(fallback, "", GONE)] * 3
    )
    everything = b"".join(map(store.read, standing().values()))
    assert not any(address.encode() in everything for address in old)


def test_the_old_bytes_leave_the_tree_and_the_fallback_is_there(page, cranes):
    old = sources_of(form_of(page))
    expire(cranes)
    follow()

    assert not old & standing().keys()
    fallback = form_of(page)["lead_picture"]["src"]
    assert store.read(standing()[fallback]).startswith(b"\x89PNG")


def test_the_api_no_longer_offers_an_expired_picture(page, cranes, client):
    address = f"/api/v2/images/{cranes.pk}/"
    assert client.get(address).status_code == 200
    expire(cranes)
    follow()

    assert client.get(address).status_code == 404
    assert client.get("/api/v2/images/").json()["items"] == []


def test_fronts_and_feeds_show_the_fallback_too(page, cranes):
    expire(cranes)
    follow()

    fallback = form_of(page)["lead_picture"]["src"]
    for path in ("/index.html", "/news/world/index.html", "/feeds/rss.xml"):
        assert fallback in store.read(standing()[path]).decode(), path


def test_an_extended_license_brings_the_picture_back(page, cranes, client):
    before = form_of(page)
    expire(cranes)
    follow()
    NewsImage.objects.filter(pk=cranes.pk).update(
        license_expires_at=cranes.license_expires_at
    )

    (edition,) = follow()

    after = form_of(page)
    assert edition.ref == f"image:{cranes.pk}"
    assert after["lead_picture"] == before["lead_picture"]
    assert after["body"] == before["body"]
    assert sources_of(after) <= standing().keys()
    assert client.get(f"/api/v2/images/{cranes.pk}/").status_code == 200


def test_nothing_is_cut_twice_for_one_picture(page, cranes):
    expire(cranes)
    follow()

    assert follow() == []
    assert resources().count() == 1


def test_one_edition_is_cut_for_each_expired_picture(page, newsroom, rita, ed, cranes):
    other = picture(title="Quay", color="teal", license_expires_at=None)
    story(newsroom.sport, rita, ed, title="Other", lead_picture=other)
    expire(cranes)
    expire(other)

    assert {edition.ref for edition in follow()} == {
        f"image:{cranes.pk}",
        f"image:{other.pk}",
    }


@pytest.mark.django_db(transaction=True)
def test_sweeps_that_meet_cut_one_edition(page, cranes):
    expire(cranes)

    cut = at_once(*3 * [lambda: sweep_resources([f"image:{cranes.pk}"])])

    assert sorted(len(editions) for editions in cut) == [0, 0, 1]
    assert resources().count() == 1


def test_a_preview_shows_the_fallback(newsroom, rita, client, cranes):
    page = draft(newsroom.world, rita, lead_picture=cranes)
    expire(cranes)
    client.force_login(rita)

    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content

    assert GONE in html.decode()
    assert b"no-picture" in html
