import json

import pytest
from django.db import connection

from pages.models.document import State
from tests.pages.api.documents import publish, show, take_down

pytestmark = pytest.mark.django_db
UNKNOWN = "query parameter is not an operation or a recognised field"


def test_detail_is_the_stored_text_byte_for_byte(client):
    row = publish(7, title="Søren's “strike”")
    answer = client.get("/api/v2/pages/7/")
    assert answer.status_code == 200
    assert answer.content == row.document.encode()
    assert "Søren's “strike”".encode() in answer.content


def test_detail_carries_the_headers_a_cache_needs(client):
    row = publish(7, edition=31)
    answer = client.get("/api/v2/pages/7/")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["ETag"] == f'"{row.digest}"'
    assert answer.headers["Last-Modified"] == "Sun, 22 Nov 2026 06:07:00 GMT"
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer.headers["Masthead-Edition"] == "31"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert "Vary" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_detail_takes_one_query_and_no_transaction(client, django_assert_num_queries):
    publish(7)
    with django_assert_num_queries(1):
        client.get("/api/v2/pages/7/")


@pytest.mark.parametrize("etag", ['"{}"', 'W/"{}"', '"x", "{}"', "*"])
def test_known_etag_is_answered_with_304_and_no_body(client, etag):
    row = publish(7)
    known = etag.replace("{}", row.digest)
    answer = client.get("/api/v2/pages/7/", headers={"if-none-match": known})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["ETag"] == f'"{row.digest}"'
    assert answer.headers["Masthead-Edition"] == "7"


def test_other_etag_and_mere_time_are_answered_in_full(client):
    row = publish(7)
    headers = {
        "if-none-match": '"0"',
        "if-modified-since": "Sun, 22 Nov 2026 23:00:00 GMT",
    }
    for name, value in headers.items():
        answer = client.get("/api/v2/pages/7/", headers={name: value})
        assert answer.content == row.document.encode()


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.KILLED])
def test_taken_down_story_is_410_with_its_tombstone_even_for_a_known_etag(
    client, state
):
    row = publish(7, title="Secret")
    text = take_down(7, edition=9, state=state)
    for etag in (row.digest, "*"):
        answer = client.get("/api/v2/pages/7/", headers={"if-none-match": f'"{etag}"'})
        assert answer.status_code == 410
        assert answer.content == text.encode()
        assert answer.headers["Masthead-Edition"] == "9"
    assert b"Secret" not in client.get("/api/v2/pages/7/?fields=title").content


def test_unknown_page_is_404_with_a_message(client):
    for address in ("/api/v2/pages/7/", "/api/v2/pages/99999999999999999999999/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.json() == {"message": "Not found"}
        assert answer.headers["Content-Type"] == "application/json"


def test_head_answers_the_headers_of_get_without_a_body(client):
    publish(7)
    get, head = client.get("/api/v2/pages/7/"), client.head("/api/v2/pages/7/")
    assert head.content == b""
    assert head.headers == get.headers


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_405_and_name_those_allowed(client, method):
    publish(7)
    answer = getattr(client, method)("/api/v2/pages/7/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_browser_may_ask_from_anywhere_with_an_etag(client):
    answer = client.options("/api/v2/pages/7/")
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"


def test_html_reader_gets_the_same_json(client):
    row = publish(7)
    answer = client.get("/api/v2/pages/7/", headers={"accept": "text/html"})
    assert answer.content == row.document.encode()


def test_fields_of_a_detail_are_selected(client):
    publish(7, title="Tugs", dek="Six boats.")

    def fields(wanted):
        return client.get(f"/api/v2/pages/7/?fields={wanted}").json()

    assert fields("_,title,slug") == {"meta": {"slug": "story-7"}, "title": "Tugs"}
    assert fields("_,id,dek") == {"id": 7, "dek": "Six boats."}
    assert "body" not in fields("-body")
    assert fields("-body")["dek"] == "Six boats."
    assert fields("_,parent(_,title)") == {"meta": {"parent": {"title": "News"}}}
    assert fields("_,bylines(_,name)") == {"bylines": [{"name": "Ida Holm"}]}
    whole = client.get("/api/v2/pages/7/").json()
    assert fields("*") == fields("title") == fields("parent(title)") == whole


def test_selection_has_an_etag_of_its_own(client):
    row = publish(7)
    answer = client.get("/api/v2/pages/7/?fields=_,title")
    assert answer.headers["ETag"] not in ("", f'"{row.digest}"')


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("fields=headlin", "unknown fields: headlin"),
        ("fields=parent(titel)", "unknown fields: parent(titel)"),
        ("fields=title(x)", "fields error: 'title' does not support nested fields"),
        ("fields=a,,b", "fields error: unexpected char ',' at position 2"),
        ("fields=(", "fields error: unexpected char '(' at position 0"),
        (
            "rich_text_format=markdown",
            "rich_text_format must be html: texts are stored finished",
        ),
        (
            "order=title",
            f"{UNKNOWN}: order; known are: fields, rich_text_format",
        ),
        ("fields=*&fields=title", "fields is given 2 times; once is allowed"),
        ("fields=%00", "null characters are not allowed for fields"),
        ("format=api", "format must be one of: json"),
    ],
)
def test_wrong_parameter_of_a_detail_is_a_400_that_names_it(client, query, message):
    publish(7)
    answer = client.get(f"/api/v2/pages/7/?{query}")
    assert answer.status_code == 400
    assert answer.json() == {"message": message}


