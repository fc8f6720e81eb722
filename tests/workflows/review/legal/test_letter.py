"""A lawyer without an account: one link, one text, one answer."""

import io
import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from structlog.stdlib import ProcessorFormatter as OurFormatter
from wagtail.models import PageLogEntry, WorkflowState

from pages.content_hash import content_hash_of
from pages.models import ArticlePage, Byline
from tests.newsroom import draft, edit, picture
from workflows.press.takedown import kill
from workflows.review import verbs
from workflows.review.errors import OwnWork
from workflows.review.legal import flags, links
from workflows.review.legal.errors import NothingWaits, OnlyLegal
from workflows.review.legal.models import LegalLink, Outcome
from workflows.review.models import Approval, Entry, Happened
from workflows.review.models.approval import Kind

pytestmark = pytest.mark.django_db
SIGNED = {"signature": "Jane Doe", "comment": "Public record."}
CLEARED = SIGNED | {"answer": "cleared"}
OBJECTED = SIGNED | {"answer": "objected", "comment": "Leave out the name."}


def again(page):
    return ArticlePage.objects.get(pk=page.pk)


def address(token):
    return reverse("legal_link", args=[token])


@pytest.fixture
def sent(at_legal, lex):
    """Make a story that waits for legal, and the address of a link to it."""

    def make(page=None):
        page = page or at_legal()
        token = links.make(page, user=lex, lawyer="Jane Doe", email="jane@law.example")
        return page, address(token)

    return make


def says_nothing_of_the_text(answer):
    html = answer.content.decode()
    return "harbor" not in html.lower() and "Crews" not in html


def test_a_lawyer_reads_exactly_the_text_and_clears_it(sent, client, ed, rita):
    page, url = sent()

    letter = client.get(url)
    html = letter.content.decode()
    assert letter.status_code == 200
    assert "Harbor strike ends" in html
    assert "The strike in the harbor is over." in html
    assert not letter.cookies

    done = client.post(url, CLEARED)

    assert done.status_code == 200
    assert again(page).live
    desk, legal = Approval.objects.filter(page_id=page.pk).order_by("pk")
    assert legal.kind == Kind.LEGAL
    assert (legal.user_id, legal.user_name) == (None, "Jane Doe (lawyer, by link)")
    assert legal.comment == "Public record."
    assert legal.content_hash == desk.content_hash
    assert content_hash_of(again(page).live_revision) == legal.content_hash
    step = WorkflowState.objects.for_instance(page).get().current_task_state
    assert (step.status, step.finished_by) == ("approved", None)
    assert step.comment == "Jane Doe (lawyer, by link): Public record."
    log = PageLogEntry.objects.filter(page=page, action="wagtail.workflow.approve")
    assert log.order_by("-pk").first().comment == step.comment


def test_a_link_is_used_once(sent, client):
    page, url = sent()
    client.post(url, CLEARED)

    for answer in (client.get(url), client.post(url, OBJECTED)):
        assert answer.status_code == 410
        assert "This link has been used" in answer.content.decode()
        assert says_nothing_of_the_text(answer)
    assert LegalLink.objects.get().outcome == Outcome.CLEARED
    assert Approval.objects.filter(page_id=page.pk, kind=Kind.LEGAL).count() == 1
    assert again(page).live


def test_an_objection_sends_the_story_back_with_what_must_change(sent, client):
    page, url = sent()

    refused = client.post(url, OBJECTED | {"comment": ""})
    assert refused.status_code == 422
    assert "Say what must change" in refused.content.decode()
    assert LegalLink.objects.get().outcome == ""

    client.post(url, OBJECTED)

    run = again(page).current_workflow_state
    assert run.status == WorkflowState.STATUS_NEEDS_CHANGES
    said = "Jane Doe (lawyer, by link): Leave out the name."
    assert run.current_task_state.comment == said
    back = Entry.objects.get(page_id=page.pk, happened=Happened.SENT_BACK)
    assert back.comment == said
    assert not again(page).live


def test_an_answer_is_signed(sent, client):
    page, url = sent()
    for wrong in ({"signature": " "}, {"answer": "maybe"}, {"answer": ""}):
        assert client.post(url, CLEARED | wrong).status_code == 422
    assert not again(page).live
    assert LegalLink.objects.get().outcome == ""


def test_a_link_expires(sent, client, settings):
    page, url = sent()
    with time_machine.travel(timezone.now() + timedelta(hours=47, minutes=59)):
        assert client.get(url).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=48, seconds=1)):
        for answer in (client.get(url), client.post(url, CLEARED)):
            assert answer.status_code == 410
            assert "This link has expired" in answer.content.decode()
            assert says_nothing_of_the_text(answer)
    assert not again(page).live


def test_a_revoked_link_opens_nothing(sent, client, lex, ed):
    page, url = sent()
    with pytest.raises(OnlyLegal):
        links.revoke(LegalLink.objects.get(), user=ed)
    links.revoke(LegalLink.objects.get(), user=lex)

    answer = client.post(url, CLEARED)

    assert answer.status_code == 410
    assert "This link was revoked" in answer.content.decode()
    assert says_nothing_of_the_text(answer)
    assert not again(page).live


