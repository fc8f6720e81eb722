"""Operators see and move mirrors in Wagtail's admin; nobody else does."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from tests.workflows.mirrors.conftest import MakeMirror
from tests.workflows.mirrors.looks import folder_of
from workflows.mirrors import lifecycle
from workflows.mirrors.lifecycle import PrimaryStays
from workflows.mirrors.models import Mirror
from workflows.mirrors.verbs import VERBS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sftp://user:hunter2@host/srv", "must not hold a password"),
        ("/srv/mirror", "must begin with one of these: file://"),
        ("file:///srv/../etc", "without `..`"),
    ],
)
def test_a_storage_that_holds_a_secret_or_is_unknown_is_refused(
    operator: Client, url: str, says: str
):
    page = operator.post(
        reverse("mirrors:add"),
        {"name": "two", "public_url": "https://two.example", "storage_url": url},
    )
    assert says in str(page.context["form"].errors)
    assert not Mirror.objects.exists()


def test_editing_writes_the_forms_fields_only(operator: Client, live_mirror: Mirror):
    form = operator.get(reverse("mirrors:edit", args=[live_mirror.pk])).context["form"]
    own = {name for name in form.fields if not name.startswith("credential_")}
    assert own == {"name", "public_url", "storage_url", "primary"}
    stale = Mirror.objects.get()
    Mirror.objects.update(edition=7, lease_owner="a worker")
    bound = type(form)({**form.initial, "name": "renamed"}, instance=stale)
    assert bound.is_valid()
    bound.save()
    assert Mirror.objects.values_list("name", "edition", "lease_owner").get() == (
        "renamed",
        7,
        "a worker",
    )


def test_the_address_of_a_mirror_that_has_begun_is_replaced_and_not_edited(
    operator: Client, live_mirror: Mirror
):
    form = operator.get(reverse("mirrors:edit", args=[live_mirror.pk])).context["form"]
    given = {**form.initial, "public_url": "https://other.example", "name": "renamed"}
    bound = type(form)(given, instance=Mirror.objects.get())
    assert bound.is_valid()
    bound.save()
    assert Mirror.objects.values_list("name", "public_url").get() == (
        "renamed",
        "https://one.example",
    )


def test_only_what_can_be_done_is_offered(operator: Client, make_mirror: MakeMirror):
    primary, second = make_mirror("one", primary=True), make_mirror("two")
    page = operator.get(reverse("mirrors:index")).content.decode()
    offered = {
        mirror.name: [
            verb
            for verb in lifecycle.ALLOWED
            if reverse("mirrors:verb", args=[mirror.pk, verb]) in page
        ]
        for mirror in (primary, second)
    }
    assert offered == {
        "one": ["sync", "pause"],
        "two": ["sync", "pause", "drain", "retire"],
    }


def test_every_verb_has_a_button_and_a_rule():
    assert list(VERBS) == list(lifecycle.ALLOWED)


def test_a_verb_that_is_refused_says_why_and_changes_nothing(
    operator: Client, make_mirror: MakeMirror
):
    mirror = make_mirror(primary=True)
    url = reverse("mirrors:verb", args=[mirror.pk, "retire"])
    page = operator.post(url, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        str(PrimaryStays.says)
    ]
    assert Mirror.objects.get().state == "syncing"


def test_a_storage_that_cannot_be_prepared_is_said_in_one_sentence(
    operator: Client, make_mirror: MakeMirror
):
    mirror = make_mirror(synced=False)
    folder_of(mirror).write_text("a file")
    page = operator.post(reverse("mirrors:verb", args=[mirror.pk, "sync"]), follow=True)
    assert [str(message) for message in page.context["messages"]] == ["File exists."]
    assert Mirror.objects.get().state == "new"


@pytest.mark.parametrize("group", ["Reporters", "Editors", "Chief editors"])
def test_nobody_but_operators_may_look_or_act(
    client: Client, live_mirror: Mirror, group: str
):
    user = User.objects.create_user("nina", password="masthead")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    for url in (
        reverse("mirrors:index"),
        reverse("mirrors:add"),
        reverse("mirrors:verb", args=[live_mirror.pk, "pause"]),
    ):
        assert client.post(url)["Location"] == "/admin/"
    assert Mirror.objects.get().state == "live"


def test_an_unknown_verb_is_not_found(operator: Client, live_mirror: Mirror):
    url = reverse("mirrors:verb", args=[live_mirror.pk, "explode"])
    assert operator.post(url).status_code == 404
