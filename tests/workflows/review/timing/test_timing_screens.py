"""The screens of schedule and embargo: two steps by two people, and a reason."""

import pytest
from django.urls import reverse

from pages.models import ArticlePage
from tests.forms import told
from workflows.review.models import Entry, Happened
from workflows.review.timing import errors

pytestmark = pytest.mark.django_db


def header_of(client, page) -> str:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.get(url).content.decode()


def test_one_asks_and_another_agrees_and_the_story_is_out(embargoed, ed, edna, client):
    page = embargoed()
    url = reverse("review_lift", args=[page.pk])
    client.force_login(edna)
    assert f'href="{url}"' in header_of(client, page)
    assert "the approved text goes out" in client.get(url).content.decode()

    assert client.post(url, {"reason": ""}).context["form"].errors == {
        "reason": ["This field is required."]
    }
    client.post(url, {"reason": "They broke it"})
    assert "Somebody else must agree by" in client.get(url).content.decode()
    assert told(client.post(url, {"agree": "1"})) == str(errors.SecondPersonNeeded())
    assert not ArticlePage.objects.get(pk=page.pk).live

    client.force_login(ed)
    screen = client.get(url).content.decode()
    assert "edna asked" in screen
    assert "They broke it" in screen
    answer = client.post(url, {"agree": "1"})
    assert told(answer) == "The embargo is lifted."
    assert ArticlePage.objects.get(pk=page.pk).live
    assert f'href="{url}"' not in header_of(client, page)


def test_an_editor_takes_a_story_off_the_schedule_and_says_why(
    embargoed, ed, root_user, client
):
    page = embargoed()
    url = reverse("review_unschedule", args=[page.pk])
    client.force_login(ed)
    assert f'href="{url}"' in header_of(client, page)

    client.post(url, {"reason": " "})
    assert ArticlePage.objects.get(pk=page.pk).approved_schedule
    client.post(url, {"reason": "The minister has canceled"})

    assert not ArticlePage.objects.get(pk=page.pk).approved_schedule
    entry = Entry.objects.get(page_id=page.pk, happened=Happened.UNSCHEDULED)
    assert (entry.user_name, entry.comment) == ("ed", "The minister has canceled")
    assert f'href="{url}"' not in header_of(client, page)
    assert told(client.post(url, {"reason": "Again"})) == str(errors.NotOnSchedule())


def test_wagtails_own_button_leads_to_the_screen_that_asks(
    embargoed, root_user, client
):
    page = embargoed()
    client.force_login(root_user)
    own = reverse(
        "wagtailadmin_pages:revisions_unschedule",
        args=[page.pk, page.latest_revision_id],
    )

    answer = client.post(own)

    assert answer["Location"] == reverse("review_unschedule", args=[page.pk])
    assert ArticlePage.objects.get(pk=page.pk).approved_schedule


def test_reporters_see_neither_screen(embargoed, rita, client):
    page = embargoed()
    client.force_login(rita)
    for name in ("review_lift", "review_unschedule"):
        url = reverse(name, args=[page.pk])
        assert client.get(url).status_code == 302
        assert client.post(url, {"reason": "Mine", "agree": "1"}).status_code == 302
        assert f'href="{url}"' not in header_of(client, page)

    assert ArticlePage.objects.get(pk=page.pk).approved_schedule
