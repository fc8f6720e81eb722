"""Keys are made once, rotated while readers look on, and replaced when one is lost."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.workflows.mirrors.proof.test_verify import ask
from workflows.mirrors.models import Role, Target
from workflows.mirrors.proof import begin, ceremony, chain, keys
from workflows.mirrors.proof.sign import sign
from workflows.mirrors.proof.verify.words import Word
from workflows.press.models import PublishedFile

ROOT = "/.well-known/tuf/{}.root.json"


def lose_one(folder: Path) -> Path:
    lost = min(folder.glob(ceremony.KEY))
    lost.unlink()
    return lost


def published(version: int) -> bool:
    return PublishedFile.objects.filter(path=ROOT.format(version)).exists()


def test_keys_are_made_once_and_nothing_is_overwritten(newsroom, settings, tmp_path):
    settings.SIGNING_KEY = tmp_path / "tuf/online.pem"
    call_command("tuf_init", root_keys=tmp_path / "keys")
    made = sorted((tmp_path / "keys").glob("*"))
    assert [one.suffix for one in made].count(".pem") == 3
    assert {one.stat().st_mode & 0o777 for one in made if one.suffix == ".pem"} == {
        0o600
    }
    assert settings.SIGNING_KEY.stat().st_mode & 0o777 == 0o600
    before = settings.SIGNING_KEY.read_bytes()
    with pytest.raises(CommandError, match="has a root already"):
        call_command("tuf_init", root_keys=tmp_path / "others")
    Role.objects.all().delete()
    with pytest.raises(CommandError, match="never overwritten"):
        call_command("tuf_init", root_keys=tmp_path / "others")
    assert settings.SIGNING_KEY.read_bytes() == before
    assert not (tmp_path / "others").exists()


def test_who_holds_the_first_root_follows_a_rotation_with_overlap(
    signed, root_keys, carry, settings, tmp_path
):
    early = tmp_path / "early"
    shutil.copytree(carry(), early)
    old = settings.SIGNING_KEY.read_bytes()
    lose_one(root_keys)
    call_command("tuf_rotate", root_keys=root_keys)
    assert settings.SIGNING_KEY.read_bytes() != old
    assert published(2)
    assert not published(3)
    # A mirror in the middle of it: the new root and all files but those of the head.
    for name in ("2.root.json", "2.targets.json"):
        shutil.copy(carry() / ".well-known/tuf" / name, early / ".well-known/tuf")
    assert ask(early.as_uri(), signed).word == Word.CURRENT
    assert ask(carry().as_uri(), signed).word == Word.CURRENT
    call_command("tuf_import", root_keys)
    assert published(3)
    assert ask(carry().as_uri(), signed).word == Word.CURRENT
    keyids = set(Role.objects.exclude(keyid="").values_list("keyid", flat=True))
    assert keyids == {keys.online().public_key.keyid}
    shutil.copy(carry() / ".well-known/tuf/3.root.json", early / ".well-known/tuf")
    assert (
        ask(early.as_uri(), signed).word == Word.TAMPERED
    )  # the old key counts no more


def test_a_stolen_key_counts_no_more_at_once(signed, root_keys, carry):
    begin.rotate(root_keys, at_once=True)
    assert published(3)
    assert ask(carry().as_uri(), signed).word == Word.CURRENT


@pytest.mark.parametrize("damaged", [False, True])
def test_a_lost_online_key_is_replaced_with_two_root_keys(
    signed, root_keys, carry, settings, damaged
):
    carry()
    if damaged:
        settings.SIGNING_KEY.write_bytes(b"")
    else:
        settings.SIGNING_KEY.unlink()
    lose_one(root_keys)
    call_command("tuf_rotate", root_keys=root_keys)
    assert published(2)
    assert ask(carry().as_uri(), signed).word == Word.CURRENT
    call_command("tuf_import", root_keys)
    assert ask(carry().as_uri(), signed).word == Word.CURRENT


def test_without_a_root_there_is_nothing_to_rotate(newsroom, root_keys, settings):
    settings.SIGNING_KEY = root_keys / "online.pem"
    with pytest.raises(CommandError, match="has no root yet"):
        call_command("tuf_rotate", root_keys=root_keys)


def test_where_the_online_key_cannot_lie_no_root_keys_are_left(
    newsroom, settings, tmp_path
):
    (tmp_path / "file").write_text("no folder")
    settings.SIGNING_KEY = tmp_path / "file" / "online.pem"
    with pytest.raises(CommandError, match="file"):
        call_command("tuf_init", root_keys=tmp_path / "keys")
    assert not (tmp_path / "keys").exists()
    settings.SIGNING_KEY = tmp_path / "tuf" / "online.pem"
    with pytest.raises(CommandError, match="file"):
        call_command("tuf_init", root_keys=tmp_path / "file" / "keys")
    assert not settings.SIGNING_KEY.exists()
    call_command("tuf_init", root_keys=tmp_path / "keys")
    assert published(1)


def test_one_root_key_is_not_enough(signed, root_keys, settings):
    lose_one(root_keys)
    lose_one(root_keys)
    before = settings.SIGNING_KEY.read_bytes()
    with pytest.raises(CommandError, match="Two of the three"):
        call_command("tuf_rotate", root_keys=root_keys)
    assert settings.SIGNING_KEY.read_bytes() == before
    assert not published(2)


def test_a_lost_root_key_is_replaced_without_network_and_database(
    signed, root_keys, carry, tmp_path
):
    lost = lose_one(root_keys)
    argv = [
        sys.executable,
        "manage.py",
        "tuf_root",
        str(root_keys),
        "--replace-missing",
    ]
    environment = {"PATH": os.environ["PATH"], "MASTHEAD_HOME": str(tmp_path)}
    subprocess.run(argv, env=environment, check=True, capture_output=True)
    assert len([*root_keys.glob(ceremony.KEY)]) == 3
    assert not lost.exists()
    assert chain.publish(root_keys) == 2
    assert ask(carry().as_uri(), signed).word == Word.CURRENT
    lose_one(root_keys)
    assert ceremony.renew(root_keys) == 3  # the new key is as good as the others
    assert chain.publish(root_keys) == 3
    with pytest.raises(chain.NothingNew):
        chain.publish(root_keys)


def test_a_root_that_does_not_follow_is_not_published(signed, root_keys, tmp_path):
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    ceremony.begin(stranger, keys.new().public_key)
    ceremony.renew(stranger)
    with pytest.raises(CommandError, match="do not follow"):
        call_command("tuf_import", stranger)
    assert not published(2)
    assert Role.objects.get(pk="root").version == 1


def test_the_first_signing_waits_for_every_manifest(
    newsroom, root_keys, settings, monkeypatch
):
    settings.SIGNING_KEY = root_keys / "online.pem"
    monkeypatch.setattr("workflows.mirrors.proof.making.BATCH", 2)
    chain.publish(root_keys)
    assert sign(seconds=0) is None
    assert 0 < Target.objects.due().count() < Target.objects.count()
    assert not Role.objects.filter(pk="timestamp").exists()
    assert sign().bins == 256
    assert not Target.objects.due().exists()