@pytest.mark.parametrize(
    "how", ["changed", "cleared", "sent back", "taken out", "killed"]
)
def test_a_link_to_a_text_that_does_not_wait_any_more_decides_nothing(
    sent, client, lex, rita, chioma, how
):
    page, url = sent()
    {
        "changed": lambda: edit(page, lex, dek="Another text."),
        "cleared": lambda: verbs.approve(again(page), user=lex),
        "sent back": lambda: verbs.send_back(again(page), user=lex, comment="No."),
        "taken out": lambda: verbs.cancel(again(page), user=rita),
        "killed": lambda: kill(page.pk, actor=chioma, reason="legal"),
    }[how]()
    before = Approval.objects.count(), again(page).live

    for answer in (client.get(url), client.post(url, CLEARED)):
        assert answer.status_code == 410
        assert "The story has gone on" in answer.content.decode()
        assert says_nothing_of_the_text(answer)
    assert (Approval.objects.count(), again(page).live) == before
    assert LegalLink.objects.get().outcome == ""


def test_a_token_that_nobody_signed_opens_nothing(sent, client):
    _page, url = sent()
    secret, _, signature = url.removeprefix("/legal-check/").strip("/").partition(".")
    flipped = signature[:-1] + ("A" if signature[-1] != "A" else "B")
    for forged in (f"{secret}.{flipped}", f"{secret}x.{signature}", f"{secret}."):
        answer = client.get(address(forged))
        assert answer.status_code == 404
        assert says_nothing_of_the_text(answer)


def test_what_a_lawyer_sees_is_kept_by_nobody_on_the_way(sent, client):
    _page, url = sent()
    headers = client.get(url).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Vary" not in headers


def test_pictures_of_that_text_and_no_others_lie_below_the_link(
    newsroom, rita, ed, lex, client, sent
):
    shown, other = picture("Shown"), picture("Other", "teal")
    page = draft(newsroom.world, rita, lead_picture=shown, bylines=[Byline(name="Ada")])
    flags.flag(page, user=rita, why="A face.")
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    _, url = sent(again(page))

    html = client.get(url).content.decode()
    found = set(re.findall(r"/legal-check/[^\s\",]+/files/[^\s\",]+", html))
    assert found
    assert "/uploads/" not in html
    for file in found:
        answer = client.get(file)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("image/")
        assert answer.headers["Cache-Control"] == "no-store"
        assert b"".join(answer.streaming_content)
    elsewhere = other.get_rendition("width-480|format-webp|webpquality-78")
    assert (
        client.get(f"{url}files/newsrendition-{elsewhere.pk}.webp").status_code == 404
    )

    client.post(url, CLEARED)
    assert {client.get(file).status_code for file in found} == {404}


def test_only_legal_lets_a_lawyer_answer_and_not_about_its_own_text(
    at_legal, submitted, ed, chioma, lex
):
    page = at_legal()
    jane = {"lawyer": "Jane Doe", "email": "jane@law.example"}
    for user in (ed, chioma):
        with pytest.raises(OnlyLegal):
            links.make(page, user=user, **jane)
    with pytest.raises(NothingWaits):
        links.make(submitted("Another"), user=lex, **jane)
    edit(page, lex, dek="Mine.")
    with pytest.raises(OwnWork):
        links.make(again(page), user=lex, **jane)
    assert not LegalLink.objects.exists()


def test_the_record_says_who_was_asked_and_keeps_no_token(sent, lex):
    page, url = sent()
    token = url.removeprefix("/legal-check/").strip("/")
    secret = token.partition(".")[0]

    entry = Entry.objects.get(page_id=page.pk, happened=Happened.LEGAL_LINK_SENT)
    assert entry.user_name == "lex"
    assert entry.data["lawyer"] == "Jane Doe"
    row = LegalLink.objects.values().get()
    assert secret not in f"{entry.data}{row}"


def test_no_log_line_holds_a_token(sent, client, monkeypatch):
    _page, url = sent()
    ours = [h for h in logging.root.handlers if isinstance(h.formatter, OurFormatter)]
    monkeypatch.setattr(ours[0], "stream", log := io.StringIO())
    client.post(url, {})
    client.post(url, CLEARED)
    client.get(url)
    client.get(f"{url}files/none.webp")

    assert "Gone: /legal-check/…/" in log.getvalue()
    assert url.split("/")[2].partition(".")[0] not in log.getvalue()


def test_a_story_that_cannot_go_out_is_told_and_the_link_still_stands(
    sent, client, newsroom
):
    page, url = sent()
    taken = draft(newsroom.world, again(page).owner, title="Other", slug="elsewhere")
    ArticlePage.objects.filter(pk=taken.pk).update(slug=page.slug)

    answer = client.post(url, CLEARED)

    assert answer.status_code == 409
    assert "your link still stands" in answer.content.decode()
    assert LegalLink.objects.get().outcome == ""
    assert Approval.objects.filter(kind=Kind.LEGAL).count() == 0
