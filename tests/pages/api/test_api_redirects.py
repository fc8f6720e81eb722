import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from tests.pages.api.documents import publish, take_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    return Page.objects.get(depth=2)


@pytest.fixture
def moved(page) -> Redirect:
    publish(page.pk, html_path="/news/tugs/")
    return Redirect.add_redirect("/old/tugs/", redirect_to=page)


def test_redirect_to_a_public_page_points_to_its_address(
    client, moved, django_assert_num_queries
):
    with django_assert_num_queries(1):
        answer = client.get(f"/api/v2/redirects/{moved.pk}/")
    assert answer.json() == {
        "id": moved.pk,
        "meta": {
            "type": "wagtailredirects.Redirect",
            "detail_url": f"/api/v2/redirects/{moved.pk}/",
        },
        "old_path": "/old/tugs",
        "location": "/news/tugs/",
    }


def test_redirects_are_listed_with_few_queries(
    client, moved, django_assert_max_num_queries
):
    link = Redirect.add_redirect("/shop", redirect_to="https://shop.example/")
    with django_assert_max_num_queries(2):
        answer = client.get("/api/v2/redirects/?order=-id&fields=_,location").json()
    assert answer == {
        "meta": {"total_count": 2},
        "items": [{"location": "https://shop.example/"}, {"location": "/news/tugs/"}],
    }
    found = client.get("/api/v2/redirects/?search=shop").json()["items"]
    assert [item["id"] for item in found] == [link.pk]


def test_redirect_to_what_is_not_public_is_not_there(client, moved, page):
    take_down(page.pk, edition=90)
    assert client.get(f"/api/v2/redirects/{moved.pk}/").status_code == 404
    assert client.get("/api/v2/redirects/").json()["items"] == []
    assert client.get("/api/v2/redirects/find/?html_path=/old/tugs/").status_code == 404


def test_redirect_is_found_by_its_old_address(client, moved):
    for path in ("/old/tugs/", "/old/tugs", "old/tugs"):
        answer = client.get("/api/v2/redirects/find/", {"html_path": path})
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/api/v2/redirects/{moved.pk}/"


@pytest.mark.parametrize("path", ["//[", "\x00"])
def test_address_that_cannot_be_is_a_400(client, path):
    answer = client.get("/api/v2/redirects/find/", {"html_path": path})
    assert answer.status_code == 400
    assert "html_path" in answer.json()["message"]
