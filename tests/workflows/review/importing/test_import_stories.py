"""Stories from the wire: what becomes of them."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from pages.models import ArticlePage, Author
from pages.models.byline import Role
from tests.workflows.review.importing.items import (
    draft,
    everything,
    failed,
    imported,
    item,
)
from workflows.press import publication
from workflows.press.models import Edition
from workflows.review.errors import NotInReview
from workflows.review.importing.outcome import Outcome, Result
from workflows.review.models import Approval
from workflows.review.verbs import approve, submit

pytestmark = pytest.mark.django_db

FUTURE = "2090-05-01T09:30:00Z"


def test_an_item_becomes_a_draft_of_the_service_user():
    ann = Author.objects.create(name="Ann Lee", slug="ann-lee")
    result = imported(
        item(
            by="Ann Lee and Bob Ray",
            infoSources=[{"name": "Northern Wire"}],
            descriptions=[{"role": "summary", "value": "Six ships wait."}],
            language="en-GB",
            urgency=2,
            slugline="HARBOR",
            located="Selden",
            subjects=[{"uri": "medtop:04000000", "name": "economy"}],
            edNote="Adds names",
        )
    )
    page = draft()
    assert result == Result(Outcome.IMPORTED, page.pk)
    assert not page.live
    assert page.owner.username == "wire"
    assert not page.owner.has_usable_password()
    assert page.slug == "cranes-stand-still-in-selden"
    assert page.get_parent().slug == "wire"
    assert (page.title, page.dek) == ("Cranes stand still in Selden", "Six ships wait.")
    assert (page.language, page.urgency, page.slugline) == ("en-GB", 3, "HARBOR")
    assert page.dateline == "Selden"
    assert (page.source_uri, page.source_version) == ("urn:wire:harbor-1", "1")
    assert page.body.raw_data[0]["value"] == "<p>They stood.</p>"
    assert [(b.author, b.name, b.role) for b in page.bylines.all()] == [
        (ann, "", Role.REPORTING),
        (None, "Bob Ray", Role.REPORTING),
        (None, "Northern Wire", Role.AGENCY),
    ]
    assert [topic.name for topic in page.topics.all()] == ["economy"]
    comments = ArticlePage.objects.get().wagtail_admin_comments.all()
    assert [comment.text for comment in comments] == ["Editor's note: Adds names"]


def test_a_newer_version_replaces_the_text_and_nothing_else_does():
    imported(item(version="2"))
    page = ArticlePage.objects.get()
    newer = item(
        version="10",
        headlines=[{"value": "Cranes move again"}],
        by="Bob Ray",
        bodies=[{"value": "They move."}],
    )
    assert imported(newer) == Result(Outcome.UPDATED, page.pk)
    assert draft().title == "Cranes move again"
    assert draft().slug == page.slug
    assert [b.name for b in draft().bylines.all()] == ["Bob Ray"]

    before = everything()
    assert imported(newer) == Result(Outcome.UNCHANGED, page.pk)
    assert imported(item(version="9")) == Result(Outcome.OLDER, page.pk)
    assert everything() == before
    assert draft().title == "Cranes move again"
    assert failed(item(version="final")) == [
        (
            "$.version: “final” follows “10” here. Nobody can say which is newer; number the "
            "versions, or use times."
        )
    ]


def test_with_an_editor_the_story_goes_through_review_and_out(pia):
    result = imported(item(), approver="pia")
    page = ArticlePage.objects.get()
    assert result == Result(Outcome.IMPORTED, page.pk, published=True)
    assert page.live
    assert [a.user_name for a in Approval.objects.filter(page_id=page.pk)] == ["pia"]
    edition = Edition.objects.get(page_id=page.pk)
    assert (edition.action, edition.actor_name) == ("publish", "pia")


def test_a_newer_version_of_a_live_story_goes_through_review_again(pia):
    imported(item(), approver="pia")
    changed = item(version="2", headlines=[{"value": "Cranes move again"}])
    (note,) = imported(changed).notes
    assert note == "an earlier version is public until an editor approves this one"
    page = ArticlePage.objects.get()
    assert (page.live, page.title) == (True, "Cranes stand still in Selden")

    result = imported(changed | {"version": "3"}, approver="pia")
    assert result == Result(Outcome.UPDATED, page.pk, published=True)
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Cranes move again")
    assert Approval.objects.filter(page_id=page.pk).count() == 2


def test_a_newer_version_takes_the_old_one_out_of_review(pia):
    imported(item())
    page = ArticlePage.objects.get()
    submit(page, user=User.objects.get(username="wire"))
    assert imported(item(version="2"), approver="pia").published
    page.refresh_from_db()
    assert page.live
    assert page.current_workflow_state is None


def test_an_embargoed_story_is_approved_and_waits(pia):
    result = imported(item(embargoedUntil=FUTURE), approver="pia")
    page = ArticlePage.objects.get()
    assert result.outcome == Outcome.IMPORTED
    assert not page.live
    assert page.go_live_at == datetime(2090, 5, 1, 9, 30, tzinfo=UTC)
    assert not Edition.objects.filter(page_id=page.pk).exists()

    again = item(version="2", embargoedUntil=FUTURE, headlines=[{"value": "Better"}])
    imported(again, approver="pia")
    (waiting,) = page.revisions.exclude(approved_go_live_at=None)
    assert waiting.as_object().title == "Better"


def test_a_withheld_item_stays_a_draft(pia):
    result = imported(item(pubStatus="withheld"), approver="pia")
    assert result == Result(Outcome.IMPORTED, ArticlePage.objects.get().pk)
    assert not ArticlePage.objects.get().live


def test_a_canceled_item_kills_the_story_for_good(pia):
    imported(item(slugline="HARBOR"), approver="pia")
    page = ArticlePage.objects.get()
    killed = imported(item(version="2", pubStatus="canceled", edNote="Not true."))
    assert killed == Result(Outcome.KILLED, page.pk)
    page.refresh_from_db()
    assert not page.live
    last = Edition.objects.order_by("-number").first()
    assert (last.action, last.reason, last.page_id) == ("kill", "source", page.pk)
    assert draft().slugline == "KILLED-HARBOR"
    assert imported(item(version="1"), approver="pia").outcome == Outcome.OLDER
    assert imported(item(version="2"), approver="pia").outcome == Outcome.UNCHANGED
    (problem,) = failed(item(version="3"), approver="pia")
    assert problem.startswith("$.uri: was killed here on ")
    page.refresh_from_db()
    assert not page.live


def test_a_canceled_draft_can_no_longer_go_out_as_it_was_approved(pia):
    imported(item(embargoedUntil=FUTURE), approver="pia")
    page = ArticlePage.objects.get()
    assert imported(item(version="2", pubStatus="canceled")).outcome == Outcome.KILLED
    assert not page.revisions.exclude(approved_go_live_at=None).exists()
    assert not ArticlePage.objects.get().live


@pytest.mark.parametrize("version", ["1", "2", "3", "final", "2026-05-01T09:30:00Z"])
def test_a_cancel_kills_whatever_version_it_names(pia, version):
    imported(item(version="2"), approver="pia")
    page = ArticlePage.objects.get()

    killed = imported(item(version=version, pubStatus="canceled"))

    assert killed == Result(Outcome.KILLED, page.pk)
    page.refresh_from_db()
    assert not page.live
    assert publication.last_word(page.pk).action == "kill"
    before = everything()
    assert imported(item(version=version, pubStatus="canceled")) == Result(
        Outcome.UNCHANGED, page.pk
    )
    again = imported(item(version="9", pubStatus="canceled"))
    assert again == Result(Outcome.UNCHANGED, page.pk)
    assert imported(item(version="2"), approver="pia").outcome in (
        Outcome.UNCHANGED,
        Outcome.OLDER,
    )
    assert everything() == before


def test_a_cancel_that_was_obeyed_does_not_take_down_what_an_editor_restored(pia):
    imported(item(), approver="pia")
    page = ArticlePage.objects.get()
    cancel = item(version="2", pubStatus="canceled")
    imported(cancel)
    submit(page, user=User.objects.get(username="wire"))
    approve(page, user=pia)

    assert imported(cancel) == Result(Outcome.UNCHANGED, page.pk)
    assert ArticlePage.objects.get().live
    assert imported(cancel | {"version": "3"}).outcome == Outcome.KILLED
    assert not ArticlePage.objects.get().live


def test_a_cancel_takes_a_story_out_of_review(pia):
    imported(item())
    page = ArticlePage.objects.get()
    submit(page, user=User.objects.get(username="wire"))

    imported(item(pubStatus="canceled"))

    assert ArticlePage.objects.get().current_workflow_state is None
    with pytest.raises(NotInReview):
        approve(page, user=pia)


def test_a_story_that_its_kill_overtook_does_not_come_in(pia):
    note = "was never imported; should it still come, it is refused"
    cancel = item(version="2", pubStatus="canceled")
    assert imported(cancel) == Result(Outcome.KILLED, notes=(note,))
    assert imported(cancel) == Result(Outcome.UNCHANGED)

    refused = "was killed by its agency before it came, and is refused"
    for version in ("1", "2"):
        late = imported(item(version=version), approver="pia")
        assert late == Result(Outcome.OLDER, notes=(refused,))
    assert failed(item(version="final"), approver="pia") == [
        (
            "$.version: “final” follows “2” here. Nobody can say which is newer; number the "
            "versions, or use times."
        )
    ]
    assert not ArticlePage.objects.exists()
    assert imported(item(uri="urn:wire:2"), approver="pia").published
    assert imported(item(version="3"), approver="pia").published


def test_a_cancel_without_a_version_is_for_every_version(pia):
    cancel = item(version=None, pubStatus="canceled")
    imported(cancel)
    assert imported(item(version="9"), approver="pia").outcome == Outcome.OLDER
    assert not ArticlePage.objects.exists()

    imported(item(uri="urn:wire:2"), approver="pia")
    page = ArticlePage.objects.get()
    cancel = cancel | {"uri": "urn:wire:2"}
    assert imported(cancel) == Result(Outcome.KILLED, page.pk)
    submit(page, user=User.objects.get(username="wire"))
    approve(page, user=pia)
    assert imported(cancel) == Result(Outcome.KILLED, page.pk)
    assert not ArticlePage.objects.get().live


def test_a_rehearsed_cancel_is_not_remembered():
    imported(item(pubStatus="canceled"), dry_run=True)

    assert imported(item()).outcome == Outcome.IMPORTED


@pytest.mark.parametrize(
    ("changes", "section"),
    [
        ({}, "wire"),
        ({"altIds": [{"role": "section-path", "value": "news/world"}]}, "world"),
        ({"altIds": [{"role": "section-path", "value": "News \u203a World"}]}, "world"),
        ({"altIds": [{"role": "section-path", "value": "nowhere"}]}, "wire"),
        ({"subjects": [{"name": "sport"}]}, "sport"),
        ({"subjects": [{"name": "world news and politics"}]}, "world"),
    ],
)
def test_a_story_goes_where_it_says(changes, section):
    imported(item(**changes))
    assert ArticlePage.objects.get().get_parent().slug == section


def test_a_named_section_beats_what_the_story_says():
    imported(item(subjects=[{"name": "sport"}]), section="news/world")
    assert ArticlePage.objects.get().get_parent().slug == "world"


def test_two_stories_with_one_headline_get_two_addresses():
    imported(item())
    imported(item(uri="urn:wire:2"))
    imported(
        item(uri="urn:wire:3", headlines=[{"value": "\u0645\u064a\u0646\u0627\u0621"}])
    )
    assert [page.slug for page in ArticlePage.objects.order_by("pk")] == [
        "cranes-stand-still-in-selden",
        "cranes-stand-still-in-selden-2",
        "story",
    ]
