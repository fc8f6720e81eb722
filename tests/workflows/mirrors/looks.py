"""What a test looks at: a mirror's folder, what it owes, and a clock it need not wait for."""

from datetime import timedelta
from pathlib import Path

from django.db.models.functions import Now

from workflows.mirrors.contents import UNPACK
from workflows.mirrors.models import DueFile, Mirror
from workflows.mirrors.observing.seen import note_seen


def folder_of(mirror: Mirror) -> Path:
    return Path(mirror.storage_url.removeprefix("file://"))


def files_in(folder: Path) -> dict[str, bytes]:
    """Path → bytes of what a web server would serve from `folder`, plain files only."""
    return {
        f"/{path.relative_to(folder)}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix not in {".gz", ".br"}
        and path.relative_to(folder).parts[0] != ".masthead"
    }


def plain(file: Path) -> bytes:
    """Return what is in a file, unpacked if it is a compressed form."""
    return bytes(UNPACK.get(file.suffix, bytes)(file.read_bytes()))


def owed_by(mirror: Mirror) -> list[str]:
    """Paths that the mirror owes, in the order they will be carried."""
    return [due.path for due in mirror.due.all().in_order()]


def make_ready() -> None:
    """Let every wait be over: files' next tries, leases and breakers."""
    past = Now() - timedelta(seconds=1)
    DueFile.objects.update(next_at=past)
    Mirror.objects.exclude(lease_until=None).update(lease_until=past)
    Mirror.objects.exclude(breaker_until=None).update(breaker_until=past)


def see(mirror: Mirror) -> None:
    """As if somebody had looked at its address and found all that was carried."""
    mirror.looks.all().delete()
    note_seen(mirror)
