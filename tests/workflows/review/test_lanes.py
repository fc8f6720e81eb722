"""Breaking news and break-glass: one alone, recorded, and read by somebody else afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from pages.models import ArticlePage
from tests.guarantees.cast import everything
from tests.newsroom import desk, draft, edit, person, picture, publish, story
from workflows.press.models import Edition
from workflows.review import errors, lanes, verbs, wagtail_hooks
from workflows.review.models import Approval, Entry, LaterReview
from workflows.review.reading import Read

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]
REASON = "The agency retracts its story in ten minutes and nobody else is awake."


@pytest.fixture
def flash(newsroom, rita):
    return draft(newsroom.world, rita, title="Bridge closed", urgency=1)


def live(page):
    return ArticlePage.objects.get(pk=page.pk)


def test_an_editor_publishes_a_flash_at_once_and_a_review_is_owed(flash, ed):
    review = lanes.publish_breaking(flash, user=ed)

    approval = Approval.objects.get(page_id=flash.pk)
    assert live(flash).live
    assert (approval.kind, approval.user_name) == ("breaking", "ed")
    assert Edition.objects.get(page_id=flash.pk).action == "publish"
    assert list(LaterReview.objects.open()) == [review]
    assert review.content_hash == approval.content_hash
    owed = Entry.objects.get(page_id=flash.pk, happened="review owed")
    assert owed.data == {"kind": "breaking"}


def test_what_readers_are_told_with_it_stands_in_the_story(flash, ed):
    lanes.publish_breaking(flash, user=ed, note="More will follow.")

    (note,) = live(flash).corrections.all()
    assert (note.kind, note.text) == ("editors_note", "More will follow.")


def test_an_editor_who_wrote_it_may_publish_a_flash_and_not_close_its_review(
    newsroom, ed, edna
):
    own = draft(newsroom.world, ed, title="Bridge closed", urgency=1)
    review = lanes.publish_breaking(own, user=ed)

    with pytest.raises(errors.OwnWork):
        lanes.close_review(review, user=ed, comment="Fine by me.")
    assert LaterReview.objects.open().exists()

    lanes.close_review(review, user=edna, comment="Read it; it holds.")
    review.refresh_from_db()
    assert (review.closed_by_name, review.comment) == ("edna", "Read it; it holds.")
    assert not LaterReview.objects.open().exists()


def test_nor_does_whoever_wrote_what_another_published(flash, rita, ed):
    review = lanes.publish_breaking(flash, user=ed)
    rita.groups.set(ed.groups.all())  # promoted since

    with pytest.raises(errors.OwnWork):
        lanes.close_review(review, user=rita, comment="I wrote it, it is fine.")

    assert LaterReview.objects.open().exists()


@pytest.mark.parametrize("comment", ["", "  \n "])
def test_a_review_is_not_closed_without_a_word(flash, ed, edna, comment):
    review = lanes.publish_breaking(flash, user=ed)

    with pytest.raises(errors.NoComment):
        lanes.close_review(review, user=edna, comment=comment)

    assert LaterReview.objects.open().exists()


def test_a_review_is_closed_once(flash, ed, edna, chioma):
    review = lanes.publish_breaking(flash, user=ed)
    lanes.close_review(review, user=edna, comment="Read it.")

    with pytest.raises(errors.AlreadyDecided):
        lanes.close_review(review, user=chioma, comment="Read it too.")

    review.refresh_from_db()
    assert review.closed_by_name == "edna"


def test_a_review_outlives_its_story(flash, ed, edna, chioma):
    review = lanes.publish_breaking(flash, user=ed)
    live(flash).delete()

    with pytest.raises(errors.NotYourDesk):
        lanes.close_review(review, user=edna, comment="It is gone.")
    lanes.close_review(review, user=chioma, comment="Deleted, and rightly.")

    assert not LaterReview.objects.open().exists()


REFUSED: dict[str, tuple[str, dict[str, Any], type[Exception]]] = {
    "a reporter": ("rita", {}, errors.NotYourLane),
    "nobody": ("mallory", {}, errors.NotYourLane),
    "not a flash": ("ed", {"urgency": 3}, errors.NotAFlash),
    "an hour ahead": (
        "ed",
        {"go_live_at": timezone.now() + timedelta(days=1)},
        errors.HasAnHour,
    ),
    "not complete": ("ed", {"lead_picture": "no alt"}, errors.NotReady),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_lane_for_breaking_news_refuses(case, flash, rita, request):
    name, change, refusal = REFUSED[case]
    if change.get("lead_picture"):
        change = {"lead_picture": picture(alt="")}
    if change:
        edit(flash, rita, **change)
    before = everything()

    with pytest.raises(refusal):
        lanes.publish_breaking(flash, user=request.getfixturevalue(name))

    assert everything() == before
    assert not LaterReview.objects.exists()


def test_an_editor_of_another_desk_does_not_publish_a_flash(flash, otto):
    before = everything()

    with pytest.raises(errors.NotYourLane):
        lanes.publish_breaking(flash, user=otto)

    assert everything() == before


def test_a_text_that_changed_since_it_was_read_is_not_published(flash, rita, ed):
    read = Read.of(flash.get_latest_revision())
    edit(flash, rita, title="Bridge open again")
    before = everything()

    with pytest.raises(errors.TextChanged):
        lanes.publish_breaking(flash, user=ed, read=read)

    assert everything() == before


def test_a_chief_breaks_the_glass_with_a_reason(newsroom, rita, chioma):
    page = draft(newsroom.world, rita)

    review = lanes.break_glass(page, user=chioma, reason=REASON)

    approval = Approval.objects.get(page_id=page.pk)
    assert live(page).live
    assert (approval.kind, approval.comment) == ("break-glass", REASON)
    assert review.kind == "break-glass"


@pytest.mark.parametrize("reason", ["", "urgent", "aaaaaaaaaaaaaaaaaaaaaaa", "x " * 9])
def test_the_glass_is_not_broken_without_a_reason(newsroom, rita, chioma, reason):
    page = draft(newsroom.world, rita)
    before = everything()

    with pytest.raises(errors.NoReason):
        lanes.break_glass(page, user=chioma, reason=reason)

    assert everything() == before


def test_an_editor_does_not_break_the_glass(newsroom, rita, ed):
    page = draft(newsroom.world, rita)
    before = everything()

    with pytest.raises(errors.NotYourLane):
        lanes.break_glass(page, user=ed, reason=REASON)

    assert everything() == before


def test_a_review_that_was_under_way_ends_with_it(newsroom, rita, chioma):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)

    lanes.break_glass(page, user=chioma, reason=REASON)

    assert not live(page).workflow_in_progress
    entries = Entry.objects.filter(page_id=page.pk).order_by("at")
    happened = ["submitted", "taken out", "review owed"]
    assert [entry.happened for entry in entries] == happened
    assert entries[1].at < Approval.objects.get(page_id=page.pk).at


def test_the_next_text_needs_its_own_approval(flash, rita, ed):
    lanes.publish_breaking(flash, user=ed)
    edit(flash, rita, title="Bridge closed for weeks")

    with pytest.raises(errors.NotInReview):
        verbs.approve(flash, user=ed)

    assert live(flash).title == "Bridge closed"


def test_the_screen_says_what_is_in_the_way(newsroom, rita, ed, client):
    page = draft(newsroom.world, rita, urgency=3)
    client.force_login(ed)

    answer = client.get(reverse("review_alone", args=[page.pk, "breaking"]))

    assert str(errors.NotAFlash()) in answer.content.decode()


def test_from_the_screen_it_goes_out_and_comes_back_for_review(flash, ed, edna, client):
    client.force_login(ed)
    url = reverse("review_alone", args=[flash.pk, "breaking"])
    read = Read.of(flash.get_latest_revision()).token

    client.post(url, {"read": read, "said": "More will follow."})

    review = LaterReview.objects.get()
    assert live(flash).live
    client.force_login(edna)
    closing = reverse("review_after_the_fact", args=[review.pk])
    assert (
        "ed published this alone (Breaking news)"
        in client.get(closing).content.decode()
    )
    client.post(closing, {"comment": "Read it."})
    assert not LaterReview.objects.open().exists()


def test_the_screen_shows_what_changed_meanwhile_and_publishes_nothing(
    flash, rita, ed, client
):
    client.force_login(ed)
    read = Read.of(flash.get_latest_revision()).token
    edit(flash, rita, body=[("paragraph", "<p>The strike is not over.</p>")])
    url = reverse("review_alone", args=[flash.pk, "breaking"])

    html = client.post(
        url, {"read": read, "said": "More will follow."}
    ).content.decode()

    assert "As you read it" in html
    assert "The strike in the harbor is over." in html
    assert "The strike is not over." in html
    assert "More will follow." in html
    assert not live(flash).live


@pytest.fixture
def otto(newsroom):
    """Otto is an editor of the sport desk, and may publish alone there."""
    desk("Sport desk", newsroom.sport, "change").permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", "publish_breaking"])
    )
    return person("otto", "Sport desk")


def test_what_another_desk_keeps_is_not_shown(flash, otto, client):
    client.force_login(otto)

    url = reverse("review_alone", args=[flash.pk, "breaking"])
    answer = client.get(url, follow=True)

    assert answer.redirect_chain
    assert "Bridge closed" not in answer.content.decode()
    assert not [*wagtail_hooks.lane_buttons(flash, otto)]


@pytest.mark.parametrize("kind", ["breaking", "desk", "legal"])
def test_where_there_is_no_text_or_no_lane_there_is_no_screen(
    newsroom, flash, root_user, client, kind
):
    page = flash
    if kind == "breaking":
        bare = ArticlePage(title="Never saved by anybody", live=False)
        page = newsroom.world.add_child(instance=bare)
    client.force_login(root_user)

    answer = client.get(reverse("review_alone", args=[page.pk, kind]))

    assert answer.status_code == 404


def test_a_review_after_the_fact_is_read_by_its_authors_and_its_desk_only(
    flash, ed, edna, otto, client
):
    review = lanes.publish_breaking(flash, user=ed)
    url = reverse("review_after_the_fact", args=[review.pk])
    seen = {}
    for user in (ed, edna, otto):
        client.force_login(user)
        seen[user.username] = client.get(url).status_code

    assert seen == {"ed": 200, "edna": 200, "otto": 302}


def test_whoever_reviews_after_the_fact_reads_the_text_as_it_went_out(
    flash, rita, ed, edna, client
):
    review = lanes.publish_breaking(flash, user=ed)
    edit(live(flash), rita, body=[("paragraph", "<p>A draft of tomorrow.</p>")])
    client.force_login(edna)

    answer = client.get(reverse("review_after_the_fact", args=[review.pk]))

    assert "The strike in the harbor is over." in answer.content.decode()
    assert "A draft of tomorrow." not in answer.content.decode()


def test_of_an_update_they_read_what_changed_even_after_revisions_were_purged(
    newsroom, rita, ed, edna, client
):
    page = story(newsroom.world, rita, ed, title="Fire in the harbor", urgency=1)
    edit(page, rita, body=[("paragraph", "<p>The fire is out.</p>")])
    review = lanes.publish_breaking(page, user=edna)
    edit(live(page), rita, dek="All is well.")
    publish(live(page), rita, ed)
    call_command("purge_revisions")
    client.force_login(ed)

    answer = client.get(reverse("review_after_the_fact", args=[review.pk]))

    assert not Revision.objects.filter(pk=review.revision_id).exists()
    assert "<del>The strike in the harbor is over.</del>" in answer.content.decode()
    assert "<ins>The fire is out.</ins>" in answer.content.decode()


def test_a_screen_for_nobody_else(flash, rita, client):
    client.force_login(rita)

    for kind in ("breaking", "break-glass"):
        answer = client.get(reverse("review_alone", args=[flash.pk, kind]))
        assert answer.status_code == 302


def test_an_update_of_a_live_story_takes_the_lane_too(newsroom, rita, ed, edna):
    page = story(newsroom.world, rita, ed, title="Fire in the harbor", urgency=1)
    edit(page, rita, title="Fire in the harbor is out")

    lanes.publish_breaking(page, user=edna)

    assert live(page).title == "Fire in the harbor is out"
    assert Edition.objects.filter(page_id=page.pk).latest("number").action == "update"
