"""What goes onto the stick: one instant, signed, whole or not at all."""

import errno
import resource
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from tuf.api.metadata import Metadata, Root

from tests import newsroom as build
from tests.workflows.mirrors.offline.conftest import all_in, silently, write
from workflows.mirrors.contents import BytesMissing
from workflows.mirrors.drivers.paths import PathRefused
from workflows.mirrors.models import Role, Target
from workflows.mirrors.offline import bundle
from workflows.mirrors.offline.listing import NotSigned, NotYet, SigningLags
from workflows.mirrors.offline.pack import pack
from workflows.mirrors.offline.prove import NotProven
from workflows.mirrors.offline.unpack import unpack
from workflows.mirrors.proof import begin, keys, layout, owed
from workflows.mirrors.proof.sign import sign
from workflows.press import store
from workflows.press.editions import newest_number
from workflows.press.models import DuePage, PublishedFile

pytestmark = pytest.mark.django_db

PAGE = "news/harbor-strike-ends/index.html"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick" / "tree.tar"


def names_in(stick: Path) -> list[str]:
    with tarfile.open(stick) as tar:
        return tar.getnames()


def test_what_was_just_published_is_signed_and_in_it_and_the_head_is_last(
    signed, newsroom, rita, ed, stick, capsys
):
    before = write(stick)
    build.story(newsroom.news, rita, ed)
    assert Target.objects.due().exists()
    call_command("export_tree", stick, since=before)
    names = names_in(stick)
    plain = [name for name in names if not name.endswith((".gz", ".br"))]
    assert capsys.readouterr().out == (
        f"{stick}: edition {before} to {newest_number()}, {len(plain)} files,"
        f" {stick.stat().st_size} bytes.\n"
    )
    assert PAGE in names
    assert f"{PAGE}.br" in names
    assert "sport/index.html" not in names  # it has not changed
    assert plain[-1] == ".well-known/tuf/timestamp.json"
    assert sum(".bin-" in name for name in plain) == layout.BINS
    assert [path.name for path in stick.parent.iterdir()] == ["tree.tar"]


def test_whoever_has_nothing_but_a_tar_program_gets_a_mirror(
    signed, newsroom, rita, ed, stick, tmp_path
):
    build.story(newsroom.news, rita, ed)
    write(stick)
    with tarfile.open(stick) as tar:
        tar.extractall(tmp_path / "unpacked", filter="data")
    unpack(stick, tmp_path / "ship", signed.read_bytes(), progress=silently)
    assert all_in(tmp_path / "unpacked") == all_in(tmp_path / "ship")


def test_older_versions_of_metadata_are_left_out_but_for_roots(
    signed, root_keys, newsroom, rita, ed, stick, tmp_path
):
    write(stick)
    unpack(stick, tmp_path / "ship", signed.read_bytes(), progress=silently)
    begin.rotate(root_keys, at_once=True)
    build.story(newsroom.news, rita, ed)
    write(stick)
    names = [Path(name).name for name in names_in(stick)]
    assert [f"{version}.root.json" in names for version in (1, 2, 3)] == [True] * 3
    assert sum(name.endswith(".snapshot.json") for name in names) == 1
    assert sum(name.endswith(".targets.json") for name in names) == 1
    # Who holds the first root follows, and so does who holds the last.
    for root in (signed, root_keys / "3.root.json"):
        done = unpack(stick, tmp_path / "ship", root.read_bytes(), progress=silently)
        assert done.stands == newest_number()


def test_an_older_root_that_somebody_made_is_refused_whichever_root_is_given(
    signed, root_keys, stick, tmp_path
):
    begin.rotate(root_keys, at_once=True)
    write(stick)
    forged = Metadata[Root].from_file(str(signed))
    others = [keys.new(), keys.new()]
    for one in others:
        forged.signed.add_key(one.public_key, layout.ROOT)
    forged.signatures.clear()
    for one in others:
        forged.sign(one, append=True)
    name = ".well-known/tuf/1.root.json"
    with tarfile.open(stick) as tar:
        held = {one.name: tar.extractfile(one).read() for one in tar}
    held = {path: data for path, data in held.items() if not path.startswith(name)}
    bundle.write(stick, {**held, name: forged.to_bytes()}.items())
    for root in (signed, root_keys / "3.root.json"):
        with pytest.raises(NotProven, match=r"1\.root\.json does not hold"):
            unpack(stick, tmp_path / "ship", root.read_bytes(), progress=silently)
    assert not (tmp_path / "ship").exists()


