import json

import pytest
from django.test import override_settings

from pages.api.pages import newest
from tests.pages.api.documents import HOME, NEWS, WORLD, publish, sections, take_down

pytestmark = pytest.mark.django_db


def ids(client, query=""):
    answer = client.get(f"/api/v2/pages/?{query}")
    assert answer.status_code == 200, answer.content
    return [item["id"] for item in answer.json()["items"]]


def test_list_has_wagtails_shape_newest_first(client):
    publish(7, title="Tugs")
    publish(8)
    answer = client.get("/api/v2/pages/").json()
    assert answer["meta"] == {"total_count": 2}
    assert [item["id"] for item in answer["items"]] == [8, 7]
    assert answer["items"][1] == {
        "id": 7,
        "meta": {
            "type": "pages.ArticlePage",
            "detail_url": "/api/v2/pages/7/",
            "html_url": "/news/story-7/",
            "slug": "story-7",
            "first_published_at": "2026-11-22T06:07:00Z",
        },
        "title": "Tugs",
    }


def test_short_items_are_what_the_documents_say(client):
    row = publish(7, title="Søren & “tugs”")
    [brief] = client.get("/api/v2/pages/").json()["items"]
    document = json.loads(row.document)
    meta = {name: document["meta"][name] for name in brief["meta"]}
    assert brief == {"id": 7, "meta": meta, "title": document["title"]}


def test_list_without_parameters_is_the_mirrors_index(client):
    for page_id in range(1, 24):
        publish(page_id)
    assert client.get("/api/v2/pages/").content == newest().encode()
    assert len(json.loads(newest())["items"]) == 20
    assert json.loads(newest())["meta"]["total_count"] == 23


def test_full_items_are_the_stored_texts(client):
    texts = [publish(page_id, title=f"“{page_id}”").document for page_id in (9, 8, 7)]
    answer = client.get("/api/v2/pages/?fields=*")
    expected = f'{{"meta":{{"total_count":3}},"items":[{",".join(texts)}]}}'
    assert answer.content == expected.encode()


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("", 3),
        ("fields=*", 3),
        ("fields=*&type=pages.ArticlePage&child_of=1&order=title", 4),
        ("descendant_of=root&tags=harbor&urgency=4", 4),
        ("offset=20", 2),
    ],
)
def test_list_of_twenty_takes_few_queries(
    client, django_assert_max_num_queries, query, most
):
    sections()
    for page_id in range(10, 35):
        publish(page_id, tags=["harbor"])
    with django_assert_max_num_queries(most):
        assert client.get(f"/api/v2/pages/?{query}").status_code == 200


def test_fields_add_to_the_short_form_or_replace_it(client):
    publish(7, dek="Six boats.", title="Tugs")

    def item(wanted):
        return client.get(f"/api/v2/pages/?fields={wanted}").json()["items"][0]

    assert item("dek")["dek"] == "Six boats."
    assert set(item("dek")) == {"id", "meta", "title", "dek"}
    assert set(item("-title")) == {"id", "meta"}
    assert item("_,slug") == {"meta": {"slug": "story-7"}}
    assert item("_,parent(_,title)") == {"meta": {"parent": {"title": "News"}}}
    assert "body" not in item("*,-body")
    assert "bylines" in item("*,-body")


def test_pages_of_a_list_follow_each_other(client):
    for page_id in (5, 6, 7):
        publish(page_id, kicker="same")
    assert ids(client, "limit=2") == [7, 6]
    assert ids(client, "limit=2&offset=2") == [5]
    assert ids(client, "order=kicker&limit=2") + ids(
        client, "order=kicker&limit=2&offset=2"
    ) == [5, 6, 7]
    assert ids(client, "limit=0") == []
    beyond = client.get("/api/v2/pages/?offset=10").json()
    assert beyond == {"meta": {"total_count": 3}, "items": []}


def test_pages_are_found_by_place_in_the_tree(client):
    sections()
    publish(10, tree_path="000100010001" + "00010001")
    publish(11, tree_path="000100010001" + "0002")
    assert ids(client, f"child_of={NEWS}") == [11, WORLD]
    assert ids(client, "child_of=root") == [NEWS]
    assert ids(client, f"descendant_of={NEWS}") == [11, 10, WORLD]
    assert ids(client, "descendant_of=root") == [11, 10, WORLD, NEWS]
    assert ids(client, "ancestor_of=10") == [WORLD, NEWS, HOME]


