"""What `make run` checks before it starts, and what it does when a child dies."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping

import pytest

from cms.running.children import Children, Command
from cms.running.given import check_broker, check_database, given
from cms.running.home import lock, prepare
from cms.running.interrupts import Interrupts, Stopped
from cms.running.places import check, environment_of_a_run, ports
from cms.running.refusals import (
    Died,
    GaveUp,
    HomeInUse,
    HomeReadOnly,
    NoAnswer,
    NotAnAddress,
    PortShared,
    PortUnusable,
    SecretFileUnreadable,
)
from cms.running.starting import run_to_end
from cms.running.watch import Watch, wait_before_restart
from cms.servers import postgresql, valkey
from tests.permissions import permissions_that_count
from tests.processes import free_ports, within


def run_newsroom(
    environment: Mapping[str, str], **ports_chosen: int
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cms.run"],
        check=False,
        env={**environment, **{name: str(port) for name, port in ports_chosen.items()}},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("variable", "who"),
    [
        ("MASTHEAD_WEB_PORT", "the web process"),
        ("MASTHEAD_PRIMARY_PORT", "the primary address"),
        ("MASTHEAD_MIRROR_PORT", "the second mirror"),
    ],
)
def test_a_taken_port_is_named_with_its_variable_before_anything_starts(
    plain_environment, home, variable, who
):
    names = ("MASTHEAD_WEB_PORT", "MASTHEAD_PRIMARY_PORT", "MASTHEAD_MIRROR_PORT")
    chosen = dict(zip(names, free_ports(3), strict=True))
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", chosen[variable]))
        holder.listen()
        run = run_newsroom(plain_environment, **chosen)
    assert run.returncode == 1
    assert run.stderr == (
        f"Port {chosen[variable]} is taken, and {who} wants it: stop the program that "
        f"holds it, or choose another port with {variable}.\n"
    )
    assert run.stdout == ""
    assert not (home / "postgres").exists()


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "8 000"])
def test_a_port_that_is_no_port_is_refused(value):
    with pytest.raises(PortUnusable, match=f"MASTHEAD_WEB_PORT={value} cannot be used"):
        check(ports({"MASTHEAD_WEB_PORT": value}))


def test_one_port_for_two_is_refused_by_both_names():
    (port,) = map(str, free_ports(1))
    both = {"MASTHEAD_WEB_PORT": port, "MASTHEAD_MIRROR_PORT": port}
    both["MASTHEAD_PRIMARY_PORT"] = str(free_ports(1)[0])
    with pytest.raises(PortShared, match="MASTHEAD_WEB_PORT and MASTHEAD_MIRROR_PORT"):
        check(ports(both))


def test_a_host_that_is_not_this_machine_is_refused():
    with pytest.raises(PortUnusable, match=r"192\.0\.2\.1: Cannot assign"):
        check(ports({"MASTHEAD_WEB_HOST": "192.0.2.1"}))


def test_a_port_closed_a_moment_ago_is_free():
    (port,) = free_ports(1)
    with socket.create_server(("127.0.0.1", port)) as server:
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = server.accept()
        accepted.close()  # the server's side waits in TIME_WAIT
        client.close()
    check(ports({"MASTHEAD_WEB_PORT": str(port)})[:1])


def test_services_are_told_every_default_in_words():
    told = environment_of_a_run({"MASTHEAD_PRIMARY_PORT": "9101"}, home="/srv/home")
    assert told["MASTHEAD_HOME"] == "/srv/home"
    assert told["MASTHEAD_PRIMARY_URL"] == "http://localhost:9101"
    assert told["MASTHEAD_MIRROR_PORT"] == "8102"
    assert told["DJANGO_SETTINGS_MODULE"] == "cms.settings.demo"


def test_a_folder_that_cannot_be_written_is_refused(home):
    (home / "file").touch()
    with pytest.raises(HomeReadOnly, match=r"Masthead cannot write to .*/file \("):
        prepare(home / "file")


def test_a_read_only_folder_is_refused(home):
    home.chmod(0o500)
    with (
        permissions_that_count(),
        pytest.raises(HomeReadOnly, match="Permission denied"),
    ):
        prepare(home)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgres://ann:s3cret@127.0.0.1:1/news", "Connection refused"),
        ("postgres://ann:s3cret@/news?host=/nowhere", "No such file or directory"),
    ],
)
def test_a_database_that_does_not_answer_is_one_sentence_without_the_password(
    plain_environment, home, url, said
):
    names = ("MASTHEAD_WEB_PORT", "MASTHEAD_PRIMARY_PORT", "MASTHEAD_MIRROR_PORT")
    chosen = dict(zip(names, free_ports(3), strict=True))
    run = run_newsroom(plain_environment | {"DATABASE_URL": url}, **chosen)
    assert run.returncode == 1
    assert run.stderr.startswith(
        "The PostgreSQL that DATABASE_URL names does not answer"
    )
    assert said in run.stderr
    assert run.stderr.count("\n") == 1
    assert "s3cret" not in run.stderr
    assert not (home / "valkey").exists()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ann:s3cret@127.0.0.1/news",
        "postgres://ann:s3cret@127.0.0.1:s3cret/news",
        "postgres://ann:s3[cret@127.0.0.1/news",
        "postgres://ann:p/s3cret@127.0.0.1/news",
        "postgres://ann:12/s3cret@127.0.0.1/news",
        "postgres://ann:p@s3cret@127.0.0.1/news",
        "s3cret",
    ],
)
def test_a_wrong_database_url_is_refused_without_repeating_it(url):
    with pytest.raises(NotAnAddress) as refused:
        check_database(url)
    assert str(refused.value) == (
        "DATABASE_URL cannot be understood: it must look like "
        "postgres://user:password@host:5432/name, special characters in the password "
        "percent-encoded."
    )


def test_a_wrong_redis_url_is_refused_without_repeating_it():
    with pytest.raises(NotAnAddress, match="REDIS_URL cannot be understood"):
        check_broker("amqp://ann:s3cret@127.0.0.1/")


def test_a_broker_that_does_not_answer_is_named():
    with pytest.raises(NoAnswer, match="REDIS_URL names does not answer") as refused:
        check_broker("redis://:s3cret@127.0.0.1:1/0")
    assert "s3cret" not in str(refused.value)


def test_a_url_may_lie_in_a_file(tmp_path):
    (tmp_path / "url").write_text("postgres://there\n")
    path = str(tmp_path / "url")
    assert given({"DATABASE_URL_FILE": path}, "DATABASE_URL") == "postgres://there"
    assert given({"DATABASE_URL": ""}, "DATABASE_URL") is None
    with pytest.raises(
        SecretFileUnreadable, match="REDIS_URL_FILE names cannot be read"
    ):
        given({"REDIS_URL_FILE": f"{path}s"}, "REDIS_URL")


def test_a_home_has_one_run_at_a_time(home):
    prepare(home)
    with lock(home), pytest.raises(HomeInUse, match=rf"\(process {os.getpid()}\)"):
        lock(home)
    lock(home).close()


def test_interrupts_are_heard_at_the_next_pause():
    interrupts = Interrupts()
    interrupts.listen()
    signal.raise_signal(signal.SIGTERM)
    started = time.monotonic()
    with pytest.raises(Stopped):
        interrupts.pause(30)
    assert time.monotonic() - started < 1


@pytest.fixture
def children(home):
    prepare(home)
    with Children(home) as group:
        yield group


def shell(name: str, script: str) -> Command:
    return Command(name, ["sh", "-c", script])


def test_a_child_that_was_killed_is_started_again_and_named(children, capsys):
    child = children.start(shell("press", "echo at work; sleep 300"))
    assert within(5, child.last_lines)
    watch = Watch(children)
    child.process.kill()

    def again():
        watch.look()
        living = children.living
        return living and living[0].process.pid != child.process.pid

    assert within(5, again)
    assert capsys.readouterr().out == (
        f"press was ended by SIGKILL and is started again; the end of {child.log}:\n"
        "at work\n"
    )
    pid_file = children.home / "run" / "press.pid"
    assert pid_file.read_text() == f"{children.living[0].process.pid}\n"


def test_what_a_dead_child_left_is_ended_before_it_starts_again(
    children, descendants, gone
):
    child = children.start(shell("web", "sleep 300 & sleep 300"))
    assert within(5, lambda: len(descendants(child.process.pid)) == 2)
    orphans = descendants(child.process.pid)
    child.process.kill()
    child.process.wait()
    Watch(children).look()
    assert gone(orphans)


def test_a_child_that_cannot_live_is_given_up_after_five_quick_deaths(
    children, monkeypatch
):
    monkeypatch.setattr("cms.running.watch.wait_before_restart", lambda _deaths: 0.0)
    first = children.start(shell("beat", "echo no clock here; exit 3"))
    watch = Watch(children)

    def keep_looking() -> None:
        for _ in range(1000):
            watch.look()
            time.sleep(0.01)

    with pytest.raises(GaveUp) as gave_up:
        keep_looking()
    assert str(gave_up.value) == (
        "beat died 5 times right after its start, so everything is stopped; the end of "
        f"{first.log}:\n" + "\n".join(["no clock here"] * 5)
    )
    assert children.living == []


def test_restarts_wait_longer_and_longer():
    assert [wait_before_restart(n) for n in range(7)] == [0, 0.5, 1, 2, 4, 8, 8]


def test_a_failed_step_says_how_it_ended(children):
    with pytest.raises(Died, match=r"migrate ended with code 4; the end of .*:\nno$"):
        run_to_end(
            shell("migrate", "echo no >&2; exit 4"),
            children=children,
            interrupts=Interrupts(),
        )


def test_a_child_that_ignores_the_stop_is_killed(children, monkeypatch, gone):
    monkeypatch.setattr("cms.running.children.PATIENCE", 0.3)
    stubborn = children.start(
        shell("mirrors", "trap '' TERM; echo deaf; while :; do sleep 1; done")
    )
    assert within(5, stubborn.last_lines)
    children.stop(stubborn)
    assert gone({stubborn.process.pid})
    assert stubborn.status() == "was ended by SIGKILL"


PARENT = """
import sys, time
from pathlib import Path
from cms.running.children import Children, Command
from cms.running.home import lock, prepare
home = Path(sys.argv[1])
prepare(home)
children = Children(home, lock=lock(home))
children.start(Command("web", ["sh", "-c", "sleep 300 & setsid -f sleep 0; sleep 300"]))
print("up", flush=True)
time.sleep(300)
"""


def test_kill_9_of_the_parent_takes_children_and_grandchildren_along(
    home, descendants, gone
):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(home)], stdout=subprocess.PIPE
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        assert within(5, lambda: len(descendants(parent.pid)) >= 4)
        family = descendants(parent.pid)
        parent.kill()
    assert gone(family)
    lock(home).close()  # the guardian has let go


def test_the_embedded_servers_stop_in_seconds(home, gone, descendants):
    prepare(home)
    interrupts = Interrupts()
    others = descendants(os.getpid())  # of other tests in this process
    with Children(home) as children:
        for make in (postgresql, valkey):
            children.start(make(home).command)
        interrupts.pause(1)
        family = descendants(os.getpid()) - others
        started = time.monotonic()
    assert family
    assert time.monotonic() - started < 5
    assert gone(family, seconds=1)
