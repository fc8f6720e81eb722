from datetime import UTC, datetime
from itertools import count

import pytest

from pages.models.document import State
from tests.pages.api.documents import publish, take_down
from workflows.press.models import Action, DuePage, Edition
from workflows.press.models.due import Rank

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def cut(number, action=Action.PUBLISH, **fields):
    Edition.objects.create(
        number=number, action=action, at=NOON, pressed_at=NOON, **fields
    )


def owe(page_id, edition, **fields):
    DuePage.objects.create(
        page_id=page_id, edition=edition, rank=Rank.STORY, next_at=NOON, **fields
    )


def read(client, query=""):
    answer = client.get(f"/api/v2/changes/?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def numbers(answer):
    return [item["edition"] for item in answer["items"]]


def replicate(client, copy, address="/api/v2/changes/?limit=2"):
    """The loop that docs/api.md tells consumers to run; returns where to go on."""
    for _ in count():
        answer = client.get(address).json()
        for item in answer["items"]:
            page = item["page"]
            if page is None:
                continue
            if page["state"] == "live":
                copy[page["id"]] = client.get(page["detail_url"]).json()
            else:
                copy.pop(page["id"], None)
        if answer["meta"]["next"] is None:
            return answer["meta"]["resume"]
        address = answer["meta"]["next"]
    raise AssertionError


def test_empty_newsroom_has_no_changes(client):
    assert read(client) == {
        "meta": {
            "since": 0,
            "edition": 0,
            "next": None,
            "resume": "/api/v2/changes/?since=0",
        },
        "items": [],
    }


def test_live_page_and_tombstone_have_their_shapes(client):
    cut(1, page_id=7)
    cut(2, page_id=8)
    row = publish(7, edition=1)
    publish(8, edition=2)
    cut(3, Action.KILL, page_id=8, reason="legal")
    take_down(8, edition=3)
    answer = client.get("/api/v2/changes/")
    assert answer.headers["Masthead-Edition"] == "3"
    items = answer.json()["items"]
    assert items[0] == {
        "edition": 1,
        "action": "publish",
        "at": "2026-11-22T12:00:00Z",
        "page": {
            "id": 7,
            "type": "pages.ArticlePage",
            "state": "live",
            "digest": row.digest,
            "detail_url": "/api/v2/pages/7/",
            "html_url": "/news/story-7/",
        },
    }
    assert items[1] == {"edition": 2, "action": "publish", "at": "2026-11-22T12:00:00Z", "page": None}  # fmt: skip
    assert items[2]["action"] == "kill"
    assert items[2]["page"] == {
        "id": 8,
        "type": "pages.ArticlePage",
        "state": "killed",
        "reason": "legal",
        "digest": items[2]["page"]["digest"],
        "detail_url": "/api/v2/pages/8/",
    }


def test_nothing_of_a_taken_down_story_is_told_in_any_edition(client):
    for number in (1, 2):
        cut(number, page_id=7)
    publish(7, edition=2, title="Secret", slug="secret")
    cut(3, Action.WITHDRAW, page_id=7, reason="error")
    take_down(7, edition=3, state=State.WITHDRAWN)
    for query in ("", "documents=true", "since=1", "limit=1"):
        text = client.get(f"/api/v2/changes/?{query}").content.lower()
        assert b"secret" not in text
    assert numbers(read(client)) == [1, 2, 3]


def test_every_edition_is_listed_once_over_all_pages(client):
    for number in range(1, 12):
        cut(number)
    publish(7, edition=4)
    seen, address = [], "/api/v2/changes/?limit=3"
    while address:
        answer = client.get(address).json()
        seen += numbers(answer)
        address = answer["meta"]["next"]
    assert seen == list(range(1, 12))
    assert answer["meta"]["resume"] == "/api/v2/changes/?since=11&limit=3"
    assert read(client, "since=11")["items"] == []


def test_large_edition_is_handed_out_in_parts(client):
    cut(1, Action.RESOURCE, ref="author:3")
    cut(2, page_id=9)
    for page_id in (3, 4, 5, 6, 7):
        publish(page_id, edition=1)
    publish(9, edition=2)
    seen, address = [], "/api/v2/changes/?limit=2"
    while address:
        answer = client.get(address).json()
        seen += [(item["edition"], item["page"]["id"]) for item in answer["items"]]
        address = answer["meta"]["next"]
    assert seen == [(1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (2, 9)]


def test_feed_stops_before_what_is_still_owed(client):
    for number in (1, 2, 3):
        cut(number, page_id=number)
        publish(number, edition=number)
    owe(2, 2)
    answer = read(client)
    assert (answer["meta"]["edition"], numbers(answer)) == (1, [1])
    DuePage.objects.all().delete()
    assert numbers(read(client, "since=1")) == [2, 3]


def test_parked_page_holds_up_nobody(client):
    for number in (1, 2):
        cut(number, page_id=number)
        publish(number, edition=number)
    owe(2, 2, last_error="OSError: no such picture")
    assert numbers(read(client)) == [1, 2]


def test_takedown_overtakes_what_is_owed_and_is_told_again_in_its_place(client):
    cut(1, page_id=7)
    publish(7, edition=1)
    cut(2, page_id=8)
    owe(8, 2)
    cut(3, Action.KILL, page_id=7, reason="legal")
    take_down(7, edition=3)
    early = read(client)
    assert (early["meta"]["edition"], numbers(early)) == (1, [1, 3])
    assert early["items"][1]["early"] is True
    assert early["meta"]["resume"] == "/api/v2/changes/?since=1"
    DuePage.objects.all().delete()
    publish(8, edition=2)
    later = client.get(early["meta"]["resume"]).json()
    assert numbers(later) == [2, 3]
    assert "early" not in later["items"][1]


def test_full_documents_come_along_on_request(client):
    cut(1, page_id=7)
    row = publish(7, edition=1, title="“Tugs”")
    answer = client.get("/api/v2/changes/?documents=true")
    assert f'"document":{row.document}}}]}}'.encode() in answer.content
    assert answer.json()["items"][0]["document"]["title"] == "“Tugs”"
    assert answer.json()["meta"]["resume"] == "/api/v2/changes/?since=1&documents=true"


def test_consumer_who_repeats_the_loop_holds_what_is_public(client):
    copy: dict[int, dict] = {}
    for number in range(1, 6):
        cut(number, page_id=number)
        publish(number, edition=number)
    resume = replicate(client, copy)
    cut(6, Action.UPDATE, page_id=2)
    publish(2, edition=6, title="New")
    cut(7, Action.KILL, page_id=3, reason="legal")
    take_down(3, edition=7)
    replicate(client, copy, resume)
    assert set(copy) == {1, 2, 4, 5}
    assert copy[2] == client.get("/api/v2/pages/2/").json()


def test_long_chain_takes_few_queries(client, django_assert_max_num_queries):
    for number in range(1, 150):
        cut(number, page_id=number)
        publish(number, edition=number)
    with django_assert_max_num_queries(3):
        answer = read(client)
    assert len(answer["items"]) == 100
    with django_assert_max_num_queries(4):
        assert len(read(client, "since=100")["items"]) == 49


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("since=x", "since must be a positive integer"),
        ("since=5", "since: the newest edition is 1. If you have seen a later one, this newsroom was restored from a backup: begin again with since=0"),
        ("limit=0", "limit must be 1 or more"),
        ("limit=101", "limit cannot be higher than 100"),
        ("documents=all", "field filter error. 'all' is not a valid value for documents (expected 'true' or 'false', got 'all')"),
        ("from=1", "query parameter is not an operation or a recognised field: from; known are: since, after, limit, documents"),
    ],
)  # fmt: skip
def test_wrong_parameter_of_changes_is_a_400_that_names_it(client, query, message):
    cut(1)
    answer = client.get(f"/api/v2/changes/?{query}")
    assert answer.status_code == 400
    assert answer.json() == {"message": message}
