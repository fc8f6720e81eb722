"""Health and metrics: what an operator's machines ask."""

import pytest
from django.test import override_settings
from django.utils import timezone

from tests.newsroom import publish
from workflows.press.models import DuePage, Edition

pytestmark = pytest.mark.django_db


def test_a_process_that_answers_is_alive(client):
    assert client.get("/health/live").json() == {"status": "alive"}


def test_a_newsroom_that_owes_nothing_is_ready(newsroom, client):
    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["checks"]["press"] == {
        "ok": True,
        "unpressed_editions": 0,
        "oldest_seconds": 0.0,
        "parked_pages": 0,
        "parked_urgent_pages": 0,
    }


def test_an_edition_that_waits_too_long_makes_it_not_ready(
    newsroom, rita, edna, client, time_machine
):
    newest = newsroom.world.get_latest_revision_as_object()
    newest.title = "Abroad"
    newest.save_revision(user=rita)
    publish(newsroom.world, rita, edna)
    waiting = Edition.objects.unpressed().get()
    time_machine.move_to(waiting.at.timestamp() + 301)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["press"]["unpressed_editions"] == 1


def test_a_parked_page_fails_the_check_only_if_a_takedown_waits_for_it(
    newsroom, client
):
    parked = {
        "edition": 1,
        "rank": 0,
        "next_at": timezone.now(),
        "last_error": "OSError",
    }
    DuePage.objects.create(page_id=newsroom.world.pk, **parked)
    assert client.get("/health/ready").status_code == 200

    DuePage.objects.create(page_id=newsroom.news.pk, urgent=True, **parked)
    answer = client.get("/health/ready")

    assert answer.status_code == 503
    check = answer.json()["checks"]["press"]
    assert (check["ok"], check["parked_pages"]) == (False, 2)
    assert check["parked_urgent_pages"] == 1
    metrics = client.get("/metrics").content.decode()
    assert "masthead_parked_pages 2.0" in metrics
    assert "masthead_parked_urgent_pages 1.0" in metrics


@override_settings(REDIS_URL="redis://:hush@127.0.0.1:1/0")
def test_a_broker_that_is_gone_is_named_and_its_password_is_not(newsroom, client):
    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert "REDIS_URL" in answer.json()["checks"]["broker"]["error"]
    assert "hush" not in answer.content.decode()


def test_metrics_count_what_is_owed(newsroom, client):
    DuePage.objects.create(
        page_id=newsroom.world.pk, edition=1, rank=0, next_at="2026-01-01T00:00Z"
    )

    text = client.get("/metrics").content.decode()

    newest = Edition.objects.order_by("-number").first()
    assert f"masthead_edition {float(newest.number)}" in text
    assert "masthead_owed_pages 1.0" in text
