"""A receiver that refuses even the file it is tried with: said in the form, and nothing is left."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.test import Client
from django.urls import reverse

from tests.workflows.mirrors.receiver.conftest import SECRET
from workflows.mirrors.models import Mirror

pytestmark = pytest.mark.django_db
SAYS = "The receiver does not take this file"


class Refusing(BaseHTTPRequestHandler):
    """As a receiver in whose way a link lies."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(422)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the test looks at answers."""


@pytest.fixture
def storage() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"push+http://127.0.0.1:{server.server_port}/_in"
    server.shutdown()
    server.server_close()


def test_a_mirror_that_refuses_its_probe_is_not_added(operator: Client, storage: str):
    given = {"name": "two", "public_url": "https://two.example", "storage_url": storage}
    given["credential_secret"] = SECRET
    page = operator.post(reverse("mirrors:add"), given)
    assert SAYS in str(page.context["form"].errors["storage_url"])
    assert not Mirror.objects.exists()


def test_an_address_is_not_replaced_by_one_that_refuses_its_probe(
    operator: Client, live_mirror: Mirror, storage: str
):
    live_mirror.change_credentials({"secret": SECRET})
    live_mirror.save()
    given = {"public_url": "https://two.example", "storage_url": storage}
    page = operator.post(reverse("mirrors:replace", args=[live_mirror.pk]), given)
    assert SAYS in str(page.context["form"].errors)
    assert Mirror.objects.get().public_url == "https://one.example"
