"""A kill against whatever would publish at the same moment: the kill always gets its way."""

from typing import Any

import pytest
from django.test import Client

from pages.models import ArticlePage, PublishedDocument
from pages.signals import PublishRefused
from tests.newsroom import story
from tests.together import after, at_once
from workflows.press.models import DuePage
from workflows.press.press import press
from workflows.press.sweep import sweep
from workflows.press.takedown import TakedownRefused, kill
from workflows.review import verbs
from workflows.review.errors import AlreadyDecided, NotInReview
from workflows.review.timing.publish_due import publish_due

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.guarantee,
]

DELAYS = (-0.15, -0.05, 0.0, 0.05, 0.15)


def is_killed(page: ArticlePage, client: Client) -> bool:
    """Say whether `page` is gone for good, after the press has caught up."""
    press()
    sweep()
    press()
    assert not DuePage.objects.exists()
    answer = client.get(f"/api/v2/pages/{page.pk}/")
    row = PublishedDocument.objects.filter(page_id=page.pk).first()
    live = ArticlePage.objects.get(pk=page.pk).live
    if row is None:  # it was killed before it ever ran
        return not live and answer.status_code == 404
    return not live and row.state == "killed" and answer.status_code == 410


def raised(answers: list[Any], *expected: type[Exception]) -> list[Any]:
    """Return the exceptions among `answers` that nobody should see."""
    return [a for a in answers if isinstance(a, Exception) and type(a) not in expected]


def test_a_kill_and_an_approval_at_once_end_killed(
    submitted, ed, chioma, slow_gate, client
):
    for number, delay in enumerate(DELAYS):
        page = submitted(f"Story {number}")

        answers = at_once(
            after(-delay, lambda p=page: verbs.approve(p, user=ed)),
            after(delay, lambda p=page: kill(p.pk, actor=chioma, reason="legal")),
        )

        assert raised(answers, AlreadyDecided, NotInReview) == [], delay
        assert is_killed(page, client), delay


def test_a_kill_and_a_publication_by_the_clock_at_once_end_killed(
    due, chioma, slow_gate, client
):
    for number, delay in enumerate(DELAYS):
        page = due(f"Story {number}")

        answers = at_once(
            after(-delay, publish_due),
            after(delay, lambda p=page: kill(p.pk, actor=chioma, reason="legal")),
        )

        assert raised(answers) == [], delay
        assert is_killed(page, client), delay
        assert publish_due() == 0


def test_a_kill_and_a_shell_that_publishes_at_once_end_killed(
    submitted, ed, chioma, slow_gate, client
):
    """The gate is asked under the page's lock: a kill is never between it and the row."""
    for number, delay in enumerate(DELAYS):
        page = submitted(f"Story {number}")
        verbs.approve(page, user=ed)
        revision = page.get_latest_revision()

        answers = at_once(
            after(-delay, revision.publish),
            after(delay, lambda p=page: kill(p.pk, actor=chioma, reason="legal")),
        )

        assert raised(answers, PublishRefused) == [], delay
        assert is_killed(page, client), delay


def test_a_kill_and_a_deletion_at_once_leave_nothing_public(
    newsroom, rita, ed, chioma, client
):
    for number, delay in enumerate(DELAYS):
        page = story(newsroom.world, rita, ed, title=f"Story {number}")

        answers = at_once(
            after(-delay, ArticlePage.objects.get(pk=page.pk).delete),
            after(delay, lambda p=page: kill(p.pk, actor=chioma, reason="legal")),
        )

        # Deleted first, it is withdrawn, and there is no page left to kill.
        assert raised(answers, TakedownRefused) == [], delay
        assert client.get(f"/api/v2/pages/{page.pk}/").status_code == 410, delay
        assert not ArticlePage.objects.filter(pk=page.pk).exists(), delay
