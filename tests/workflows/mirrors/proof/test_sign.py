"""What is signed, and when; python-tuf's own client follows it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tuf.api.exceptions import ExpiredMetadataError
from tuf.api.metadata import SuccinctRoles
from tuf.ngclient import Updater
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

from pages.models import PublishedDocument
from tests import newsroom as build
from workflows.mirrors.models import DueFile, Role, Superseded, Target
from workflows.mirrors.proof import keys, layout
from workflows.mirrors.proof.manifest import manifests
from workflows.mirrors.proof.roots import KeyUnknown
from workflows.mirrors.proof.sign import sign, sign_anew
from workflows.press import editions, store, takedown
from workflows.press.editions import newest_number
from workflows.press.models import DuePage, Edition, PublishedFile
from workflows.press.press import press
from workflows.press.tree import TreeChange

PAGE = "/news/harbor-strike-ends/index.html"


def client(address: str, folder: Path, root: Path) -> Updater:
    """A fresh client of python-tuf, exactly as its manual says."""
    (folder / "targets").mkdir(parents=True, exist_ok=True)
    return Updater(
        str(folder),
        f"{address}{layout.FOLDER}",
        str(folder / "targets"),
        f"{address}{layout.TARGETS}",
        Urllib3Fetcher(),
        bootstrap=root.read_bytes(),
    )


def roles() -> dict[str, int]:
    return dict(Role.objects.values_list("name", "version"))


def manifest_of(page_id: int) -> dict[str, Any]:
    target = Target.objects.get(pk=layout.story(page_id))
    return dict(json.loads(store.read(target.digest)))


def test_a_fresh_client_follows_the_chain_to_a_storys_manifest(
    signed, newsroom, rita, ed, carry, serve, tmp_path
):
    story = build.story(newsroom.news, rita, ed)
    updater = client(serve(carry()), tmp_path / "client", signed)
    target: Any = updater.get_targetinfo(layout.story(story.pk))
    manifest = json.loads(Path(updater.download_target(target)).read_text())
    row = PublishedFile.objects.get(path=PAGE)
    assert manifest["files"][PAGE] == {"sha256": row.digest, "length": row.size}
    assert manifest["address"] == "/news/harbor-strike-ends/"
    assert target.custom == {"edition": manifest["edition"], "state": "live"}


def test_the_head_carries_the_edition(signed, newsroom, rita, ed):
    build.story(newsroom.news, rita, ed)
    head = sign(rest=0)
    row = PublishedFile.objects.get(path=f"{layout.FOLDER}timestamp.json")
    said = json.loads(store.read(row.digest))["signed"]
    assert head.edition == said["edition"] == newest_number() == row.edition


def test_the_head_does_not_claim_what_is_not_pressed(signed, newsroom, rita, ed):
    story = build.story(newsroom.news, rita, ed)
    sign(rest=0)
    pressed = newest_number()
    build.edit(story, rita, dek="New.")
    build.publish(story, rita, ed)
    assert newest_number() > pressed
    sign_anew()
    head = sign(rest=0)
    row = PublishedFile.objects.get(path=f"{layout.FOLDER}timestamp.json")
    said = json.loads(store.read(row.digest))["signed"]
    assert head.edition == said["edition"] == pressed
    assert said["cut"] == Edition.objects.get(pk=pressed).at.isoformat()
    assert row.edition == newest_number()  # older writes of the head are fenced off
    press()
    assert sign(rest=0).edition == newest_number()


def test_the_head_claims_no_takedown_while_a_page_still_shows_it(
    signed, newsroom, rita, ed, chioma
):
    story = build.story(newsroom.news, rita, ed)
    pressed = newest_number()
    edition = takedown.kill(story.pk, actor=chioma, reason="legal")
    DuePage.objects.filter(page_id=newsroom.news.pk).update(
        last_error="Boom.", next_at=datetime.now(UTC) + timedelta(1)
    )
    press()
    assert DuePage.objects.get().urgent
    assert pressed <= sign(rest=0).edition < edition.number
    DuePage.objects.update(next_at=datetime.now(UTC))
    press()
    assert sign(rest=0).edition >= edition.number


def test_a_publication_signs_only_what_it_changed(signed, newsroom, rita, ed):
    build.story(newsroom.news, rita, ed)
    owed = set(Target.objects.due().values_list("name", flat=True))
    before = roles()
    head = sign(rest=0)
    changed = {name for name, version in roles().items() if before[name] != version}
    assert changed == {
        "snapshot",
        "timestamp",
        *(layout.role_of(layout.bin_of(name)) for name in owed),
    }
    assert head.bins == len(changed) - 2 <= 5  # story, section, home, sitemap, lists
    assert not Target.objects.due().exists()
    assert not Target.objects.unsigned().exists()


def test_nothing_is_signed_twice_and_never_twice_in_a_second(
    signed, newsroom, rita, ed
):
    build.story(newsroom.news, rita, ed)
    assert sign(rest=0)
    assert sign(rest=0) is None
    build.edit(story := build.story(newsroom.sport, rita, ed), rita, dek="New.")
    assert Target.objects.due().exists()
    assert sign(rest=60) is None
    assert Target.objects.due().filter(pk=layout.story(story.pk)).exists()


def test_without_keys_nothing_is_signed(newsroom, settings, tmp_path):
    settings.SIGNING_KEY = tmp_path / "none.pem"
    assert sign(rest=0) is None
    assert not PublishedFile.objects.filter(path__startswith=layout.FOLDER).exists()


def test_a_key_that_others_may_read_signs_nothing(signed, settings):
    settings.SIGNING_KEY.chmod(0o640)
    with pytest.raises(keys.KeyExposed):
        sign(rest=0)


def test_a_key_that_the_root_does_not_name_signs_nothing(signed, settings):
    before = roles()
    settings.SIGNING_KEY.unlink()
    keys.write(settings.SIGNING_KEY, keys.new())
    with pytest.raises(KeyUnknown):
        sign(rest=0)
    assert roles() == before


def test_a_killed_story_is_listed_as_gone_and_its_slug_is_not_told(
    signed, newsroom, rita, ed, chioma
):
    story = build.story(newsroom.news, rita, ed)
    sign(rest=0)
    edition = takedown.kill(story.pk, actor=chioma, reason="legal")
    press()
    sign(rest=0)
    target = Target.objects.get(pk=layout.story(story.pk))
    manifest = manifest_of(story.pk)
    assert (target.state, target.edition) == ("killed", edition.number)
    assert [*manifest["files"]] == [f"/api/v2/pages/{story.pk}/gone.json"]
    assert manifest["gone"]["paths"] == [f"/api/v2/pages/{story.pk}/index.json"]
    assert layout.address_digest(PAGE) in manifest["gone"]["addresses"]
    standing = PublishedFile.objects.standing()
    listed = Target.objects.listed()
    assert all(standing.filter(path=one.path).exists() for one in listed)
    assert b"harbor" not in b"".join(store.read(one.digest) for one in listed)


def test_a_story_that_is_killed_after_its_withdrawal_keeps_its_addresses_named(
    signed, newsroom, rita, ed, chioma
):
    story = build.story(newsroom.news, rita, ed)
    takedown.withdraw(story.pk, actor=chioma, reason="error", note="Wrong.")
    takedown.kill(story.pk, actor=chioma, reason="legal")
    press()
    sign(rest=0)
    assert layout.address_digest(PAGE) in manifest_of(story.pk)["gone"]["addresses"]
    with transaction.atomic():
        assert editions.move_past(newest_number() + 5, ref="backup")
        sign_anew()
    sign(rest=0)
    assert layout.address_digest(PAGE) in manifest_of(story.pk)["gone"]["addresses"]


def test_a_withdrawn_story_is_listed_with_its_notice_and_is_live_again_when_restored(
    signed, newsroom, rita, ed, chioma
):
    story = build.story(newsroom.news, rita, ed)
    takedown.withdraw(story.pk, actor=chioma, reason="error", note="Wrong.")
    sign(rest=0)
    manifest = manifest_of(story.pk)
    assert manifest["state"] == "withdrawn"
    assert "/news/harbor-strike-ends/gone.html" in manifest["files"]
    assert manifest["gone"]["addresses"]
    build.publish(story, rita, ed)
    press()
    sign(rest=0)
    assert manifest_of(story.pk)["state"] == "live"
    assert "gone" not in manifest_of(story.pk)


def test_pictures_that_a_page_shows_are_in_its_manifest(signed, newsroom, rita, ed):
    story = build.story(newsroom.news, rita, ed, lead_picture=build.picture())
    sign(rest=0)
    media = PublishedFile.objects.standing().filter(path__startswith="/media/")
    shown = [path for path in manifest_of(story.pk)["files"] if "/media/" in path]
    assert shown
    assert set(shown) <= set(media.values_list("path", flat=True))
    named = [one for each in _all_manifests() for one in each["files"]]
    everything = PublishedFile.objects.standing().exclude(
        path__startswith=layout.FOLDER
    )
    assert set(named) == set(everything.values_list("path", flat=True))


def test_what_is_signed_says_what_the_tree_holds(signed, newsroom, rita, ed, chioma):
    story = build.story(newsroom.news, rita, ed)
    build.story(newsroom.sport, rita, ed, title="Cup final")
    build.edit(story, rita, title="Harbor strike goes on")
    build.publish(story, rita, ed)
    press()
    sign(rest=0)
    again = manifests(list(Target.objects.values_list("name", flat=True)))
    assert {name: made.data for name, made in again.items()} == {
        one.name: store.read(one.digest) for one in Target.objects.listed()
    }
    assert PublishedDocument.objects.count() == len(
        [name for name in again if name.startswith("stories/")]
    )


def test_the_head_is_signed_again_after_an_hour_without_news(signed):
    before = roles()
    now = Role.objects.get(pk=layout.TIMESTAMP).signed_at
    with time_machine.travel(now + timedelta(minutes=59)):
        assert sign() is None
    with time_machine.travel(now + timedelta(minutes=61)):
        assert sign().bins == 0
    changed = {name for name, version in roles().items() if before[name] != version}
    assert changed == {"timestamp"}


def test_a_client_refuses_a_head_of_yesterday(signed, carry, serve, tmp_path):
    address = serve(carry())
    client(address, tmp_path / "today", signed).refresh()
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        tomorrow = client(address, tmp_path / "tomorrow", signed)
        with pytest.raises(ExpiredMetadataError):
            tomorrow.refresh()


def test_older_versions_leave_after_a_while_and_their_rows_a_day_later(
    signed, newsroom, rita, ed
):
    build.story(newsroom.news, rita, ed)
    sign(rest=0)
    old = set(Superseded.objects.values_list("path", flat=True))
    rows = PublishedFile.objects.filter(path__in=old)
    assert old
    assert rows.standing().count() == len(old)
    now = datetime.now(UTC)
    with time_machine.travel(now + timedelta(minutes=11)):
        sign(rest=0)
    assert rows.filter(gone=True).count() == len(old)
    with time_machine.travel(now + timedelta(days=2)):
        sign(rest=0)
    assert not rows.exists()
    assert not Superseded.objects.filter(path__in=old).exists()


def test_mirrors_hear_of_what_left_however_long_nothing_was_signed(
    signed, newsroom, rita, ed, make_mirror
):
    build.story(newsroom.news, rita, ed)
    sign(rest=0)
    mirror = make_mirror()
    (old, *_) = Superseded.objects.values_list("path", flat=True)
    DueFile.objects.all().delete()  # it was carried
    now = datetime.now(UTC)
    with time_machine.travel(now + timedelta(days=2)):
        sign(rest=0)
    assert mirror.due.filter(path=old).exists()
    assert PublishedFile.objects.get(path=old).gone
    with time_machine.travel(now + timedelta(days=2, hours=23)):
        sign(rest=0)
    assert PublishedFile.objects.filter(path=old).exists()


def test_a_crash_before_the_commit_leaves_the_old_set(
    signed, newsroom, rita, ed, monkeypatch
):
    sign(rest=0)
    build.story(newsroom.news, rita, ed)
    before = roles(), set(PublishedFile.objects.values_list("path", "digest"))

    def crash(change: TreeChange) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(TreeChange, "announce", crash)
        with pytest.raises(ConnectionError):
            sign(rest=0)
    after = roles(), set(PublishedFile.objects.values_list("path", "digest"))
    assert after == before
    assert sign(rest=0).bins > 0


def test_a_restored_newsroom_signs_everything_under_higher_versions(
    signed, newsroom, rita, ed
):
    build.story(newsroom.news, rita, ed)
    sign(rest=0)
    seen = roles()
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=2)):
        sign_anew()
        sign(rest=0)
    online = seen.keys() - {"root", "targets"}
    assert all(roles()[name] > seen[name] for name in online)
    assert not Target.objects.due().exists()


def _all_manifests() -> list[dict[str, Any]]:
    listed = Target.objects.listed()
    return [json.loads(store.read(one.digest)) for one in listed]


@given(st.text(max_size=60))
def test_a_target_is_in_the_bin_that_clients_ask_for(name):
    theirs = SuccinctRoles(["key"], 1, layout.BITS, layout.BIN)
    assert layout.role_of(layout.bin_of(name)) == theirs.get_role_for_target(name)
