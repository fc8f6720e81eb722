"""The admin's screen of a legal check."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from pages import clock
from pages.models import ArticlePage
from workflows.review import verbs
from workflows.review.legal import flags
from workflows.review.legal.models import LegalFlag, LegalLink, Outcome

pytestmark = pytest.mark.django_db
JANE = {"act": "link", "lawyer": "Jane Doe", "email": "jane@law.example"}


def screen(page):
    return reverse("review_legal", args=[page.pk])


def test_a_reporter_flags_a_story_and_only_legal_takes_the_flag_away(
    submitted, rita, ed, lex, client
):
    page = submitted()
    client.force_login(rita)
    client.post(screen(page), {"act": "flag", "why": "Names a suspect."})
    assert LegalFlag.objects.get().why == "Names a suspect."

    client.force_login(ed)
    unflag = {"act": "unflag", "comment": "Never mind."}
    refused = client.post(screen(page), unflag).content.decode()
    assert "Only legal clears a story" in refused
    assert LegalFlag.objects.exists()

    client.force_login(lex)
    client.post(screen(page), unflag)
    assert not LegalFlag.objects.exists()


def test_a_stranger_does_not_see_the_screen(submitted, mallory, client):
    client.force_login(mallory)
    answer = client.post(screen(submitted()), {"act": "flag", "why": "Because."})
    assert answer.status_code in (302, 403)
    assert not LegalFlag.objects.exists()


def test_a_link_is_shown_once_and_never_again(at_legal, lex, client):
    page = at_legal()
    client.force_login(lex)

    made = client.post(screen(page), JANE)
    link = made.context["shown"]["address"]
    html = made.content.decode()
    assert link in html
    assert "mailto:jane%40law.example?" in html
    assert "no-store" in made.headers["Cache-Control"]

    secret = link.rstrip("/").rpartition("/")[2].partition(".")[0]
    for url in (
        screen(page),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
    ):
        assert secret not in client.get(url).content.decode()
    assert "Jane Doe" in client.get(screen(page)).content.decode()


def test_legal_revokes_a_link_and_an_editor_does_not(at_legal, ed, lex, client):
    page = at_legal()
    client.force_login(lex)
    client.post(screen(page), JANE)
    revoke = {"act": "revoke", "link": LegalLink.objects.get().pk}

    client.force_login(ed)
    client.post(screen(page), revoke)
    assert LegalLink.objects.get().outcome == ""
    client.post(screen(page), JANE)
    assert LegalLink.objects.count() == 1

    client.force_login(lex)
    client.post(screen(page), revoke)
    assert LegalLink.objects.get().outcome == Outcome.REVOKED


def test_legal_clears_in_the_editor_and_finds_the_story_at_home(at_legal, lex, client):
    page = at_legal()
    client.force_login(lex)

    assert page.title in client.get(reverse("wagtailadmin_home")).content.decode()
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert edit.status_code == 200
    assert "Clear and publish" in edit.content.decode()
    step = page.current_workflow_task_state
    decide = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", step.pk]
    )
    client.post(decide, {"comment": "Public record."})
    assert ArticlePage.objects.get(pk=page.pk).live


def test_the_screen_asks_the_database_a_bounded_number_of_times(
    at_legal, lex, client, django_assert_max_num_queries
):
    page = at_legal()
    client.force_login(lex)
    for _ in range(5):
        client.post(screen(page), JANE)
    with django_assert_max_num_queries(60):
        client.get(screen(page))


def test_the_screen_asks_what_time_it_is_as_often_for_five_links_as_for_one(
    at_legal, lex, client, monkeypatch
):
    def now() -> datetime:
        asked.append(links)
        return timezone.now()

    page = at_legal()
    client.force_login(lex)
    asked: list[int] = []
    for links in (1, 5):
        while LegalLink.objects.count() < links:
            client.post(screen(page), JANE)
        with monkeypatch.context() as patched:
            patched.setattr(clock, "now", now)  # the database's: a query each time
            client.get(screen(page))
    assert asked.count(1) == asked.count(5) > 0


def test_every_state_of_the_screen_can_be_looked_at(submitted, ed, rita, lex, client):
    page = submitted()
    for user in (rita, ed, lex):
        client.force_login(user)
        assert "is not flagged" in client.get(screen(page)).content.decode()
    flags.flag(page, user=ed, why="A name.")
    verbs.send_back(page, user=ed, comment="Shorter.")
    html = client.get(screen(page)).content.decode()
    assert "Flagged by ed" in html
    assert "No text waits for legal now" in html
