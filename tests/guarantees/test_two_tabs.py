"""G1, G2: two tabs at the same moment: one saves, and the other is shown both texts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pages.models import ArticlePage
from tests.forms import story_form
from tests.newsroom import draft
from tests.together import after, at_once
from workflows.review import verbs
from workflows.review.errors import TextChanged
from workflows.review.models import Approval
from workflows.review.reading import Read

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.guarantee,
]
SUBMIT = {"action-submit": "1"}
ROUNDS = 4
AS_READ = "Crews return on Monday."
# Seconds that the approval and the edit wait: each order comes about, and a draw.
LATE = ((0.0, 0.3), (0.3, 0.0), (0.0, 0.0), (0.1, 0.0))


def posted(page: ArticlePage, user: Any, form: dict[str, Any]) -> Callable[[], int]:
    client = Client()
    client.force_login(user)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return lambda: int(client.post(address, form).status_code)


def fresh(page: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk)


def test_of_submitting_and_saving_at_once_exactly_one_happens(newsroom, rita):
    for number in range(ROUNDS):
        page = draft(newsroom.world, rita, title=f"Story {number}")
        submitted = story_form(page, dek="As it was submitted.") | SUBMIT
        saved = story_form(page, dek="As it was saved in another tab.")

        answers = at_once(posted(page, rita, submitted), posted(page, rita, saved))

        assert sorted(answers) == [302, 409]
        said = fresh(page).get_latest_revision().content["dek"]
        in_review = fresh(page).workflow_in_progress
        assert (said, in_review) == (
            ("As it was submitted.", True)
            if answers[0] == 302
            else ("As it was saved in another tab.", False)
        )


def test_of_approving_and_editing_at_once_only_what_was_read_goes_out(
    newsroom, rita, ed, edna
):
    for number, (approves, edits) in enumerate(LATE):
        page = draft(newsroom.world, rita, title=f"Story {number}")
        verbs.submit(page, user=rita)
        read = Read.of(fresh(page).get_latest_revision())
        form = story_form(fresh(page), dek="Slipped in.")

        def approve(page: Any = page, read: Read = read) -> str:
            try:
                verbs.approve(page, user=ed, read=read)
            except TextChanged:
                return "refused"
            return "approved"

        decision, status = at_once(
            after(approves, approve), after(edits, posted(page, edna, form))
        )

        story = fresh(page)
        approvals = Approval.objects.filter(page_id=page.pk).count()
        if decision == "approved":
            assert (story.live, story.dek, approvals) == (True, AS_READ, 1)
            assert status in (302, 409)  # a draft on top, or both texts on one screen
        else:
            assert decision == "refused"
            assert (story.live, approvals) == (False, 0)
            assert story.get_latest_revision().content["dek"] == "Slipped in."
            assert status == 302
