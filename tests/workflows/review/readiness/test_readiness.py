"""One registry says what a text lacks: to the panel, to who submits, and to who approves."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from pages.models import ArticlePage
from tests.forms import story_form
from tests.newsroom import draft, edit, picture, story
from workflows.review import verbs
from workflows.review.errors import NotReady
from workflows.review.legal import flags
from workflows.review.models import Approval
from workflows.review.readiness.findings import findings

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]

DEK = "The crews of the harbor have ended their strike after nine days."
NOBODYS = {"text": "We won.", "speaker": "", "speaker_role": "", "source_url": ""}
UNSOURCED = NOBODYS | {"speaker": "Mara Lindqvist"}


def found(page):
    """Return what is said of the newest text: field, whether it blocks, the sentence."""
    newest = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return [(one.field, one.blocks, one.message) for one in findings(newest)]


@pytest.fixture
def complete(newsroom, rita):
    """A story of which nothing is to be said."""
    return draft(newsroom.world, rita, dek=DEK, lead_picture=picture())


def test_of_a_complete_story_nothing_is_said(complete):
    assert found(complete) == []


@pytest.mark.parametrize(
    ("change", "field", "blocks", "said"),
    [
        ({"title": "H" * 111}, "title", False, "The headline has 111 characters."),
        ({"dek": ""}, "dek", False, "There is no dek."),
        ({"dek": "Short."}, "dek", False, "The dek has 6 characters."),
        ({"dek": "d" * 221}, "dek", False, "The dek has 221 characters."),
        ({"lead_picture": None}, "lead_picture", False, "There is no lead picture."),
        ({"body": [("quote", NOBODYS)]}, "body", True, "Quote 1 does not say whose words they are."),
        ({"body": [("quote", UNSOURCED)]}, "body", False, "The words of Mara Lindqvist cannot be checked"),
        ({"body": [("paragraph", '<p><a linktype="page" id="4040404">So it was.</a></p>')]}, "body", True, "leads to a page that is no longer there"),
    ],
    ids=["long headline", "no dek", "short dek", "long dek", "no picture", "nobody's quote", "no source", "dead link"],
)  # fmt: skip
def test_each_lack_is_said_at_its_field(complete, rita, change, field, blocks, said):
    edit(complete, rita, **change)

    ((at, stops, message),) = found(complete)

    assert (at, stops) == (field, blocks)
    assert said in message


@pytest.mark.parametrize("length", [40, 220])
def test_a_dek_of_one_or_two_sentences_is_not_remarked_on(complete, rita, length):
    edit(complete, rita, dek="d" * length)

    assert found(complete) == []


def test_a_link_to_a_story_that_is_not_public_is_worth_a_look(
    complete, newsroom, rita, ed
):
    hidden = draft(newsroom.world, rita, title="Later")
    public = story(newsroom.world, rita, ed, title="Now")
    links = (f'<a linktype="page" id="{page.pk}">it</a>' for page in (hidden, public))
    edit(complete, rita, body=[("paragraph", f"<p>{' '.join(links)}</p>")])

    ((field, blocks, message),) = found(complete)

    assert (field, blocks) == ("body", False)
    assert message.startswith("“Later” is not public")


def test_an_hour_before_the_end_of_the_embargo_stands_in_the_way(complete, rita):
    noon = timezone.now() + timedelta(days=1)
    edit(complete, rita, embargo_until=noon, go_live_at=noon - timedelta(hours=1))

    assert [(field, blocks) for field, blocks, _ in found(complete)] == [
        ("go_live_at", True)
    ]


def test_a_flag_is_shown_and_stands_in_nobodys_way(complete, rita):
    flags.flag(complete, user=rita, why="Who is the source?")

    ((field, blocks, message),) = found(complete)

    assert (field, blocks) == ("title", False)
    assert message.startswith("It is flagged")


def test_a_draft_is_never_blocked_and_its_submission_is_at_the_field(
    complete, rita, client
):
    client.force_login(rita)
    url = reverse("wagtailadmin_pages:edit", args=[complete.pk])
    quote = nested_form_data({"body": streamfield([("quote", NOBODYS)])})

    client.post(url, story_form(complete) | quote)

    assert "We won." in str(
        ArticlePage.objects.get(pk=complete.pk).get_latest_revision().content["body"]
    )

    answer = client.post(url, story_form(complete) | quote | {"action-submit": "1"})

    assert list(answer.context["form"].errors) == ["body"]
    assert "Quote 1 does not say whose words they are." in answer.content.decode()
    assert not ArticlePage.objects.get(pk=complete.pk).workflow_in_progress


def test_what_became_incomplete_while_it_waited_is_not_approved(
    complete, newsroom, rita, ed
):
    other = story(newsroom.world, rita, ed, title="Other")
    text = f'<p><a linktype="page" id="{other.pk}">So it was.</a></p>'
    edit(complete, rita, body=[("paragraph", text)])
    verbs.submit(complete, user=rita)
    other.delete()

    with pytest.raises(NotReady, match="no longer there"):
        verbs.approve(complete, user=ed)

    assert not ArticlePage.objects.get(pk=complete.pk).live
    assert not Approval.objects.filter(page_id=complete.pk).exists()


def test_the_panel_says_what_stands_in_the_way_and_what_is_worth_a_look(
    complete, rita, client
):
    edit(complete, rita, dek="Short.", body=[("quote", NOBODYS)])
    client.force_login(rita)

    page = client.get(reverse("review_readiness", args=[complete.pk])).content
    soup = BeautifulSoup(page, "html.parser")

    blocking, notes = soup.select("ul.review-findings")
    assert [each.get_text(strip=True) for each in blocking.select("li")] == [
        "Quote 1 does not say whose words they are. Name the speaker."
    ]
    assert [each.get_text(strip=True) for each in notes.select("li")] == [
        "The dek has 6 characters. One or two sentences read best."
    ]
    assert "2 words · 1 minute to read" in soup.get_text(" ", strip=True)


def test_the_panel_is_for_who_may_edit_the_story(complete, mallory, client):
    client.force_login(mallory)

    answer = client.get(reverse("review_readiness", args=[complete.pk]))

    assert answer.status_code in {302, 403}
    assert "minute" not in answer.content.decode()
