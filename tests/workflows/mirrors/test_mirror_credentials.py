"""What opens a storage is typed into the form, tried at once, and never shown again."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.drivers.pretender import Pretender
from tests.workflows.mirrors.drivers.servers import KEYS
from workflows.mirrors import lifecycle
from workflows.mirrors.drivers import DRIVERS, Fence
from workflows.mirrors.lease import take
from workflows.mirrors.models import Mirror

pytestmark = pytest.mark.django_db

SECRET = KEYS["secret_access_key"]


def filled_in(mirror: Mirror | None = None, /, **changes: object) -> dict[str, object]:
    was = mirror or Mirror(name="two", public_url="https://two.example")
    fields = ("name", "public_url", "storage_url")
    return {**{field: getattr(was, field) for field in fields}, **changes}


def typed(**keys: str) -> dict[str, object]:
    return {f"credential_{name}": key for name, key in {**KEYS, **keys}.items()}


@pytest.fixture
def store_mirror(operator: Client, pretender: Pretender) -> Mirror:
    """A mirror on an object store, added in the admin, live."""
    form = filled_in(storage_url=pretender.url, **typed())
    assert operator.post(reverse("mirrors:add"), form).status_code == 302
    Mirror.objects.update(state="live")
    return Mirror.objects.get()


def edit(operator: Client, mirror: Mirror, **changes: object):
    url = reverse("mirrors:edit", args=[mirror.pk])
    return operator.post(url, filled_in(mirror, **changes))


def test_a_mirror_is_added_with_its_keys_and_probed(store_mirror: Mirror):
    assert store_mirror.credentials == KEYS
    assert set(store_mirror.credentials_set) == set(KEYS)
    assert store_mirror.probed_at
    assert store_mirror.fence == Fence.NONE  # this store ignores conditions


def test_a_key_is_nowhere_in_the_clear(operator: Client, store_mirror: Mirror):
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM mirrors_mirror m")
        row = cursor.fetchone()[0]
    entries = ModelLogEntry.objects.values_list("data", flat=True)
    history = reverse("mirrors:history", args=[store_mirror.pk])
    pages = [reverse("mirrors:edit", args=[store_mirror.pk]), history]
    shown = "".join(operator.get(page).content.decode() for page in pages)
    for key in KEYS.values():
        assert key not in row + json.dumps(list(entries)) + shown
    assert "Credentials changed: access_key_id, secret_access_key" in shown


def test_the_form_says_what_is_set_and_since_when(
    operator: Client, store_mirror: Mirror
):
    page = operator.get(reverse("mirrors:edit", args=[store_mirror.pk]))
    fields = page.context["form"].fields
    assert "Set on " in str(fields["credential_secret_access_key"].help_text)
    assert "Not set." in str(fields["credential_private_key"].help_text)
    assert "clear_secret_access_key" in fields
    assert "clear_private_key" not in fields


def test_a_refused_form_does_not_send_a_secret_back(
    operator: Client, pretender: Pretender
):
    key = "-----BEGIN PRIVATE KEY-----\nhunter2"
    form = filled_in(
        name="not a slug",
        storage_url=pretender.url,
        **typed(secret_access_key="hunter3"),
        credential_private_key=key,
    )
    page = operator.post(reverse("mirrors:add"), form).content.decode()
    assert "not a slug" in page
    assert "hunter" not in page
    assert pretender.held == {}  # nor was anything tried


def test_a_wrong_key_is_an_error_at_its_field_and_keeps_the_old_one(
    operator: Client, store_mirror: Mirror
):
    page = edit(operator, store_mirror, **typed(access_key_id="SOMEBODY"))
    errors = page.context["form"].errors
    assert list(errors) == ["credential_secret_access_key"]
    assert "refuses these keys" in str(errors)
    assert "SOMEBODY" not in page.content.decode()
    kept = Mirror.objects.get()
    assert kept.credentials == KEYS
    assert (kept.credentials_set, kept.probed_at) == (
        store_mirror.credentials_set,
        store_mirror.probed_at,
    )


def test_a_new_key_is_tried_before_it_replaces_the_old_one_and_then_at_once(
    operator: Client, store_mirror: Mirror, pretender: Pretender
):
    pretender.key_id = "NEWKEY"
    failing = {"failures": 3, "last_error": "refused"}
    Mirror.objects.update(**failing, lease_owner="a worker")
    response = edit(operator, store_mirror, credential_access_key_id="NEWKEY")
    assert response.status_code == 302
    mirror = Mirror.objects.get()
    assert mirror.credentials == {**KEYS, "access_key_id": "NEWKEY"}
    assert (
        mirror.credentials_set["access_key_id"]
        > mirror.credentials_set["secret_access_key"]
    )
    assert (mirror.failures, mirror.last_error, mirror.lease_owner) == (0, "", "")
    assert (mirror.state, mirror.due.count()) == ("live", 0)


def test_an_empty_field_keeps_what_is_there(operator: Client, store_mirror: Mirror):
    assert edit(operator, store_mirror, name="renamed").status_code == 302
    mirror = Mirror.objects.get()
    assert (mirror.name, mirror.credentials) == ("renamed", KEYS)
    assert mirror.probed_at == store_mirror.probed_at


def test_clearing_a_key_that_is_needed_is_refused(
    operator: Client, store_mirror: Mirror
):
    page = edit(operator, store_mirror, clear_access_key_id="on")
    assert list(page.context["form"].errors) == ["credential_access_key_id"]
    assert Mirror.objects.get().credentials == KEYS


def test_another_storage_drops_the_keys_it_does_not_take_and_owes_the_whole_tree(
    operator: Client, store_mirror: Mirror, publish: Publish, tmp_path: Path
):
    publish({"/index.html": b"1", "/a/index.html": b"1"})
    store_mirror.due.all().delete()
    Mirror.objects.update(edition=1)
    lease = take(store_mirror.pk)
    assert lease
    moved = edit(operator, store_mirror, storage_url=f"file://{tmp_path}/new")
    assert moved.status_code == 302
    mirror = Mirror.objects.get()
    assert (mirror.credentials, mirror.credentials_set) == ({}, {})
    assert (mirror.state, mirror.edition, mirror.due.count()) == ("syncing", 0, 2)
    assert (mirror.fence, mirror.lists) == (Fence.LOCK, True)
    assert not lease.write(edition=9)  # who carried it to the old one is out


@pytest.mark.parametrize("state", ["new", "paused", "draining", "retired"])
def test_another_storage_changes_no_state_but_live(
    operator: Client,
    make_mirror: MakeMirror,
    publish: Publish,
    tmp_path: Path,
    state: str,
):
    publish({"/index.html": b"1"})
    mirror = make_mirror(synced=False)
    Mirror.objects.update(state=state)
    assert edit(operator, mirror, storage_url=f"file://{tmp_path}/n").status_code == 302
    assert Mirror.objects.get().state == state
    assert mirror.due.count() == (1 if state in {"paused", "draining"} else 0)


def test_keys_sealed_with_a_key_that_is_gone_can_be_typed_in_again(
    operator: Client, store_mirror: Mirror
):
    Mirror.objects.update(sealed_credentials="nonsense")
    with pytest.raises(Exception, match="Type it in again"):
        lifecycle.probe(Mirror.objects.get())
    assert edit(operator, store_mirror, **typed()).status_code == 302
    assert Mirror.objects.get().credentials == KEYS


def test_every_credential_says_what_it_is():
    for kind in DRIVERS.values():
        assert all(str(one.label) for one in kind.CREDENTIALS.values())
