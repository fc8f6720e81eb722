"""Adding a mirror, step by step: tried, synced, live, and only then announced."""

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from django.test import Client
from django.urls import reverse

from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import files_in, folder_of
from tests.workflows.mirrors.web import Web
from workflows.mirrors import announced
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A web server in front of a folder that is no mirror's yet."""
    server = Web(tmp_path / "two")
    yield server
    server.stop()


def add(operator: Client, web: Web, **fields: str) -> str:
    """Fill in the form; return what the page says that it leads to."""
    given = {
        "name": "two",
        "public_url": web.url,
        "storage_url": f"file://{web.folder}",
        **fields,
    }
    answer = operator.post(reverse("mirrors:add"), given, follow=True)
    assert answer.redirect_chain[-1][0] == begin()
    return answer.content.decode()


def begin() -> str:
    return reverse("mirrors:begin", args=[Mirror.objects.get(name="two").pk])


def test_a_new_mirror_is_tried_synced_and_announced_when_it_is_live(
    operator: Client, web: Web, publish: Publish
):
    publish({"/index.html": b"1"})
    said = add(operator, web)
    assert "kept out by a lock" in said
    assert "and the address showed it." in said
    mirror = Mirror.objects.get()
    assert (mirror.state, files_in(web.folder)) == ("new", {})  # nothing is left behind
    (asked,) = web.asked
    assert asked.startswith("/.well-known/masthead-")
    page = operator.post(begin(), {"sync": "1"}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("mirrors:inspect", args=[mirror.pk])
    assert "<progress" in page.content.decode()
    assert announced.addresses() == []
    deliver(mirror.pk)
    assert announced.addresses() == [{"name": "two", "url": web.url}]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((404, b""), "it answers 404."),
        ((200, b"parked"), "it shows another."),
        ((500, b""), "The address answers 500."),
    ],
)
def test_an_address_that_shows_something_else_needs_a_second_click(
    operator: Client, web: Web, publish: Publish, answer: tuple[int, bytes], says: str
):
    publish({"/index.html": b"1"})
    web.instead = lambda path: answer
    assert says in add(operator, web)
    warned = operator.post(begin(), {"sync": "1"}).content.decode()
    assert "Readers will be told of an address that does not answer." in warned
    assert Mirror.objects.get().state == "new"
    assert not Mirror.objects.get().due.exists()
    operator.post(begin(), {"anyway": "1"})
    assert Mirror.objects.get().state == "syncing"


def test_an_address_that_was_mended_is_tried_again(operator: Client, web: Web):
    web.instead = lambda path: (404, b"")
    add(operator, web)
    web.instead = lambda path: None
    said = operator.post(begin(), {"try": "1"}, follow=True).content.decode()
    assert "and the address showed it." in said
    operator.post(begin(), {"sync": "1"})
    assert Mirror.objects.get().state == "syncing"


@pytest.mark.parametrize("field", ["public_url", "storage_url"])
def test_an_address_that_was_changed_was_not_seen_yet(
    operator: Client, web: Web, tmp_path: Path, field: str
):
    assert "and the address showed it." in add(operator, web)
    mirror = Mirror.objects.get()
    given = {
        "name": "two",
        "public_url": mirror.public_url,
        "storage_url": mirror.storage_url,
        field: f"file://{tmp_path}/x"
        if field == "storage_url"
        else "https://x.example",
    }
    operator.post(reverse("mirrors:edit", args=[mirror.pk]), given)
    assert getattr(Mirror.objects.get(), field) == given[field]
    assert "It was not asked yet" in operator.get(begin()).content.decode()
    warned = operator.post(begin(), {"sync": "1"}).content.decode()
    assert "Readers will be told of an address that does not answer." in warned
    assert Mirror.objects.get().state == "new"


def test_a_storage_that_works_no_longer_cannot_be_synced(operator: Client, web: Web):
    add(operator, web)
    asked = len(web.asked)
    rmtree(web.folder)
    web.folder.write_text("mine")
    said = operator.post(begin(), {"try": "1"}, follow=True).content.decode()
    assert "File exists." in said
    assert "Begin the first sync" not in said
    assert len(web.asked) == asked


def test_a_new_mirror_may_take_the_place_of_another_one(
    operator: Client, web: Web, publish: Publish, live_mirror: Mirror
):
    publish({"/index.html": b"1"})
    deliver(live_mirror.pk)
    add(operator, web)
    operator.post(begin(), {"sync": "1", "replaces": str(live_mirror.pk)})
    deliver(Mirror.objects.get(name="two").pk)
    live_mirror.refresh_from_db()
    assert live_mirror.state == "retired"
    assert announced.addresses() == [{"name": "two", "url": web.url}]


def test_a_mirror_that_is_not_new_has_begun(operator: Client, live_mirror: Mirror):
    url = reverse("mirrors:begin", args=[live_mirror.pk])
    page = reverse("mirrors:inspect", args=[live_mirror.pk])
    assert operator.get(url)["Location"] == page
    assert operator.post(url, {"anyway": "1"})["Location"] == page
    assert Mirror.objects.get().state == "live"


def test_a_blocked_address_is_replaced_in_one_action(
    operator: Client, live_mirror: Mirror
):
    url = reverse("mirrors:replace", args=[live_mirror.pk])
    said = operator.get(url).content.decode()
    assert "Readers are told of https://one.example now." in said
    page = operator.post(url, {"public_url": "https://other.example"}, follow=True)
    assert Mirror.objects.get().public_url == "https://other.example"
    (message,) = page.context["messages"]
    assert str(message) == "https://one.example is replaced by https://other.example."
    history = operator.get(reverse("mirrors:history", args=[live_mirror.pk]))
    assert "Address replaced" in history.content.decode()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"public_url": ""}, "This field is required."),
        ({"public_url": "https://one.example"}, "This is its address already."),
        (
            {"public_url": "https://b.example", "storage_url": "ftp://host/x"},
            "storage URL",
        ),
    ],
)
def test_an_address_that_is_refused_says_why_in_the_form(
    operator: Client, live_mirror: Mirror, fields: dict[str, str], says: str
):
    page = operator.post(reverse("mirrors:replace", args=[live_mirror.pk]), fields)
    assert says in str(page.context["form"].errors)
    assert Mirror.objects.get().public_url == "https://one.example"


def test_an_address_goes_with_its_machine(
    operator: Client, make_mirror: MakeMirror, publish: Publish, tmp_path: Path
):
    publish({"/index.html": b"1"})
    old = make_mirror()
    deliver(old.pk)
    page = operator.post(
        reverse("mirrors:replace", args=[old.pk]),
        {
            "public_url": "https://other.example",
            "storage_url": f"file://{tmp_path}/new",
            "at_once": "on",
        },
        follow=True,
    )
    heir = Mirror.objects.get(name="one-2")
    assert page.redirect_chain[-1][0] == reverse("mirrors:inspect", args=[heir.pk])
    assert Mirror.objects.get(name="one").state == "retired"
    deliver(heir.pk)
    assert files_in(folder_of(heir)) == {"/index.html": b"1"}
