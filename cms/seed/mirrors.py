"""The demo's two mirrors: folders on this machine, served by the demo's web server."""

import os

from django.conf import settings

from workflows.mirrors import lifecycle
from workflows.mirrors.models import Mirror, Role, State
from workflows.mirrors.proof import begin, chain, layout

SECOND_PORT = "8102"


def put_up() -> None:
    """Add the primary address and the second one, if they are missing, and sync them."""
    port = os.environ.get("MASTHEAD_MIRROR_PORT", SECOND_PORT)
    _put_up("primary", settings.PRIMARY_URL, primary=True)
    _put_up("second", f"http://localhost:{port}", primary=False)


def begin_proof() -> None:
    """Make demo keys, once, so that the demo's mirrors can be proven.

    A real newsroom takes its root keys away: `manage.py tuf_init`.
    """
    folder = settings.HOME / "tuf" / "demo-root-keys"
    if Role.objects.filter(pk=layout.ROOT).exists():
        return
    if (folder / "1.root.json").exists():  # of another database of this home
        chain.publish(folder)
    elif not settings.SIGNING_KEY.exists():
        begin.begin(folder)


def _put_up(name: str, public_url: str, *, primary: bool) -> None:
    mirror = Mirror.objects.filter(name=name).first()
    if mirror is None:
        folder = settings.HOME / "mirrors" / name
        folder.mkdir(parents=True, exist_ok=True)
        mirror = lifecycle.add(
            name, public_url=public_url, storage_url=folder.as_uri(), primary=primary
        )
    if mirror.state == State.NEW:
        lifecycle.sync(mirror)
