"""What `verify_mirror` says of an address that is right, and of each way to be wrong."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
import time_machine

from tests import newsroom as build
from tests.workflows.mirrors.web import Web
from workflows.mirrors.proof import ceremony, keys
from workflows.mirrors.proof.verify.places import SUFFIXES, place
from workflows.mirrors.proof.verify.verify import Question, verify
from workflows.mirrors.proof.verify.words import Verdict, Word
from workflows.press import takedown
from workflows.press.press import press

pytestmark = pytest.mark.django_db

PAGE = "/news/harbor-strike-ends/index.html"


class Polite(Web):
    """A host that shows its page for what is not found with status 200."""

    def file(self, path: str, accepted: str) -> tuple[int, bytes, str]:
        status, data, form = super().file(path, accepted)
        return 200 if status == 404 else status, data, form


@pytest.fixture
def story(signed, newsroom, rita, ed):
    return build.story(newsroom.news, rita, ed)


def ask(address: str, root: Path, **more: Any) -> Verdict:
    return verify(Question(place(address), root.read_bytes(), wait=0.01, **more))


def found(verdict: Verdict) -> set[tuple[str, str]]:
    return {(one.word, one.path) for one in verdict.findings}


def test_an_address_that_serves_what_was_signed_is_current(signed, story, carry, serve):
    verdict = ask(serve(carry()), signed)
    assert verdict.findings == []
    assert verdict.word == Word.CURRENT
    assert verdict.files > 10


def test_an_edited_a_deleted_and_an_added_file_are_named(signed, story, carry, serve):
    folder = carry()
    edited = folder / PAGE[1:]
    edited.write_bytes(edited.read_bytes().replace(b"over", b"won!"))
    (folder / "feeds/rss.xml").unlink()
    (folder / "news/fake").mkdir()
    (folder / "news/fake/index.html").write_text("Not ours.")
    verdict = ask(serve(folder), signed, paths=["/news/fake/"])
    assert found(verdict) == {
        ("tampered", PAGE),
        ("incomplete", "/feeds/rss.xml"),
        ("tampered", "/news/fake/index.html"),
    }
    assert verdict.word == Word.TAMPERED
    assert found(ask(folder.as_uri(), signed)) == found(verdict)


def test_a_wrong_compressed_form_is_named_although_the_plain_one_is_right(
    signed, story, carry
):
    folder = carry()
    packed = folder / f"{PAGE[1:]}.gz"
    packed.write_bytes(gzip.compress(b"Something else."))
    verdict = ask(folder.as_uri(), signed)
    assert [(one.path, one.why) for one in verdict.findings] == [
        (PAGE, "is not what was signed (gzip)")
    ]
    packed.write_bytes(b"No gzip at all.")
    assert found(ask(folder.as_uri(), signed)) == {("incomplete", PAGE)}


def test_a_killed_story_that_is_still_served_is_named(
    signed, story, carry, chioma, tmp_path
):
    folder, state = carry(), tmp_path / "state"
    assert ask(folder.as_uri(), signed, state=state).word == Word.CURRENT
    kept = {
        path: (folder / path[1:]).read_bytes()
        for path in (PAGE, f"/api/v2/pages/{story.pk}/index.json")
    }
    takedown.kill(story.pk, actor=chioma, reason="legal")
    press()
    carry()
    assert ask(folder.as_uri(), signed, state=state).word == Word.CURRENT
    for path, data in kept.items():
        (folder / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        (folder / path[1:]).write_bytes(data)
    stranger = ask(folder.as_uri(), signed, sample=0)
    assert found(stranger) == {("showing", f"/api/v2/pages/{story.pk}/index.json")}
    assert stranger.findings[0].target == f"stories/{story.pk}.json"
    knows = found(ask(folder.as_uri(), signed, state=state))
    assert {("showing", path) for path in kept} <= knows


def test_a_page_in_the_place_of_the_next_root_is_no_root(signed, story, carry, serve):
    assert ask(serve(carry(), Polite), signed).word == Word.CURRENT


def test_a_host_that_finds_nothing_with_200_is_current_also_to_a_sample(
    signed, story, carry, serve, chioma
):
    address = serve(folder := carry(), Polite)
    takedown.kill(story.pk, actor=chioma, reason="legal")
    press()
    carry()
    for sample in (None, 0, 1):
        verdict = ask(address, signed, sample=sample)
        assert (found(verdict), verdict.word) == (set(), Word.CURRENT)
    (folder / f"api/v2/pages/{story.pk}/index.json").write_text("Back again.")
    assert ask(address, signed, sample=0).word == Word.SHOWING


@pytest.mark.parametrize("sample", [None, 99])
def test_a_kill_in_the_middle_of_a_look_at_a_host_that_finds_nothing_with_200(
    signed, story, carry, serve, chioma, sample
):
    address = serve(carry(), Polite)
    killed: list[str] = []

    def kill_once(things: Any, count: int, unit: str) -> Any:
        """Once all manifests were read, and no file yet."""
        yield from things
        if not killed:
            killed.append(unit)
            takedown.kill(story.pk, actor=chioma, reason="legal")
            carry()  # the fronts follow later

    verdict = ask(address, signed, progress=kill_once, at_once=1, sample=sample)
    assert killed
    assert (found(verdict), verdict.word) == (set(), Word.CURRENT)


def test_old_data_at_the_address_that_programs_ask_is_named(
    signed, story, carry, serve, chioma
):
    folder = carry()
    address = serve(folder)
    data = (folder / f"api/v2/pages/{story.pk}/index.json").read_bytes()
    takedown.kill(story.pk, actor=chioma, reason="legal")
    press()
    carry()
    assert ask(address, signed).word == Word.CURRENT
    # Not where the file lay: at `/api/v2/pages/N/`, which is what clients ask for.
    (folder / f"api/v2/pages/{story.pk}/index.html").write_bytes(data)
    verdict = ask(address, signed)
    assert verdict.word == Word.SHOWING
    path = f"/api/v2/pages/{story.pk}"
    assert found(verdict) == {
        ("showing", f"{path}/index.json"),
        ("tampered", f"{path}/gone.json"),
    }


def test_an_address_of_the_api_is_the_newsrooms_own(signed, story, carry, serve):
    verdict = ask(serve(carry()), signed, paths=[f"/api/v2/pages/{story.pk}/"])
    assert verdict.findings == []


def test_last_weeks_copy_is_expired_and_to_who_has_seen_more_rolled_back(
    signed, story, newsroom, rita, ed, carry, tmp_path
):
    last_week = tmp_path / "last-week"
    shutil.copytree(carry(), last_week)
    build.story(newsroom.sport, rita, ed, title="Cup final")
    now, state = datetime.now(UTC), tmp_path / "state"
    with time_machine.travel(now + timedelta(days=6, hours=23)):
        folder = carry()
        assert ask(folder.as_uri(), signed, state=state).word == Word.CURRENT
        replayed = ask(last_week.as_uri(), signed)
        seen_before = ask(last_week.as_uri(), signed, state=state)
    assert replayed.word == Word.EXPIRED
    assert seen_before.word == Word.ROLLED_BACK


def test_an_address_behind_another_is_behind(
    signed, story, newsroom, rita, ed, carry, tmp_path
):
    older = tmp_path / "older"
    shutil.copytree(carry(), older)
    build.story(newsroom.sport, rita, ed, title="Cup final")
    newer = carry()
    verdict = ask(older.as_uri(), signed, beside=place(newer.as_uri()))
    assert verdict.word == Word.BEHIND
    assert (
        ask(older.as_uri(), signed, edition=(verdict.edition or 0) + 1).word
        == Word.BEHIND
    )
    assert ask(newer.as_uri(), signed, beside=place(older.as_uri())).word == "current"


def test_anothers_root_is_refused(signed, story, carry, tmp_path):
    (tmp_path / "other").mkdir()
    ceremony.begin(tmp_path / "other", keys.new().public_key)
    verdict = ask(carry().as_uri(), tmp_path / "other/1.root.json")
    assert verdict.word == Word.TAMPERED
    assert "not signed by this newsroom" in verdict.findings[0].why


def test_changed_metadata_is_refused_and_lost_metadata_is_named(signed, story, carry):
    head = carry() / ".well-known/tuf/timestamp.json"
    folder, said = head.parents[2], head.read_bytes()
    head.write_bytes(said.replace(b'"edition":', b'"edition":1'))
    assert ask(folder.as_uri(), signed).word == Word.TAMPERED
    head.unlink()
    verdict = ask(folder.as_uri(), signed)
    assert found(verdict) == {("incomplete", "/.well-known/tuf/timestamp.json")}


def test_a_publication_in_the_middle_of_a_look_is_no_fault(
    signed, story, rita, ed, carry
):
    folder = carry()
    published: list[str] = []

    def publish_once(things: Iterable[Any], _count: int, unit: str) -> Iterable[Any]:
        """After the manifests are read, and before any file that they name."""
        yield from things
        if not published:
            published.append(unit)
            build.edit(story, rita, dek="Crews return on Tuesday.")
            build.publish(story, rita, ed)
            press()
            carry()

    verdict = ask(folder.as_uri(), signed, progress=publish_once)
    assert published == ["story"]
    assert verdict.findings == []


def test_an_address_that_does_not_answer_is_unreachable(signed):
    verdict = ask("http://127.0.0.1:1", signed)
    assert verdict.word == Word.UNREACHABLE


def test_the_command_needs_no_database(signed, story, carry, tmp_path):
    folder = carry()
    environment = {"PATH": os.environ["PATH"], "MASTHEAD_HOME": str(tmp_path)}
    argv = [sys.executable, "manage.py", "verify_mirror", folder.as_uri()]
    argv += ["--root", str(signed), "--json"]

    (folder / PAGE[1:]).write_text("Something else.")
    answer = subprocess.run(
        argv, env=environment, capture_output=True, text=True, check=False
    )
    said = json.loads(answer.stdout)
    assert (answer.returncode, said["word"]) == (5, "tampered")
    assert [one["path"] for one in said["findings"]] == [PAGE]


@pytest.mark.parametrize(
    ("form", "pack"), [("gzip", gzip.compress), ("br", brotli.compress)]
)
def test_a_file_that_is_shorter_than_its_packed_form_is_read_whole(
    tmp_path, form, pack
):
    for data in (b"1", b"".join(b"%d" % number for number in range(99_999))):
        (tmp_path / "a").write_bytes(data)
        (tmp_path / f"a{SUFFIXES[form]}").write_bytes(pack(data))
        folder = place(tmp_path.as_uri())
        assert folder.get("/a", form=form, limit=len(data)).data == data
        assert len(folder.get("/a", form=form, limit=0).data) < 100_000