def test_what_clients_add_without_meaning_is_ignored(client):
    row = publish(7)
    answer = client.get("/api/v2/pages/7/?format=json&_=123&rich_text_format=html")
    assert answer.content == row.document.encode()


def test_find_redirects_to_where_the_page_answers(client):
    publish(7, html_path="/news/world/tugs/")
    for query in ("html_path=/news/world/tugs/", "html_path=news/world//tugs", "id=7"):
        answer = client.get(f"/api/v2/pages/find/?{query}")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/api/v2/pages/7/"
    kept = client.get("/api/v2/pages/find/?id=7&fields=_,title")
    assert kept.headers["Location"] == "/api/v2/pages/7/?fields=_%2Ctitle"


def test_find_of_what_is_not_there_is_404_and_of_nothing_400(client):
    publish(7, html_path="/news/tugs/")
    take_down(7, edition=8)
    assert client.get("/api/v2/pages/find/?html_path=/news/tugs/").status_code == 404
    assert client.get("/api/v2/pages/find/?id=8").status_code == 404
    for query in ("", "?id=x", "?html_path=%00"):
        assert client.get(f"/api/v2/pages/find/{query}").status_code == 400


def test_address_without_its_last_slash_is_sent_to_the_one_with_it(client):
    answer = client.get("/api/v2/pages/7?fields=*")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/api/v2/pages/7/?fields=*"


@pytest.mark.parametrize("path", ["nothing/", "pages/x/", "pages/7/more/"])
def test_unknown_address_is_json_too(client, path):
    answer = client.get(f"/api/v2/{path}")
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})


def test_root_names_the_endpoints(client):
    assert client.get("/api/v2/").json() == {
        name: f"/api/v2/{name}/"
        for name in ("pages", "images", "documents", "redirects", "changes", "mirrors")
    }


def test_picture_is_shown_while_a_public_page_shows_it(
    client, django_assert_num_queries
):
    publish(7)
    form = show(
        7, "image", 5, title="Cranes", caption="At dusk", width=1200, height=800
    )
    with django_assert_num_queries(1):
        answer = client.get("/api/v2/images/5/")
    assert answer.json() == form
    take_down(7, edition=8)
    assert client.get("/api/v2/images/5/").status_code == 404


def test_pictures_are_listed_once_whoever_shows_them(
    client, django_assert_max_num_queries
):
    for page_id in (7, 8):
        publish(page_id)
        show(page_id, "image", 5, title="Cranes", width=1200, tags=["harbor"])
    show(8, "image", 10, title="Tugs", width=800)
    with django_assert_max_num_queries(3):
        answer = client.get("/api/v2/images/")
    assert answer.json() == {
        "meta": {"total_count": 2},
        "items": [
            {
                "id": 5,
                "meta": {
                    "tags": ["harbor"],
                    "type": "pages.NewsImage",
                    "detail_url": "/api/v2/images/5/",
                    "download_url": f"/media/{5:064}.jpg",
                },
                "title": "Cranes",
            },
            {
                "id": 10,
                "meta": {
                    "tags": [],
                    "type": "pages.NewsImage",
                    "detail_url": "/api/v2/images/10/",
                    "download_url": f"/media/{10:064}.jpg",
                },
                "title": "Tugs",
            },
        ],
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("order=-id", [10, 5]),
        ("order=title", [5, 10]),
        ("width=800", [10]),
        ("title=Cranes", [5]),
        ("tags=harbor", [5]),
        ("search=dusk cran", [5]),
        ("search=nobody", []),
        ("limit=1&offset=1", [10]),
    ],
)
def test_pictures_are_filtered_and_ordered(client, query, ids):
    publish(7)
    show(7, "image", 5, title="Cranes", caption="At dusk", width=1200, tags=["harbor"])
    show(7, "image", 10, title="Tugs", caption="", width=800)
    answer = client.get(f"/api/v2/images/?{query}").json()
    assert [item["id"] for item in answer["items"]] == ids


@pytest.mark.parametrize(
    "query", ["width=wide", "order=size", "colour=red", "limit=21"]
)
def test_wrong_parameter_of_pictures_is_a_400(client, query):
    answer = client.get(f"/api/v2/images/?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0] in answer.json()["message"]


def test_documents_and_find_of_media(client):
    publish(7)
    form = show(7, "document", 3, title="Budget")
    assert client.get("/api/v2/documents/3/").json() == form
    assert client.get("/api/v2/documents/").json()["items"][0]["id"] == 3
    answer = client.get("/api/v2/documents/find/?id=3")
    assert answer.headers["Location"] == "/api/v2/documents/3/"
    assert client.get("/api/v2/documents/find/?id=4").status_code == 404


def test_public_read_opens_no_transaction(client, settings, django_assert_num_queries):
    publish(7)
    assert connection.settings_dict["ATOMIC_REQUESTS"] is True
    settings.MIDDLEWARE = []
    with django_assert_num_queries(1):
        answer = client.get("/api/v2/pages/7/")
    assert json.loads(answer.content)["id"] == 7
