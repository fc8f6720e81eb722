"""A mirror that is fed by a stick holds what a connected one does, or what it held before."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
import time_machine
from django.core.management import call_command
from tuf.api.metadata import Metadata, Timestamp

from tests.workflows.mirrors.offline.conftest import Sticks, all_in, silently
from workflows.mirrors.drivers.folder import Busy, FolderDriver, NotEmpty
from workflows.mirrors.offline import apply as applying
from workflows.mirrors.offline import compare as comparing
from workflows.mirrors.offline import unpack as unpacking
from workflows.mirrors.offline.bundle import Bundle
from workflows.mirrors.offline.compare import Incomplete, OlderThanFolder, OtherHead
from workflows.mirrors.offline.prove import NotProven, TooOld, prove
from workflows.mirrors.offline.unpack import Unpacked, unpack
from workflows.mirrors.proof import ceremony, keys
from workflows.mirrors.proof.verify.places import place
from workflows.mirrors.proof.verify.verify import Question, verify
from workflows.mirrors.proof.verify.words import Verdict, Word
from workflows.press.fronts import FRONTS

pytestmark = pytest.mark.usefixtures("at_sea")

HEAD = ".well-known/tuf/timestamp.json"


def bring(sticks: Sticks, stick: Path, folder: Path, **more: Any) -> Unpacked:
    return unpack(stick, folder, sticks.root.read_bytes(), progress=silently, **more)


def ask(sticks: Sticks, folder: Path) -> Verdict:
    return verify(Question(place(folder.as_uri()), sticks.root.read_bytes(), wait=0.01))


def test_an_empty_folder_becomes_what_a_connected_mirror_is(sticks, ship):
    done = bring(sticks, sticks.whole, ship)
    assert (done.stood, done.stands, done.removed) == (0, sticks.first, 0)
    assert all_in(ship) == all_in(sticks.at_first)
    assert (ask(sticks, ship).word, ask(sticks, ship).edition) == (
        Word.CURRENT,
        sticks.first,
    )


def test_what_changed_since_leads_on_and_takes_away_what_is_gone(
    sticks, ship, ship_at_first
):
    before, wanted = all_in(ship), all_in(sticks.at_second)
    assert any(name.startswith("media/") for name in before.keys() - wanted.keys())
    assert "news/harbor-strike-ends/index.html" in before.keys() - wanted.keys()
    done = bring(sticks, sticks.tail, ship)
    assert (done.stood, done.stands) == (sticks.first, sticks.second)
    assert done.left == []
    assert all_in(ship) == wanted
    assert ask(sticks, ship).findings == []
    again = bring(sticks, sticks.tail, ship)
    assert (again.stood, again.removed) == (sticks.second, 0)
    assert all_in(ship) == wanted
    assert sticks.tail.stat().st_size < sticks.newer.stat().st_size


def test_an_older_bundle_is_refused(sticks, ship):
    shutil.copytree(sticks.at_second, ship)
    with pytest.raises(OlderThanFolder, match=f"stands at edition {sticks.second}"):
        bring(sticks, sticks.whole, ship)
    assert all_in(ship) == all_in(sticks.at_second)


def test_an_older_head_of_the_same_edition_is_refused(
    sticks, ship, ship_at_first, monkeypatch
):
    def signed_later(*asked: Any) -> Timestamp | None:
        head = read(*asked)
        if head:
            head.version += 3600
        return head

    read = comparing._head
    monkeypatch.setattr(comparing, "_head", signed_later)
    with pytest.raises(OlderThanFolder):
        bring(sticks, sticks.whole, ship)
    assert all_in(ship) == all_in(sticks.at_first)


def test_what_neither_has_is_named_and_how_to_export_it(sticks, ship):
    with pytest.raises(Incomplete, match=r"stands at edition 0: export with --since 0"):
        bring(sticks, sticks.tail, ship)
    assert not ship.exists()
    shutil.copytree(sticks.at_first, ship)
    (ship / "added.txt").write_text("Kept until all is well.")
    with Bundle(sticks.tail) as bundle:
        rest = [
            path.relative_to(ship)
            for path in sorted(ship.rglob("index.*[lmn]"))
            if f"/{path.relative_to(ship)}" not in bundle
            and (sticks.at_second / path.relative_to(ship)).exists()
        ]
    (ship / rest[0]).write_text("Not ours.")
    (ship / rest[1]).unlink()
    before = all_in(ship)
    with pytest.raises(Incomplete) as refusal:
        bring(sticks, sticks.tail, ship)
    assert all(f"/{path}" in str(refusal.value) for path in rest[:2])
    assert f"--since {sticks.first}." in str(refusal.value)
    assert all_in(ship) == before
    bring(sticks, sticks.newer, ship)
    assert all_in(ship) == all_in(sticks.at_second)


def test_a_stick_may_travel_for_a_week_and_its_age_is_told(sticks, ship):
    with time_machine.travel(datetime.now(UTC) + timedelta(days=6)):
        done = bring(sticks, sticks.whole, ship)
        assert done.expires_at < datetime.now(UTC)
        assert ask(sticks, ship).word == Word.EXPIRED
    assert all_in(ship) == all_in(sticks.at_first)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8)):
        with pytest.raises(TooOld, match="more than seven days ago"):
            bring(sticks, sticks.newer, ship)
        assert all_in(ship) == all_in(sticks.at_first)
        assert bring(sticks, sticks.newer, ship, expired=True).stands == sticks.second
    with (
        time_machine.travel(datetime.now(UTC) + timedelta(days=366)),
        pytest.raises(NotProven, match="root 1 has expired"),
    ):
        bring(sticks, sticks.newer, ship, expired=True)


def test_anothers_root_and_anothers_folder_are_refused(
    sticks, ship, ship_at_first, tmp_path
):
    (tmp_path / "other").mkdir()
    ceremony.begin(tmp_path / "other", keys.new().public_key)
    other = (tmp_path / "other/1.root.json").read_bytes()
    with pytest.raises(NotProven, match="not signed by this newsroom"):
        unpack(sticks.tail, ship, other, progress=silently)
    head = (ship / HEAD).read_bytes()
    for wrong in (b"{}", head.replace(b'"edition":', b'"edition":9')):
        (ship / HEAD).write_bytes(wrong)
        before = all_in(ship)
        with pytest.raises(OtherHead):
            bring(sticks, sticks.newer, ship)
        assert all_in(ship) == before
    (ship / HEAD).unlink()
    bring(sticks, sticks.newer, ship)
    assert all_in(ship) == all_in(sticks.at_second)


def test_a_folder_with_somebody_elses_files_is_refused(sticks, ship):
    ship.mkdir()
    (ship / "letters.txt").write_text("mine")
    with pytest.raises(NotEmpty):
        bring(sticks, sticks.whole, ship)
    assert [path.name for path in ship.iterdir()] == ["letters.txt"]


def test_two_at_once_are_kept_apart(sticks, ship, ship_at_first):
    with FolderDriver(ship.as_uri(), {}), pytest.raises(Busy):
        bring(sticks, sticks.tail, ship)
    assert all_in(ship) == all_in(sticks.at_first)


def test_what_has_no_mirrors_name_is_left_and_named(sticks, ship, ship_at_first):
    (ship / ".htaccess").write_text("ErrorDocument 404 /404.html")
    (ship / "lost+found").mkdir()
    (ship / "lost+found/1").write_text("from the disk")
    (ship / "added.html").write_text("Not ours.")
    (ship / "added.html.gz").write_text("Not ours.")
    done = bring(sticks, sticks.tail, ship)
    assert done.left == ["/.htaccess"]
    kept = {".htaccess", "lost+found/1"}
    assert all_in(ship).keys() == all_in(sticks.at_second).keys() | kept


class Killed(BaseException):
    """As sudden as a signal: nothing may clean up after it."""


class Recorder(FolderDriver):
    """Notes what is done, and ends before a step."""

    steps: ClassVar[list[str]] = []
    until = ""

    def _step(self, said: str) -> None:
        if said == self.until:
            raise Killed
        self.steps.append(said)

    def put(self, copy: Any) -> None:
        self._step(f"put {copy.path}")
        super().put(copy)

    def delete(self, path: str, *, edition: int) -> None:
        self._step(f"delete {path}")
        super().delete(path, edition=edition)

    def flush(self) -> None:
        self._step("flush")
        super().flush()


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> type[Recorder]:
    monkeypatch.setattr("workflows.mirrors.offline.unpack.FolderDriver", Recorder)
    monkeypatch.setattr(Recorder, "steps", [])
    monkeypatch.setattr(Recorder, "until", "")
    return Recorder


def kind(step: str) -> str:
    verb, _, path = step.partition(" ")
    if path.endswith("tuf/timestamp.json"):
        return "the head"
    if path.startswith("/.well-known/tuf/"):
        return f"{verb} metadata"
    if path.startswith(("/media/", "/static/")):
        return f"{verb} immutable"
    is_list = path.endswith(".xml") or path.count("/") < 3
    return verb if verb != "put" else "put list" if is_list else "put page"


def test_the_order_is_the_houses_and_the_head_follows_what_it_leads_to(
    sticks, ship, ship_at_first, recorder
):
    bring(sticks, sticks.tail, ship)
    html = [step for step in recorder.steps if "/api/" not in step]
    order = list(dict.fromkeys(kind(step) for step in html))
    assert order == [
        "delete",
        "put immutable",
        "put page",
        "put list",
        "delete immutable",
        "put metadata",
        "flush",
        "the head",
        "delete metadata",
    ]
    assert recorder.steps[-1] == "flush"


def test_whatever_ends_it_the_next_run_finishes_it(
    sticks, ship, ship_at_first, recorder, tmp_path, monkeypatch
):
    bring(sticks, sticks.tail, shutil.copytree(ship, tmp_path / "other"))
    steps, kinds = recorder.steps, list(map(kind, recorder.steps))
    first = [kinds.index(one) for one in dict.fromkeys(kinds)]
    inside = (at + 1 for at in first if at + 1 < len(steps))
    edges = {*inside, kinds.index("the head"), len(steps) - 2}
    # The bundle is proven once: the folder is what changes from run to run.
    with Bundle(sticks.tail) as bundle, ThreadPoolExecutor(1) as pool:
        root, metadata = sticks.root.read_bytes(), tmp_path / "metadata"
        proven = prove(bundle, root, metadata, pool, progress=silently, expired=False)
    monkeypatch.setattr(unpacking, "prove", lambda *_, **__: proven)
    stood = []
    for at in sorted(edges):
        recorder.steps, recorder.until = [], steps[at]
        with pytest.raises(Killed):
            bring(sticks, sticks.tail, ship)
        said = Metadata[Timestamp].from_file(str(ship / HEAD)).signed
        stood.append(said.unrecognized_fields["edition"])
    assert stood == sorted(stood)
    assert set(stood) == {sticks.first, sticks.second}
    recorder.until = ""
    assert bring(sticks, sticks.tail, ship).stands == sticks.second
    assert all_in(ship) == all_in(sticks.at_second)


def test_fronts_are_those_of_the_press():
    assert applying.FRONTS == FRONTS


def test_the_command_needs_no_database(sticks, ship, tmp_path):
    environment = {"PATH": os.environ["PATH"], "MASTHEAD_HOME": str(tmp_path)}
    argv = [sys.executable, "manage.py", "import_tree", str(sticks.whole), str(ship)]
    answer = subprocess.run(
        [*argv, "--root", str(sticks.root)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stderr == ""
    files = len(all_in(ship)) - len(list(ship.rglob("*.gz"))) * 2
    assert answer.stdout == (
        f"{ship}: edition 0 to {sticks.first}, {files} files, 0 removed.\n"
    )


def test_an_operator_is_warned_of_age_and_of_what_was_left(
    sticks, ship, ship_at_first, capsys
):
    (ship / ".htaccess").touch()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=6)):
        call_command("import_tree", sticks.tail, ship, root=sticks.root)
    said = capsys.readouterr().err
    assert "Its head expired at" in said
    assert "/.htaccess is not ours, and was left." in said
