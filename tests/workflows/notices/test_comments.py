"""Comments reach those who follow them, mentions those who are named; no mail in the request."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Comment, CommentReply, PageSubscription
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests.forms import story_form
from tests.newsroom import draft
from workflows.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(newsroom, rita):
    """Rita's draft; she follows its comments, as everybody does who makes a page."""
    made = draft(newsroom.world, rita)
    PageSubscription.objects.create(page=made, user=rita, comment_notifications=True)
    Notice.objects.all().delete()
    return made


def say(page, user, text):
    return Comment.objects.create(page=page, user=user, text=text, contentpath="dek")


def told():
    """Who is owed which notice: user name → kind."""
    owed = Notice.objects.owed()
    return dict(owed.values_list("user__username", "kind"))


def follows(page, user):
    rows = PageSubscription.objects.filter(page=page, user=user)
    return rows.filter(comment_notifications=True).exists()


def test_a_comment_is_told_to_those_who_follow_the_story(page, rita, ed):
    say(page, ed, "Who says so?")

    assert told() == {"rita": "commented"}
    assert Notice.objects.get().said == "Who says so?"


def test_a_mention_tells_one_person_once_and_has_them_follow(page, rita, ed, edna):
    say(page, ed, "@Edna, is this ours? @nobody @ed")

    assert told() == {"rita": "commented", "edna": "mentioned"}
    assert (follows(page, edna), follows(page, ed)) == (True, False)
    say(page, rita, "It is.")
    assert Notice.objects.filter(user=edna, kind="commented").count() == 1


def test_an_edited_comment_tells_only_whom_it_mentions_anew(
    page, rita, ed, edna, chioma
):
    comment = say(page, ed, "@edna please look")
    Notice.objects.all().delete()

    comment.text = "@edna and @chioma please look"
    comment.save()

    assert told() == {"chioma": "mentioned"}
    comment.save()
    assert Notice.objects.count() == 1


def test_whoever_may_not_open_the_story_is_neither_told_nor_made_to_follow(
    page, ed, mallory
):
    mallory.email = "mallory@courier.example"
    mallory.save()

    say(page, ed, "@mallory look")

    assert "mallory" not in told()
    assert not follows(page, mallory)


def test_a_reply_and_its_end_are_told_to_those_who_spoke(page, rita, ed, edna):
    comment = say(page, ed, "Who says so?")
    Notice.objects.all().delete()

    CommentReply.objects.create(comment=comment, user=edna, text="The harbor office.")
    assert told() == {"rita": "commented", "ed": "commented"}
    Notice.objects.all().delete()
    comment = Comment.objects.get()
    comment.resolved_by, comment.resolved_at = rita, comment.created_at
    comment.save()

    assert told() == {"ed": "commented", "edna": "commented"}
    assert Notice.objects.filter(user=ed).get().said == "✓ Who says so?"


def test_ten_comments_are_one_mail(page, rita, ed, edna):
    for number in range(10):
        say(page, ed, f"Point {number}.")
    say(page, edna, "I agree.")

    assert Notice.objects.filter(user=rita).count() == 2
    first = Notice.objects.filter(user=rita, actor_name="ed").get()
    assert first.next_at - first.at == timedelta(minutes=2)
    assert first.said.split("\n\n") == [f"Point {number}." for number in range(10)]


def test_the_editor_sends_no_mail_within_the_request(page, rita, ed, client):
    client.force_login(ed)
    comments = inline_formset(
        [
            {
                "id": "",
                "text": "@rita who says so?",
                "contentpath": "dek",
                "position": "",
                "resolved": "",
                "replies": inline_formset([]),
            }
        ]
    )

    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        story_form(page, comments={}) | dict(nested_form_data({"comments": comments})),
    )

    assert Comment.objects.get().text == "@rita who says so?"
    assert mail.outbox == []
    assert told() == {"rita": "mentioned"}
