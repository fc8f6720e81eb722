"""The screens: what somebody wants to be told of, and a desk's webhooks."""

from datetime import time

import pytest
from django.contrib.auth.models import Group
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from workflows.notices.models import Notice, Preferences, Webhook
from workflows.notices.words import OPTIONAL

pytestmark = pytest.mark.django_db
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
URL = "https://hooks.example/services/T0/S3CRET"
ACCOUNT = {
    "name_email-first_name": "Rita",
    "name_email-last_name": "Reed",
    "name_email-email": "rita@courier.example",
    "theme-theme": "system",
    "theme-contrast": "system",
    "theme-density": "default",
    "locale-preferred_language": "",
    "locale-current_time_zone": "",
}


@pytest.fixture
def boss(chioma):
    """Chief editors may change desks, and so where they are told of things."""
    return chioma


@pytest.fixture
def made(db):
    webhook = Webhook(name="#desk", kinds=["published"])
    webhook.url, webhook.secret = URL, SECRET
    webhook.save()
    return webhook


def test_a_groups_form_offers_what_desks_ask_for_and_nothing_that_means_nothing(
    root_user, client
):
    client.force_login(root_user)
    group = Group.objects.get(name="Chief editors")
    form = client.get(reverse("wagtailusers_groups:edit", args=[group.pk]))
    offered = form.context["form"].registered_permissions
    names = set(offered.values_list("codename", flat=True))
    assert {"add_desk", "change_desk", "assign_story", "pitch_story"} <= names
    assert not [name for name in names if name.endswith("_webhook")]


def test_everybody_chooses_what_they_are_told_of_and_when(rita, client):
    client.force_login(rita)
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    assert "Tell me by mail" in page
    assert "submitted notifications" not in page.lower()  # Wagtail's own switches

    wanted = [kind for kind, _ in OPTIONAL if kind != "approved"]
    answer = client.post(
        reverse("wagtailadmin_account"),
        ACCOUNT
        | {
            "notices-wanted": wanted,
            "notices-quiet_from": "22:00",
            "notices-quiet_until": "07:30",
        },
    )

    assert answer.status_code == 302, answer.context["panels_by_tab"]
    wants = Preferences.objects.get(user=rita)
    assert wants.muted == ["approved"]
    assert (wants.quiet.start, wants.quiet.end) == (time(22), time(7, 30))


def test_quiet_hours_without_an_end_are_refused_with_what_to_do(rita, client):
    client.force_login(rita)

    answer = client.post(
        reverse("wagtailadmin_account"), ACCOUNT | {"notices-quiet_from": "22:00"}
    )

    assert "Quiet hours have a beginning and an end" in answer.content.decode()
    assert not Preferences.objects.exists()


def test_a_webhook_is_made_by_those_who_may_change_desks_and_by_nobody_else(
    boss, ed, client
):
    data = {"name": "#desk", "url": URL, "secret": SECRET, "active": "on"}
    client.force_login(ed)
    client.post(reverse("webhooks:add"), data)
    assert not Webhook.objects.exists()

    client.force_login(boss)
    client.post(reverse("webhooks:add"), data | {"kinds": ["published", "corrected"]})

    webhook = Webhook.objects.get()
    assert (webhook.url, webhook.secret) == (URL, SECRET)
    assert webhook.kinds == ["published", "corrected"]


def test_a_secret_is_never_shown_again_and_an_empty_field_keeps_it(boss, made, client):
    client.force_login(boss)
    edit = reverse("webhooks:edit", args=[made.pk])
    pages = [client.get(edit), client.get(reverse("webhooks:index"))]
    refused = client.post(edit, {"name": "", "url": URL + "2", "secret": SECRET})

    for page in [*pages, refused]:
        assert page.status_code == 200
        assert "S3CRET" not in page.content.decode()
        assert SECRET.removeprefix("whsec_") not in page.content.decode()
    client.post(edit, {"name": "#news", "kinds": ["updated"], "active": "on"})
    made.refresh_from_db()
    assert (made.name, made.url, made.secret) == ("#news", URL, SECRET)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.example/x",
        "https://",
        "ftp://hooks.example",
        "https://a:b@c/d",
    ],
)
def test_an_address_that_cannot_be_called_is_refused(boss, client, url):
    client.force_login(boss)

    with override_settings(EGRESS_ALLOW=[]):
        answer = client.post(reverse("webhooks:add"), {"name": "#desk", "url": url})

    assert answer.status_code == 200
    assert not Webhook.objects.exists()


def test_the_list_says_what_ails_a_webhook(
    boss, made, client, django_assert_max_num_queries
):
    now = timezone.now()
    Notice.objects.create(
        kind="published", webhook=made, due_at=now, next_at=now, last_error="It hangs."
    )
    client.force_login(boss)

    with django_assert_max_num_queries(21):
        page = client.get(reverse("webhooks:index")).content.decode()

    assert "It hangs." in page
    assert "Every desk" in page