def test_pages_are_found_by_type(client):
    sections()
    publish(10)
    assert ids(client, "type=pages.ArticlePage") == [10]
    assert ids(client, "type=pages.SectionPage,pages.HomePage") == [WORLD, NEWS, HOME]
    assert ids(client, "type=wagtailcore.Page") == [10, WORLD, NEWS, HOME]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tags=harbor", [8, 7]),
        ("tags=harbor,crew", [8]),
        ("tags=HARBOR", []),
        ("slug=story-7", [7]),
        ("title=Tugs", [7]),
        ("id=8", [8]),
        ("id=99999999999999999", []),
        ("locale=en", [8, 7]),
        ("urgency=1", [8]),
        ("language=en&urgency=4", [7]),
        ("show_in_menus=false", [8, 7]),
        ("show_in_menus=true", []),
        ("first_published_at=2026-11-22T06:08:00Z", [8]),
        ("order=urgency", [8, 7]),
        ("order=-urgency", [7, 8]),
        ("order=-title,id", [7, 8]),
        ("order=first_published_at", [7, 8]),
    ],
)
def test_pages_are_filtered_and_ordered_by_fields(client, query, found):
    publish(7, tags=["harbor"], title="Tugs")
    publish(8, tags=["crew", "harbor"], urgency=1)
    assert ids(client, query) == found


def test_random_order_holds_every_page_once(client):
    for page_id in range(5, 15):
        publish(page_id)
    assert sorted(ids(client, "order=random")) == list(range(5, 15))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("colour=red", "query parameter is not an operation or a recognised field: colour"),
        ("first_published_at__gte=2026", "query parameter is not an operation or a recognised field: first_published_at__gte"),
        ("site=localhost", "query parameter is not an operation or a recognised field: site"),
        ("limit=21", "limit cannot be higher than 20"),
        ("limit=-1", "limit must be a positive integer"),
        ("limit=1_0", "limit must be a positive integer"),
        ("offset=x", "offset must be a positive integer"),
        ("offset=9999999999999999999999", "offset must be a positive integer"),
        ("fields=nothing", "unknown fields: nothing"),
        ("order=body", "order: cannot order by 'body' (unknown field); known are: id, title, slug, first_published_at, last_published_at, kicker, dateline, language, urgency, word_count, reading_time, intro, show_in_menus, random"),
        ("order=random,title", "order: random cannot be combined with other fields"),
        ("order=random&offset=1", "order: random ordering with offset is not supported"),
        ("type=pages.Nothing", "type doesn't exist; known are: pages.ArticlePage, pages.HomePage, pages.SectionPage"),
        ("type=auth.User", "type doesn't exist; known are: pages.ArticlePage, pages.HomePage, pages.SectionPage"),
        ("child_of=x", "child_of must be a positive integer"),
        ("child_of=99", "child_of: parent page doesn't exist"),
        ("descendant_of=99", "descendant_of: ancestor page doesn't exist"),
        ("ancestor_of=root", "ancestor_of must be a positive integer"),
        ("child_of=1&descendant_of=1", "filtering by descendant_of with child_of is not supported"),
        ("urgency=high", "field filter error. 'high' is not a valid value for urgency (expected a whole number, got 'high')"),
        ("show_in_menus=yes", "field filter error. 'yes' is not a valid value for show_in_menus (expected 'true' or 'false', got 'yes')"),
        ("first_published_at=2026", "field filter error. '2026' is not a valid value for first_published_at (expected a time like 2026-11-22T18:02:11Z, got '2026')"),
        ("locale=xx", "locale must be one of: en"),
        ("title=%00", "null characters are not allowed for title"),
        ("tags=a&tags=b", "tags is given 2 times; once is allowed"),
        ("search=x&search_operator=nor", "search_operator must be one of: and, or"),
    ],
)  # fmt: skip
def test_wrong_parameter_of_a_list_is_a_400_that_names_it(client, query, message):
    publish(7)
    answer = client.get(f"/api/v2/pages/?{query}")
    assert answer.status_code == 400
    assert answer.json() == {"message": message}


def test_impossible_date_is_a_400(client):
    answer = client.get("/api/v2/pages/?first_published_at=2026-13-45T00:00:00Z")
    assert answer.status_code == 400


def test_lower_limit_of_the_newsroom_holds_without_a_parameter(client):
    for page_id in (5, 6, 7):
        publish(page_id)
    with override_settings(API_LIMIT_MAX=2):
        assert ids(client) == [7, 6]
        assert client.get("/api/v2/pages/?limit=3").status_code == 400


def test_taken_down_story_is_in_no_list(client):
    publish(7, title="Secret", tags=["harbor"], tree_path="0001000100010001")
    publish(8)
    take_down(7, edition=9)
    for query in (
        "",
        "fields=*",
        "tags=harbor",
        "id=7",
        "title=Secret",
        "title=",
        "slug=",
    ):
        assert 7 not in ids(client, query)
    assert client.get("/api/v2/pages/?ancestor_of=7").status_code == 400


def test_list_can_be_checked_by_its_etag(client):
    publish(7)
    etag = client.get("/api/v2/pages/").headers["ETag"]
    headers = {"if-none-match": etag}
    assert client.get("/api/v2/pages/", headers=headers).status_code == 304
    publish(8)
    assert client.get("/api/v2/pages/", headers=headers).status_code == 200