def test_without_keys_nothing_is_exported(newsroom, stick):
    with pytest.raises(CommandError, match="tuf_init"):
        call_command("export_tree", stick)
    with pytest.raises(NotSigned):
        write(stick)
    assert not stick.exists()


def test_what_is_not_pressed_or_not_signed_yet_is_waited_for_and_then_refused(
    signed, newsroom, rita, ed, stick, settings
):
    page = build.draft(newsroom.news, rita)
    build.publish(page, rita, ed)
    assert DuePage.objects.exists()
    with pytest.raises(SigningLags):
        write(stick)
    build.press()
    key, settings.SIGNING_KEY = settings.SIGNING_KEY, stick.parent / "elsewhere.pem"
    with pytest.raises(SigningLags):
        write(stick)
    settings.SIGNING_KEY = key
    sign(rest=0)
    settings.SIGNING_KEY = stick.parent / "elsewhere.pem"
    assert write(stick) == newest_number()  # another process has signed it
    with (
        time_machine.travel(datetime.now(UTC) + timedelta(hours=25)),
        pytest.raises(SigningLags),
    ):
        write(stick)


def test_it_waits_for_whoever_signs(signed, newsroom, rita, ed, stick, monkeypatch):
    build.story(newsroom.news, rita, ed)
    looks: list[int] = []

    def signs_at_the_third_look(**_: float) -> None:
        looks.append(1)
        if len(looks) == 3:
            sign(rest=0)

    monkeypatch.setattr(
        "workflows.mirrors.offline.listing.sign", signs_at_the_third_look
    )
    monkeypatch.setattr("workflows.mirrors.offline.listing.WAIT", 0.0)
    assert pack(stick, seconds=5, progress=silently).edition == newest_number()
    assert len(looks) == 3


@pytest.mark.parametrize("since", [-1, 1_000_000])
def test_an_edition_that_is_none_is_refused(signed, stick, since):
    with pytest.raises(CommandError, match=r"--since names an edition from 0 up to"):
        call_command("export_tree", stick, since=since)
    with pytest.raises(NotYet):
        write(stick, since)
    assert not stick.exists()


def test_a_full_disk_leaves_the_old_bundle_and_no_half_one(signed, stick):
    stick.write_bytes(b"last week's")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(CommandError, match="File too large"):
            call_command("export_tree", stick)
        with pytest.raises(OSError, match="File too large") as full:
            write(stick)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert full.value.errno == errno.EFBIG
    assert [path.name for path in stick.parent.iterdir()] == ["tree.tar"]
    assert stick.read_bytes() == b"last week's"


def test_bytes_that_are_missing_leave_no_bundle(signed, stick, monkeypatch):
    def lost(_digest: str) -> bytes:
        raise FileNotFoundError

    read = store.read
    page = PublishedFile.objects.get(path="/index.html").digest
    monkeypatch.setattr(
        store, "read", lambda one: lost(one) if one == page else read(one)
    )
    with pytest.raises(BytesMissing):
        write(stick)
    assert list(stick.parent.iterdir()) == []


def test_a_name_that_could_hide_in_a_mirror_is_refused_whoever_signed_it(
    signed, stick, tmp_path
):
    digest = store.keep(b"Ours.", "text/plain")
    PublishedFile.objects.create(
        path="/.htaccess", digest=digest, size=5, type="text/plain", edition=1
    )
    owed.owe_targets([owed.LISTS])
    sign(rest=0)
    write(stick)
    assert ".htaccess" in names_in(stick)
    with pytest.raises(PathRefused):
        unpack(stick, tmp_path / "ship", signed.read_bytes(), progress=silently)
    assert not (tmp_path / "ship").exists()


def test_the_snapshot_of_a_new_root_is_waited_for(signed, stick, monkeypatch):
    write(stick)
    top = Role.objects.filter(pk=layout.TOP)
    top.update(signed_at=datetime.now(UTC) + timedelta(seconds=1))
    Target.objects.update(unsigned=False)
    with monkeypatch.context() as patched:
        patched.setattr("workflows.mirrors.offline.listing.sign", lambda **_: None)
        with pytest.raises(SigningLags):
            write(stick)
