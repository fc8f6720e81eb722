"""The record of a takedown says what was seen where and when, and nobody can change it."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings
from django.urls import reverse

from pages import clock
from tests.newsroom import story
from tests.workflows.mirrors.conftest import MakeMirror
from tests.workflows.mirrors.looks import see
from workflows.mirrors import lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror, Sighting, TakedownRecord
from workflows.mirrors.proof import keys, records
from workflows.press import takedown
from workflows.press.models import Edition
from workflows.press.press import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def killed(
    newsroom, rita, ed, chioma, make_mirror: MakeMirror, signed: Path
) -> Edition:
    """A kill that one mirror was seen to have carried out; another is paused."""
    page = story(newsroom.world, rita, ed, title="Mayor accused")
    mirrors = [make_mirror(name) for name in ("one", "two")]
    for mirror in mirrors:
        deliver(mirror.pk)
        see(mirror)
    lifecycle.pause(mirrors[1])
    edition = takedown.kill(page.pk, actor=chioma, reason="legal")
    press()
    deliver(mirrors[0].pk)
    see(mirrors[0])
    return edition


def ask(client, chioma, edition: Edition) -> Any:
    client.force_login(chioma)
    return client.get(reverse("mirrors_takedown_record", args=[edition.pk]))


def record(client, chioma, edition: Edition) -> bytes:
    """Ask for it, have it signed as the ticking task does, and get it."""
    assert ask(client, chioma, edition).status_code == 202
    assert records.sign() == 1
    answer = ask(client, chioma, edition)
    assert "attachment" in answer.headers["Content-Disposition"]
    return bytes(answer.content)


def test_it_says_where_the_story_was_seen_gone_and_nothing_of_the_story(
    killed: Edition, client, chioma
):
    text = record(client, chioma, killed)
    assert b"ayor" not in text
    said = json.loads(text)["signed"]
    one, two = said.pop("mirrors")
    assert said.pop("made_at") >= said.pop("at")
    assert said == {
        "_type": "masthead-takedown",
        "edition": killed.number,
        "story": killed.page_id,
        "action": "kill",
        "reason": "legal",
        "over": False,
    }
    at = Sighting.objects.get(mirror__name="one", edition=killed.number).at
    assert one["seen_without_it_at"] == at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (one["owed_files"], one["unseen_files"]) == (0, 0)
    assert (two["state"], two["seen_without_it_at"]) == ("paused", None)
    assert two["owed_files"] > 0


def test_it_is_signed_where_the_key_lies_and_not_where_it_is_asked_for(
    killed: Edition, client, chioma, signed: Path, tmp_path: Path
):
    with override_settings(SIGNING_KEY=tmp_path / "no-key-for-the-web"):
        waiting = ask(client, chioma, killed)
    assert waiting.status_code == 202
    assert waiting.headers["Refresh"] == "2"
    assert "is being signed" in waiting.content.decode()
    assert records.sign() == 1
    with override_settings(SIGNING_KEY=tmp_path / "no-key-for-the-web"):
        said = json.loads(ask(client, chioma, killed).content)
    assert len(said["signatures"]) == 1


def test_what_lies_in_the_table_is_never_signed_as_it_lies_there(
    killed: Edition, client, chioma
):
    head = {"_type": "timestamp", "version": 9 * 10**11, "expires": "2099-01-01"}
    foreign = Edition.objects.exclude(pk__in=Edition.objects.takedowns()).latest("pk")
    for edition in (killed, foreign):
        row = {"said": head, "said_at": clock.now()}
        TakedownRecord.objects.create(pk=edition.pk, **row)
    assert records.sign() == 1
    said = json.loads(ask(client, chioma, killed).content)["signed"]
    assert (said["_type"], said["edition"]) == (records.KIND, killed.number)
    assert "version" not in said
    assert TakedownRecord.objects.unsigned().get().pk == foreign.pk


def test_it_says_what_is_so_when_it_is_signed_and_is_as_old_as_that(
    killed: Edition, client, chioma
):
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=50)):
        ask(client, chioma, killed)
    lifecycle.retire(Mirror.objects.get(name="two"))
    assert records.sign() == 1
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=50)):
        said = json.loads(ask(client, chioma, killed).content)["signed"]
    assert said["mirrors"][1]["state"] == "retired"


def _take_away(key: Path) -> None:
    key.unlink()


def _expose(key: Path) -> None:
    key.chmod(0o640)


def _damage(key: Path) -> None:
    key.write_bytes(b"no key")


def _exchange(key: Path) -> None:
    key.unlink()
    keys.write(key, keys.new())


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (_take_away, "there is no signing key"),
        (_expose, "Others may read the signing key."),
        (_damage, "is no PEM file"),
        (_exchange, "does not name the signing key"),
    ],
)
def test_why_it_cannot_be_signed_is_said_and_nothing_unsigned_is_handed_out(
    killed: Edition, client, chioma, signed: Path, settings, wrong, says
):
    key = settings.SIGNING_KEY.read_bytes()
    wrong(settings.SIGNING_KEY)
    ask(client, chioma, killed)
    assert records.sign() == 0
    answer = ask(client, chioma, killed)
    assert answer.status_code == 202
    assert says in answer.content.decode()
    settings.SIGNING_KEY.write_bytes(key)
    settings.SIGNING_KEY.chmod(0o600)
    assert records.sign() == 1
    assert "attachment" in ask(client, chioma, killed).headers["Content-Disposition"]


def test_a_record_of_a_while_ago_is_made_anew(killed: Edition, client, chioma):
    before = record(client, chioma, killed)
    assert ask(client, chioma, killed).content == before
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        later = record(client, chioma, killed)
    assert later != before
    assert TakedownRecord.objects.count() == 1


def test_anybody_with_the_root_can_check_it(
    killed: Edition, client, chioma, signed: Path, tmp_path: Path
):
    file = tmp_path / "record.json"
    file.write_bytes(record(client, chioma, killed))
    said = StringIO()
    call_command("verify_record", file, root=signed, stdout=said)
    assert json.loads(said.getvalue())["edition"] == killed.number


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'"over": false', b'"over": true'), (b"masthead-takedown", b"timestamp")],
)
def test_a_record_that_was_changed_is_refused(
    killed: Edition, client, chioma, signed: Path, tmp_path: Path, before, after
):
    file = tmp_path / "record.json"
    text = record(client, chioma, killed)
    assert before in text
    file.write_bytes(text.replace(before, after))
    with pytest.raises(CommandError, match="no record"):
        call_command("verify_record", file, root=signed)


def test_the_head_itself_is_no_record(killed: Edition, signed: Path, tmp_path: Path):
    for file in (signed, tmp_path / "missing.json"):
        with pytest.raises(CommandError):
            call_command("verify_record", file, root=signed)


def test_only_who_may_take_down_gets_it(killed: Edition, client, rita):
    client.force_login(rita)
    address = reverse("mirrors_takedown_record", args=[killed.pk])
    assert client.get(address).status_code == 302
